"""Opens a case by a call: stored first, processed at once, and told the same when the call is repeated."""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

from cases import vault
from cases.words import Channel
from intake.api.errors import KeyReused
from intake.doors.receive import Delivery, receive
from intake.models import WAITING, ApiKey, Arrival, ArrivalState
from intake.services.process import process
from intake.submission import Submission

# A worker that heard the bell first may have it; it needs a moment.
LONGEST_WAIT_S = 3.0
PAUSE_S = 0.05


@dataclass(frozen=True)
class Opened:
    """What became of a call: `reference` is empty while the arrival waits for a worker or a person."""

    reference: str
    received_at: datetime
    new: bool
    waits_for_person: bool


def open_by_call(*, key: ApiKey, idempotency_key: str, said: Submission, now: datetime) -> Opened:
    """Open the case once per key and idempotency key. Raises KeyReused, OSError, DatabaseError."""
    raw = said.to_bytes()
    delivery = Delivery(
        raw=raw,
        channel=Channel.API,
        source=f"api:{key.prefix}",
        received_at=now,
        event_id=_event_id(key, idempotency_key),
        processed_here=True,
    )
    arrival, new = receive(delivery, now=now)
    if not new and arrival.raw.fingerprint != vault.fingerprint(raw):
        raise KeyReused
    process(arrival_id=arrival.pk, now=now)
    return _opened(_ended(arrival.pk), new=new)


def _event_id(key: ApiKey, idempotency_key: str) -> str:
    """Give the hard key against repeats: of the caller's own choice, hashed because it may be long or say too much."""
    return f"api:{key.prefix}:{hashlib.sha256(idempotency_key.encode()).hexdigest()}"


def _ended(arrival_id: int) -> Arrival:
    """Give the arrival; while another worker has it, wait a moment for its end."""
    patience = time.monotonic() + LONGEST_WAIT_S
    while True:
        arrival = Arrival.objects.select_related("case").get(pk=arrival_id)
        if arrival.state != ArrivalState.PROCESSING or time.monotonic() > patience:
            return arrival
        time.sleep(PAUSE_S)


def _opened(arrival: Arrival, *, new: bool) -> Opened:
    return Opened(
        reference=arrival.case.reference if arrival.case else "",
        received_at=arrival.received_at,
        new=new,
        waits_for_person=arrival.case is None and arrival.state not in WAITING,
    )
