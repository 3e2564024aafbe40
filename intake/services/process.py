"""Brings an arrival from `received` to a terminal state: claim, read, decide, and everything that follows in one transaction.

Run twice, late or after a crash it leaves the same result: the claim is a guarded update with a lease, attempts are
counted in the row before the work, and the end state must still find our attempt or all of it is rolled back.
"""

import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from cases import vault
from cases.words import Channel
from intake.doors.receive import Delivery, receive
from intake.errors import Overtaken, PostUnreadable
from intake.hooks.mails import ITEM, Posted, mails_in, provider_of
from intake.models import Arrival, ArrivalState
from intake.parse.message import Parsed
from intake.sandbox import ParserFailed
from intake.services.mail import handle_mail
from intake.services.reading import read_mail
from intake.services.result import End
from intake.services.submitted import handle_submission
from intake.submission import Submission

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=30)


def waiting_arrivals(*, now: datetime, limit: int = 500) -> list[int]:
    """Give the ids of arrivals that wait for a worker, oldest first."""
    return list(_claimable(now).order_by("received_at", "pk").values_list("pk", flat=True)[:limit])


def process(*, arrival_id: int, now: datetime) -> None:
    """Process one arrival, if it waits and nobody else does. Never raises for what a message contains."""
    arrival = _claim(arrival_id=arrival_id, now=now)
    if arrival is None:
        return
    attempt = arrival.attempts
    if attempt > MOST_ATTEMPTS:
        _end(
            arrival,
            End(ArrivalState.QUARANTINED, "Reading it stopped the worker three times."),
            attempt=attempt,
            now=now,
        )
        return
    try:
        work = _read(arrival)
        with transaction.atomic():
            _end(arrival, work(now), attempt=attempt, now=now)
    except (ParserFailed, PostUnreadable) as failure:
        _end(arrival, End(ArrivalState.QUARANTINED, str(failure)), attempt=attempt, now=now)
    except Overtaken:
        log.info("arrival.overtaken", arrival=arrival_id)
    except Exception as error:  # whatever goes wrong, the arrival stays and is tried again or shown to a person
        _failed(arrival, error=error, attempt=attempt, now=now)


def _claimable(now: datetime) -> QuerySet[Arrival]:
    waits = Q(state=ArrivalState.RECEIVED) & (Q(try_after__isnull=True) | Q(try_after__lte=now))
    return Arrival.objects.filter(waits | Q(state=ArrivalState.PROCESSING, lease_until__lt=now))


def _claim(*, arrival_id: int, now: datetime) -> Arrival | None:
    """Take the arrival for this worker and give it with the number of this attempt, or nothing when there is none to take."""
    lease = now + settings.ARRIVAL_LEASE
    taken = (
        _claimable(now)
        .filter(pk=arrival_id)
        .update(state=ArrivalState.PROCESSING, lease_until=lease, attempts=F("attempts") + 1)
    )
    if taken != 1:
        return None
    ours = Arrival.objects.select_related("raw").filter(pk=arrival_id, lease_until=lease)
    return ours.first()  # none when the lease ran out before we looked, and another worker has it


def _read(arrival: Arrival) -> Callable[[datetime], End]:
    """Do the slow part, reading, outside the transaction; give the deed that decides inside it."""
    raw = vault.load(arrival.raw)
    if arrival.channel == Channel.MAIL:
        first, *others = _mails(arrival, raw)
        parsed = read_mail(first.raw)
        return lambda now: _handle(arrival, first, others, parsed, now)
    said = Submission.from_bytes(raw)
    return lambda now: handle_submission(arrival=arrival, said=said, now=now)


def _mails(arrival: Arrival, raw: bytes) -> list[Posted]:
    """Give the mail that the arrival is, or those that are in the provider's post. Raises PostUnreadable."""
    provider = provider_of(arrival.source)
    return mails_in(raw, provider=provider) if provider else [Posted(raw)]


def _handle(arrival: Arrival, first: Posted, others: list[Posted], parsed: Parsed, now: datetime) -> End:
    """Decide on the mail; further ones of the same post become arrivals of their own."""
    for number, other in enumerate(others, start=2):
        receive(_item(arrival, other, number), now=now)
    if provider_of(arrival.source):
        arrival.envelope_to, arrival.null_return_path = list(first.envelope_to), first.null_return_path
        arrival.save(update_fields=["envelope_to", "null_return_path"])
    return handle_mail(arrival=arrival, parsed=parsed, now=now)


def _item(arrival: Arrival, other: Posted, number: int) -> Delivery:
    return Delivery(
        raw=other.raw,
        channel=Channel.MAIL,
        source=arrival.source + ITEM,
        received_at=arrival.received_at,
        envelope_to=other.envelope_to,
        null_return_path=other.null_return_path,
        event_id=f"{arrival.event_id}:{number}",
    )


def _end(arrival: Arrival, end: End, *, attempt: int, now: datetime) -> None:
    """Write the end state, if the arrival is still ours. Raises Overtaken."""
    ended = Arrival.objects.filter(pk=arrival.pk, state=ArrivalState.PROCESSING, attempts=attempt).update(
        state=end.state,
        reason=end.reason[:400],
        suggestion=end.suggestion,
        suggested_case_id=end.suggested_case_id,
        case_id=end.case_id,
        twin_id=end.twin_id,
        sender_key=arrival.sender_key,
        lease_until=None,
        ended_at=now,
    )
    if ended != 1:
        raise Overtaken
    log.info("arrival.ended", arrival=arrival.pk, state=str(end.state))


def _failed(arrival: Arrival, *, error: Exception, attempt: int, now: datetime) -> None:
    """Keep the traceback for administrators; wait and try again, or hand it to a person after the third time."""
    log.error("arrival.failed", arrival=arrival.pk, attempt=attempt, error=type(error).__name__)
    last = attempt >= MOST_ATTEMPTS
    Arrival.objects.filter(pk=arrival.pk, state=ArrivalState.PROCESSING, attempts=attempt).update(
        state=ArrivalState.QUARANTINED if last else ArrivalState.RECEIVED,
        reason="Reading it failed three times; an administrator can see why." if last else "",
        last_error="".join(traceback.format_exception(error))[-8000:],
        try_after=now + RETRY_AFTER * attempt,
        lease_until=None,
        ended_at=now if last else None,
    )
