"""Brings arrivals from `received` to a terminal state: claim, read, decide, and everything that follows in one transaction.

Those that wait together are worked on together: read one after the other by the child while what came before is made
ready, and decided on in one transaction of few statements. Mails that could touch each other are kept apart, so that each
finds what it would have found alone. Whatever goes wrong with a company, its members are decided on one by one.

Run twice, late or after a crash it leaves the same result: the claim is a guarded update with a lease, attempts are
counted in the row before the work, and the end state must still find our attempt or all of it is rolled back.
"""

import sys
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from cases import vault
from cases.bulk import update_rows
from cases.gathering import gathered
from cases.organisation import organisation
from cases.words import Audience, Channel
from intake.audience import audience_of_addresses, audience_of_mail
from intake.doors.receive import Delivery, receive
from intake.errors import Overtaken, PostUnreadable
from intake.hooks.mails import ITEM, Posted, mails_in, provider_of
from intake.models import Arrival, ArrivalState
from intake.parse.message import Parsed
from intake.sandbox import ParserFailed
from intake.services.claim import claim_one, claim_waiting, claimable, give_back, goes_with_others
from intake.services.known import Asked, Known, ask, look_up
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
# So few of a batch that must come later go along with the next batch, as long as so much of their lease is left.
FEW = 10
LEFT_SHARE = 0.5
# The first batch is small: while it is decided on, the next is read, and who waited longest waits for few.
FIRST = 10
# So soon a thread that has its answer gets its turn: the child waits for the reader, who would wait ten times as long.
TURN_S = 0.0005
WRITTEN = (
    "state", "reason", "audience", "suggestion", "suggested_case", "case", "twin", "lease_until", "ended_at",
    "content_key", "message_id_key", "same_id_other_content", "sender_key",
)  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """Arrivals that were claimed together, and what comes of reading them."""

    arrivals: Sequence[Arrival]
    works: "Future[list[Work]]"

    @property
    def takes_others_along(self) -> bool:
        """Tell whether mails of the batch before may be decided on with these."""
        return goes_with_others(self.arrivals[0])


@dataclass(frozen=True)
class Work:
    """An arrival that was read, or why not: as a mail, with others of the same post, or as what a form or call said."""

    arrival: Arrival
    parsed: Parsed | None = None
    asked: Asked | None = None
    others: Sequence[Posted] = ()
    said: Submission | None = None
    failure: Exception | None = None
    begun: bool = True


def waiting_arrivals(*, now: datetime, limit: int = 500) -> list[int]:
    """Give the ids of arrivals that wait for a worker, oldest first."""
    return list(claimable(now).values_list("pk", flat=True)[:limit])


def process(*, arrival_id: int, now: datetime) -> None:
    """Process one arrival, if it waits and nobody else does. Never raises for what a message contains."""
    arrivals = claim_one(arrival_id, now=now)
    _finish([_read(arrival) for arrival in arrivals], now=now)


def work_off(*, seconds: float, clock: Callable[[], datetime]) -> None:
    """Process what waits, oldest first, until nothing does or the time is over; the child reads while we decide."""
    ends = time.monotonic() + seconds
    sys.setswitchinterval(TURN_S)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader") as reader:
        batch, later = _begin(reader, now=clock(), most=FIRST), list[Work]()
        while batch is not None:
            ahead = _begin(reader, now=clock()) if time.monotonic() < ends else None
            may_wait = ahead is not None and ahead.takes_others_along
            later = _finish([*later, *batch.works.result()], now=clock(), may_wait=may_wait)
            batch = ahead


def _begin(reader: Executor, *, now: datetime, most: int | None = None) -> Batch | None:
    """Claim a batch and let it be read."""
    arrivals = claim_waiting(now=now, most=most)
    return Batch(arrivals, reader.submit(_read_all, arrivals)) if arrivals else None


def _read_all(arrivals: Sequence[Arrival]) -> list[Work]:
    """Read one after the other; what there is no more time for comes back as not begun."""
    until = time.monotonic() + READING_SHARE * settings.ARRIVAL_LEASE.total_seconds()
    return [_read(one) if time.monotonic() < until else Work(one, begun=False) for one in arrivals]


