"""How often one sender's mail opens cases by itself: a flood waits for a person, is kept whole, and delays nobody else."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from cases import vault
from correspondence.caps import plain_address
from intake.models import Arrival, ArrivalState

OPENINGS_PER_HOUR = 60
HOUR = timedelta(hours=1)


def sender_key(email: str) -> str:
    """Give the key under which a sender is counted, whatever tag or capitals the address is written with."""
    return vault.fingerprint(plain_address(email).encode("utf-8", "replace"))


def opened_lately(senders: Mapping[str, datetime]) -> dict[str, int]:
    """Give, for senders by key with the moment of their mail, how many cases their mail opened in the hour before it."""
    if not senders:
        return {}
    first = min(senders.values()) - HOUR
    rows = Arrival.objects.filter(sender_key__in=senders, state=ArrivalState.OPENED, received_at__gt=first)
    found: Counter[str] = Counter()
    for key, at in rows.values_list("sender_key", "received_at"):
        if key is not None and senders[key] - HOUR < at <= senders[key]:
            found[key] += 1
    return found


def is_flood(opened: int) -> bool:
    """Tell whether a sender has opened as many cases within an hour as they may."""
    return opened >= OPENINGS_PER_HOUR
