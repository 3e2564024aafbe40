"""The clock of a case: marks are recorded, deadlines computed from them by the law room, duties met and reopened."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from cases.errors import Refused, StopRefused
from cases.gathering import once
from cases.models import Case, ClockMark, Deadline, InvokedRight
from cases.services.dates import Paper, load_papers, work_out, write
from cases.services.history import record
from cases.services.reckoning import ground
from cases.services.summary import refresh_dates
from cases.words import Actor, Kind
from law.errors import LawError, MarkRefused
from law.words import Duty, MarkName

# A resumption ends the stop of its kind.
RESUMES = {
    MarkName.IDENTITY_CONFIRMED: MarkName.IDENTITY_REQUESTED,
    MarkName.CLARIFIED: MarkName.CLARIFICATION_REQUESTED,
}
STOPS = frozenset(RESUMES.values())


@transaction.atomic
def mark_clock(
    *,
    case: Case,
    mark: MarkName,
    on: date,
    by: Actor,
    now: datetime,
    rights: Iterable[str] | None = None,
    cause: str = "",
) -> None:
    """Record a mark on the named rights and compute the dates anew. Raises StopRefused.

    By default an answer is recorded on the rights that wait for it, any other mark on all rights of the case; a named
    right that was taken off since has no mark. `cause` is what `take_marks_off` finds it by.
    """
    invoked = _rights(case)
    named = [right for right in rights if right in invoked] if rights is not None else None
    if named == []:
        return
    for right in named if named is not None else _waiting(case, mark) or invoked:
        _add_mark(case=case, right=right, mark=mark, on=on, by=by, now=now, cause=cause)
    part: dict[str, Any] = {"rights": sorted(named)} if named is not None and set(named) != set(invoked) else {}
    record(case=case, kind=Kind.MARKED, by=by, now=now, mark=mark, on=on, **part)
    recompute(case=case, by=by, now=now)


@transaction.atomic
def take_marks_off(*, case: Case, cause: str, why: str, by: Actor, now: datetime) -> bool:
    """Take off what this cause set on the clock and compute the dates anew; tell whether there was anything. Raises Refused.

    The marks stay readable, and count no more; nor does the answer that ended a stop of them. `why` is a code.
    """
    marks = list(ClockMark.objects.filter(case=case, cause=cause, taken_off_at__isnull=True).order_by("pk"))
    if not marks:
        return False
    gone = [mark.pk for mark in marks] + [answer for mark in marks for answer in _ended_by(mark)]
    ClockMark.objects.filter(pk__in=gone).update(taken_off_at=now, taken_off_because=why, stop_open=False)
    record(case=case, kind=Kind.MARK_TAKEN_OFF, by=by, now=now, mark=marks[0].mark, on=marks[0].on, why=why)
    recompute(case=case, by=by, now=now)
    return True


def _ended_by(stop: ClockMark) -> list[int]:
    """Give the answer that ended a stop, if there is one: the first of its kind after it."""
    answers = [answer for answer, asked in RESUMES.items() if asked == stop.mark]
    if stop.stop_open or not answers:
        return []
    after = ClockMark.objects.filter(case=stop.case_id, right=stop.right, mark__in=answers, pk__gt=stop.pk)
    return list(after.filter(taken_off_at__isnull=True).order_by("pk").values_list("pk", flat=True)[:1])


def waits_for(*, case: Case, stop: MarkName, on: date | None = None) -> bool:
    """Tell whether a stop of this kind is open on the case; with `on`, one that had begun by that day."""
    began = {"on__lte": on} if on else {}
    return ClockMark.objects.filter(case=case, mark=stop, stop_open=True, **began).exists()


@transaction.atomic
def recompute(*, case: Case, by: Actor, now: datetime) -> None:
    """Compute every deadline of the case anew; each ruling date that moved leaves an event. Raises Refused."""
    _write_dates(load_papers([case])[case.pk], by=by, now=now)


def first_dates(*, case: Case, rights: Iterable[str], by: Actor, now: datetime) -> None:
    """Compute the deadlines of a case that is just being registered: it has its rights and nothing else yet. Raises Refused."""
    _write_dates(Paper(case, rights=list(dict.fromkeys(rights))), by=by, now=now)


def _write_dates(paper: Paper, *, by: Actor, now: datetime) -> None:
    try:
        work = work_out(paper, once(ground))
    except MarkRefused as error:
        raise StopRefused(str(error)) from error
    except LawError as error:
        raise Refused(str(error)) from error
    write([work], by=by, now=now)


@transaction.atomic
def meet_duty(
    *, case: Case, duty: Duty, on: date, by: Actor, now: datetime, rights: Iterable[str] | None = None
) -> None:
    """Set the local day on which a duty was met, under every law at once; met twice stays as first met."""
    rows = Deadline.objects.filter(case=case, duty=duty, met_on__isnull=True)
    if rights is not None:
        rows = rows.filter(right__in=list(rights))
    if rows.update(met_on=on):
        record(case=case, kind=Kind.DUTY_MET, by=by, now=now, duty=duty, on=on)
    refresh_dates(case=case)


@transaction.atomic
def reopen_duty(*, case: Case, duty: Duty, by: Actor, now: datetime, why: str) -> None:
    """Open a duty again, because its letter did not arrive or the case was reopened. `why` is a code."""
    if Deadline.objects.filter(case=case, duty=duty, met_on__isnull=False).update(met_on=None):
        record(case=case, kind=Kind.DUTY_REOPENED, by=by, now=now, duty=duty, why=why)
    refresh_dates(case=case)


def _waiting(case: Case, mark: MarkName) -> list[str]:
    """Give the rights that wait for this answer: not one that was added since, but one that was taken off since."""
    waiting = ClockMark.objects.filter(case=case, mark=RESUMES.get(mark, ""), stop_open=True)
    return list(waiting.values_list("right", flat=True))


def _rights(case: Case) -> list[str]:
    return list(InvokedRight.objects.filter(case=case).values_list("right", flat=True))


def _add_mark(*, case: Case, right: str, mark: MarkName, on: date, by: Actor, now: datetime, cause: str) -> None:
    if mark in RESUMES:
        ended = ClockMark.objects.filter(case=case, right=right, mark=RESUMES[mark], stop_open=True)
        if not ended.update(stop_open=False):
            raise StopRefused(f"Case {case.reference} is not waiting for this, so there is nothing to resume.")
    try:
        with transaction.atomic():
            ClockMark.objects.create(
                case=case,
                right=right,
                mark=mark,
                on=on,
                recorded_at=now,
                by=str(by),
                stop_open=mark in STOPS,
                cause=cause,
            )
    except IntegrityError as error:
        raise StopRefused(f"Case {case.reference} is already waiting for this. Record the answer first.") from error
