"""Brings arrivals from `received` to a terminal state: claim, read, decide, and everything that follows in one transaction.

Those that wait together are worked on together: read one after the other by the child while what came before is made
ready, and decided on in one transaction of few statements. Mails that could touch each other are kept apart, so that each
finds what it would have found alone. Whatever goes wrong with a company, its members are decided on one by one.

Run twice, late or after a crash it leaves the same result: the claim is a guarded update with a lease, attempts are
counted in the row before the work, and the end state must still find our attempt or all of it is rolled back.
"""

import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from cases import vault
from cases.bulk import update_rows
from cases.gathering import gathered
from cases.words import Channel
from intake.doors.receive import Delivery, receive
from intake.errors import Overtaken, PostUnreadable
from intake.hooks.mails import ITEM, Posted, mails_in, provider_of
from intake.models import Arrival, ArrivalState
from intake.parse.message import Parsed
from intake.sandbox import ParserFailed
from intake.services.claim import claim_one, claim_waiting, claimable, give_back
from intake.services.known import Known, ask, look_up
from intake.services.mail import handle_mail
from intake.services.reading import read_mail
from intake.services.result import End
from intake.services.submitted import handle_submission
from intake.submission import Submission

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=30)
# So much of a lease goes to reading; the mail that is being read then may take its whole time, and the rest waits again.
READING_SHARE = 0.25
WRITTEN = (
    "state", "reason", "suggestion", "suggested_case", "case", "twin", "lease_until", "ended_at",
    "content_key", "message_id_key", "same_id_other_content", "sender_key",
)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """An arrival that was read, or why not: as mail (with all that came in one post), or as what a form or call said."""

    arrival: Arrival
    parsed: Parsed | None = None
    posts: Sequence[Posted] = ()
    said: Submission | None = None
    failure: Exception | None = None
    begun: bool = True


def waiting_arrivals(*, now: datetime, limit: int = 500) -> list[int]:
    """Give the ids of arrivals that wait for a worker, oldest first."""
    return list(claimable(now).values_list("pk", flat=True)[:limit])


def process(*, arrival_id: int, now: datetime) -> None:
    """Process one arrival, if it waits and nobody else does. Never raises for what a message contains."""
    _work_on(claim_one(arrival_id, now=now), now=now)


def process_waiting(*, now: datetime) -> int:
    """Process those that have waited longest, as many as go together; give how many were taken."""
    arrivals = claim_waiting(now=now)
    _work_on(arrivals, now=now)
    return len(arrivals)


def _work_on(arrivals: Sequence[Arrival], *, now: datetime) -> None:
    if any(arrival.attempts > MOST_ATTEMPTS for arrival in arrivals):  # such a one comes alone
        _stop(arrivals[0], "Reading it stopped the worker three times.", now=now)
        return
    works = []
    for work in _readings(arrivals):
        if isinstance(work.failure, ParserFailed | PostUnreadable):
            _stop(work.arrival, str(work.failure), now=now)
        elif work.failure is not None:
            _failed(work.arrival, error=work.failure, now=now)
        else:
            works.append(work)
    give_back([work.arrival for work in works if not work.begun])
    for together in _apart(work for work in works if work.begun):
        _decide(together, now=now)


def _readings(arrivals: Sequence[Arrival]) -> Iterator[Work]:
    """Read in order, one ahead of who takes them; what there is no more time for comes back as not begun."""
    until = time.monotonic() + READING_SHARE * settings.ARRIVAL_LEASE.total_seconds()
    if len(arrivals) == 1:
        yield _read(arrivals[0])
        return
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader") as reader:
        yield from reader.map(lambda one: _read(one) if time.monotonic() < until else Work(one, begun=False), arrivals)


def _read(arrival: Arrival) -> Work:
    """Do the slow part, outside every transaction and without the database."""
    try:
        raw = vault.load(arrival.raw)
        if arrival.channel != Channel.MAIL:
            return Work(arrival, said=Submission.from_bytes(raw))
        posts = _mails(arrival, raw)
        return Work(arrival, parsed=read_mail(posts[0].raw), posts=posts)
    except Exception as error:  # whatever goes wrong, the arrival stays and is tried again or shown to a person
        return Work(arrival, failure=error)


