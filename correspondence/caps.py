"""Caps on automatic letters, per address and per domain: acknowledgements are what a stranger could make us send."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from cases.gathering import is_gathering, once
from correspondence.models import Letter, OutboxState

# Per address and day, and per domain and hour.
ADDRESS_CAP = 5
DOMAIN_CAP = 50


@dataclass(frozen=True)
class Sent:
    """How many automatic letters were queued: to each address that has reached its cap, and to each domain."""

    addresses: Counter[str]
    domains: Counter[str]


def cap_reached(email: str, *, now: datetime) -> str:
    """Give the code of the cap that forbids one more automatic letter to this address, or nothing."""
    sent = once(_sent, now)
    if sent.addresses[plain_address(email)] >= ADDRESS_CAP:
        return "address_cap"
    if sent.domains[domain_of(email)] >= DOMAIN_CAP:
        return "domain_cap"
    return ""


def count_automatic(email: str, *, now: datetime) -> None:
    """Count a letter that is about to be queued, for those that are gathered with it; elsewhere the database counts."""
    if not is_gathering():
        return
    sent = once(_sent, now)
    sent.addresses[plain_address(email)] += 1
    sent.domains[domain_of(email)] += 1


def _sent(now: datetime) -> Sent:
    """Count in the database; an address below its cap is left out, since there are many and each writes little."""
    automatic = Letter.objects.filter(automatic=True).exclude(state=OutboxState.WITHDRAWN).order_by()
    of_day = automatic.filter(queued_at__gt=now - timedelta(days=1)).values_list("cap_address")
    of_hour = automatic.filter(queued_at__gt=now - timedelta(hours=1)).values_list("cap_domain")
    return Sent(
        addresses=Counter(dict(of_day.annotate(count=Count("pk")).filter(count__gte=ADDRESS_CAP))),
        domains=Counter(dict(of_hour.annotate(count=Count("pk")))),
    )


def plain_address(email: str) -> str:
    """Give the address that an address is another spelling of: in small letters and without what follows a plus.

    Many a mailbox takes its name in any case and with any tag, so Anna@, anna@ and anna+1@ share the cap.
    """
    local, _, domain = email.strip().lower().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def domain_of(email: str) -> str:
    """Give the domain of an address, in small letters."""
    return email.strip().lower().rpartition("@")[2]