def _finish(works: Sequence[Work], *, now: datetime, may_wait: bool = False) -> list[Work]:
    """Decide on what was read, and end, try again or give back the rest; give the few that go along with the next batch."""
    give_back([work.arrival for work in works if not work.begun])
    for work in works:
        if work.failure is not None:
            _unreadable(work.arrival, work.failure, now=now)
    companies = _apart(work for work in works if work.begun and work.failure is None)
    rest = [work for company in companies[1:] for work in company]
    waits = may_wait and len(rest) <= FEW and all(_has_time(work.arrival, now=now) for work in rest)
    for company in companies[:1] if waits else companies:
        _decide(company, now=now)
    return rest if waits else []


def _has_time(arrival: Arrival, *, now: datetime) -> bool:
    """Tell whether enough is left of our lease for another batch before it."""
    return arrival.lease_until is not None and arrival.lease_until - now > LEFT_SHARE * settings.ARRIVAL_LEASE


def _unreadable(arrival: Arrival, failure: Exception, *, now: datetime) -> None:
    if not isinstance(failure, ParserFailed | PostUnreadable):
        _failed(arrival, error=failure, now=now)
        return
    try:
        _end([(arrival, End(ArrivalState.QUARANTINED, str(failure)))], now=now)
    except Overtaken:
        log.info("arrival.overtaken", arrival=arrival.pk)


def _read(arrival: Arrival) -> Work:
    """Do the slow part, outside every transaction and without the database."""
    arrival.audience = audience_of_addresses(arrival.envelope_to, mailboxes=organisation().applicant_mailboxes)
    if arrival.attempts > MOST_ATTEMPTS:
        return Work(arrival, failure=ParserFailed("Reading it stopped the worker three times."))
    try:
        raw = vault.load(arrival.raw)
        if arrival.channel != Channel.MAIL:
            said = Submission.from_bytes(raw)
            arrival.audience = Audience.APPLICANTS if said.applicant else Audience.GENERAL
            return Work(arrival, said=said)
        first, *others = _mails(arrival, raw)
        if provider_of(arrival.source):
            arrival.envelope_to, arrival.null_return_path = list(first.envelope_to), first.null_return_path
        parsed = read_mail(first.raw)
        arrival.audience = audience_of_mail(
            parsed.message, envelope_to=arrival.envelope_to, mailboxes=organisation().applicant_mailboxes
        )
        return Work(arrival, parsed=parsed, asked=ask(arrival, parsed.message), others=others)
    except Exception as error:  # whatever goes wrong, the arrival stays and is tried again or shown to a person
        return Work(arrival, failure=error)


def _mails(arrival: Arrival, raw: bytes) -> list[Posted]:
    """Give the mail that the arrival is, or those that are in the provider's post. Raises PostUnreadable."""
    provider = provider_of(arrival.source)
    return mails_in(raw, provider=provider) if provider else [Posted(raw)]


def _apart(works: Iterable[Work]) -> list[list[Work]]:
    """Give companies in which no mail names the sender, a reply address or a Message-ID of another; the later comes later."""
    companies: list[list[Work]] = []
    last: dict[tuple[str, str], int] = {}
    for work in works:
        names = set(work.asked.names()) if work.asked else set()
        place = max((last[name] + 1 for name in names if name in last), default=0)
        if place == len(companies):
            companies.append([])
        companies[place].append(work)
        last.update(dict.fromkeys(names, place))
    return companies


def _decide(works: Sequence[Work], *, now: datetime) -> None:
    try:
        with gathered(len(works)):
            known = look_up([work.asked for work in works if work.asked])
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
    if work.said is not None:
        return handle_submission(arrival=arrival, said=work.said, now=now)
    assert work.parsed and work.asked  # noqa: S101 - it was read, for the type checker
    for number, other in enumerate(work.others, start=2):
        receive(_item(arrival, other, number), now=now)
    if provider_of(arrival.source):
        arrival.save(update_fields=["envelope_to", "null_return_path"])
    return handle_mail(asked=work.asked, parsed=work.parsed, known=known, now=now)


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
        audience=arrival.audience,
        last_error="".join(traceback.format_exception(error))[-8000:],
        try_after=now + RETRY_AFTER * attempt,
        lease_until=None,
        ended_at=now if last else None,
    )
