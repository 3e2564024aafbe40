"""How often one sender's mail opens cases by itself: a flood waits for a person, is kept whole, and delays nobody else."""

from datetime import timedelta

from cases import vault
from correspondence.caps import plain_address
from intake.models import Arrival, ArrivalState

OPENINGS_PER_HOUR = 60
HOUR = timedelta(hours=1)


def sender_key(email: str) -> str:
    """Give the key under which a sender is counted, whatever tag or capitals the address is written with."""
    return vault.fingerprint(plain_address(email).encode("utf-8", "replace"))


def floods(arrival: Arrival) -> bool:
    """Tell whether the sender of this mail (`sender_key`) has opened as many cases as they may in the hour before it."""
    opened = Arrival.objects.filter(sender_key=arrival.sender_key, state=ArrivalState.OPENED)
    hour = opened.filter(received_at__gt=arrival.received_at - HOUR, received_at__lte=arrival.received_at)
    return hour.count() >= OPENINGS_PER_HOUR
