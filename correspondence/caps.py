"""Caps on automatic letters, per address and per domain: acknowledgements are what a stranger could make us send."""

from datetime import datetime, timedelta

from correspondence.models import Letter, OutboxState

# Per address and day, and per domain and hour.
ADDRESS_CAP = 5
DOMAIN_CAP = 50


def cap_reached(email: str, *, now: datetime) -> str:
    """Give the code of the cap that forbids one more automatic letter to this address, or nothing."""
    automatic = Letter.objects.filter(automatic=True).exclude(state=OutboxState.WITHDRAWN)
    to_address = automatic.filter(cap_address=plain_address(email), queued_at__gt=now - timedelta(days=1))
    if to_address.count() >= ADDRESS_CAP:
        return "address_cap"
    to_domain = automatic.filter(cap_domain=domain_of(email), queued_at__gt=now - timedelta(hours=1))
    return "domain_cap" if to_domain.count() >= DOMAIN_CAP else ""


def plain_address(email: str) -> str:
    """Give the address that an address is another spelling of: in small letters and without what follows a plus.

    Many a mailbox takes its name in any case and with any tag, so Anna@, anna@ and anna+1@ share the cap.
    """
    local, _, domain = email.strip().lower().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def domain_of(email: str) -> str:
    """Give the domain of an address, in small letters."""
    return email.strip().lower().rpartition("@")[2]