def _mails(arrival: Arrival, raw: bytes) -> list[Posted]:
    """Give the mail that the arrival is, or those that are in the provider's post. Raises PostUnreadable."""
    provider = provider_of(arrival.source)
    return mails_in(raw, provider=provider) if provider else [Posted(raw)]


def _apart(works: Iterable[Work]) -> Iterator[list[Work]]:
    """Give companies, in order, in which no mail names the sender, a reply address or a Message-ID of another."""
    together: list[Work] = []
    named: set[tuple[str, str]] = set()
    for work in works:
        names = set(ask(work.arrival, work.parsed.message).names()) if work.parsed else set()
        if together and not named.isdisjoint(names):
            yield together
            together, named = [], set()
        together.append(work)
        named |= names
    if together:
        yield together


def _decide(works: Sequence[Work], *, now: datetime) -> None:
    try:
        with gathered(len(works)):
            asked = [ask(work.arrival, work.parsed.message) for work in works if work.parsed]
            known = look_up(asked)
            _end([(work.arrival, _end_of(work, known, now=now)) for work in works], now=now)
    except Exception as error:  # whatever goes wrong, the arrivals stay and are tried again or shown to a person
        if len(works) > 1:
            log.info("arrivals.one_by_one", count=len(works), error=type(error).__name__)
            for work in works:
                _decide([work], now=now)
        elif isinstance(error, Overtaken):
            log.info("arrival.overtaken", arrival=works[0].arrival.pk)
        else:
            _failed(works[0].arrival, error=error, now=now)


def _end_of(work: Work, known: Known, *, now: datetime) -> End:
    """Decide on one; further mails of the same post become arrivals of their own."""
    arrival = work.arrival
    if work.parsed is None:
        assert work.said is not None  # noqa: S101 - one of the two, for the type checker
        return handle_submission(arrival=arrival, said=work.said, now=now)
    first, *others = work.posts
    for number, other in enumerate(others, start=2):
        receive(_item(arrival, other, number), now=now)
    if provider_of(arrival.source):
        arrival.envelope_to, arrival.null_return_path = list(first.envelope_to), first.null_return_path
        arrival.save(update_fields=["envelope_to", "null_return_path"])
    return handle_mail(arrival=arrival, parsed=work.parsed, known=known, now=now)


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


def _stop(arrival: Arrival, reason: str, *, now: datetime) -> None:
    """End an arrival that cannot be read: a person looks at it."""
    try:
        _end([(arrival, End(ArrivalState.QUARANTINED, reason))], now=now)
    except Overtaken:
        log.info("arrival.overtaken", arrival=arrival.pk)


def _end(ended: Sequence[tuple[Arrival, End]], *, now: datetime) -> None:
    """Write the end states, if the arrivals are still ours. Raises Overtaken."""
    for arrival, end in ended:
        arrival.state, arrival.reason, arrival.suggestion = end.state, end.reason[:400], end.suggestion
        arrival.suggested_case_id, arrival.case_id, arrival.twin_id = end.suggested_case_id, end.case_id, end.twin_id
        arrival.lease_until, arrival.ended_at = None, now
    arrivals = [arrival for arrival, _ in ended]
    ours = {"state": ArrivalState.PROCESSING, "attempts": arrivals[0].attempts}  # a company is at its first attempt
    if update_rows(arrivals, WRITTEN, where=ours) != len(arrivals):
        raise Overtaken
    for arrival in arrivals:
        log.info("arrival.ended", arrival=arrival.pk, state=str(arrival.state))


def _failed(arrival: Arrival, *, error: Exception, now: datetime) -> None:
    """Keep the traceback for administrators; wait and try again, or hand it to a person after the third time."""
    attempt = arrival.attempts
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
