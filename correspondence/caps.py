"""Caps on automatic letters, per address and per domain: acknowledgements are what a stranger could make us send."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Value
from django.db.models.functions import Lower, Reverse, Right, StrIndex

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
    # Many a mailbox takes its name in any case, so Anna@ and anna@ share the cap.
    if sent.addresses[email.lower()] >= ADDRESS_CAP:
        return "address_cap"
    if sent.domains[_domain(email)] >= DOMAIN_CAP:
        return "domain_cap"
    return ""


def count_automatic(email: str, *, now: datetime) -> None:
    """Count a letter that is about to be queued, for those that are gathered with it; elsewhere the database counts."""
    if not is_gathering():
        return
    sent = once(_sent, now)
    sent.addresses[email.lower()] += 1
    sent.domains[_domain(email)] += 1


def _sent(now: datetime) -> Sent:
    """Count in the database; an address below its cap is left out, since there are many and each writes little."""
    automatic = Letter.objects.filter(automatic=True).exclude(state=OutboxState.WITHDRAWN).order_by()
    of_day = automatic.filter(queued_at__gt=now - timedelta(days=1)).values_list(Lower("to"))
    of_hour = automatic.filter(queued_at__gt=now - timedelta(hours=1)).values_list(
        Lower(Right("to", StrIndex(Reverse("to"), Value("@")) - 1))
    )
    return Sent(
        addresses=Counter(dict(of_day.annotate(count=Count("pk")).filter(count__gte=ADDRESS_CAP))),
        domains=Counter(dict(of_hour.annotate(count=Count("pk")))),
    )


def _domain(email: str) -> str:
    return email.lower().rpartition("@")[2]
