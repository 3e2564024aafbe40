"""The clock of a case: marks are recorded, deadlines computed from them by the law room, duties met and reopened."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from cases.errors import StopRefused
from cases.models import Case, ClockMark, Deadline, InvokedRight
from cases.organisation import organisation
from cases.places import home_place
from cases.rulings import ruling
from cases.services.history import record
from cases.services.summary import refresh_dates
from cases.words import Actor, Kind
from law.applicable import Combined, rules_for_case
from law.clock import Clock, DutyDeadline, Mark
from law.errors import MarkRefused
from law.places import Place
from law.promise import PROMISE, Promise
from law.words import Duty, MarkName, Right

# A resumption ends the stop of its kind.
RESUMES = {
    MarkName.IDENTITY_CONFIRMED: MarkName.IDENTITY_REQUESTED,
    MarkName.CLARIFIED: MarkName.CLARIFICATION_REQUESTED,
}
STOPS = frozenset(RESUMES.values())


@transaction.atomic
def mark_clock(
    *, case: Case, mark: MarkName, on: date, by: Actor, now: datetime, rights: Iterable[str] | None = None
) -> None:
    """Record a mark on the named rights (all of the case by default) and compute the dates anew. Raises StopRefused."""
    for right in list(rights) if rights is not None else _rights(case):
        _add_mark(case=case, right=right, mark=mark, on=on, by=by, now=now)
    record(case=case, kind=Kind.MARKED, by=by, now=now, mark=mark, on=on)
    recompute(case=case, by=by, now=now)


def waits_for(*, case: Case, stop: MarkName) -> bool:
    """Tell whether a stop of this kind is open on the case."""
    return ClockMark.objects.filter(case=case, mark=stop, stop_open=True).exists()


@transaction.atomic
def recompute(*, case: Case, by: Actor, now: datetime) -> None:
    """Compute every deadline of the case from its marks; each ruling date that moved leaves an event."""
    before = _ruling_dates(case)
    wanted = {
        (right, clock.regime_id, duty.duty.value): duty
        for right in _rights(case)
        for clock in _clocks(case, right)
        for duty in clock.deadlines
    }
    for (right, regime, _), duty in wanted.items():
        _save_deadline(case=case, right=right, regime=regime, duty=duty)
    for row in Deadline.objects.filter(case=case):
        if (row.right, row.regime, row.duty) not in wanted:
            row.delete()
    refresh_dates(case=case)
    _record_moves(case=case, before=before, after=_ruling_dates(case), by=by, now=now)


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


def _rights(case: Case) -> list[str]:
    return list(InvokedRight.objects.filter(case=case).values_list("right", flat=True))


def _clocks(case: Case, right: str) -> list[Clock]:
    """Run the clock of every law that applies to one right, and the promise's."""
    combined = _combined(case, right)
    reasons = [
        {"regime": law.regime_id, "because": law.because, "citation": law.citation} for law in combined.applicable
    ]
    if case.regimes != reasons:
        case.regimes = reasons
        case.save(update_fields=["regimes"])
    return [*combined.clocks, *([combined.promise] if combined.promise else [])]


def _combined(case: Case, right: str) -> Combined:
    current = organisation()
    try:
        return rules_for_case(
            place=Place.parse(case.place) if case.place else None,
            received=case.received_on,
            right=Right(right),
            home=home_place(),
            marks=_law_marks(case, right),
            promised=Promise(current.acknowledge_working_days, current.resolve_days),
        )
    except MarkRefused as error:
        raise StopRefused(str(error)) from error


def _law_marks(case: Case, right: str) -> list[Mark]:
    rows = ClockMark.objects.filter(case=case, right=right, superseded_by__isnull=True)
    return [Mark(name=MarkName(row.mark), on=row.on) for row in rows]


def _save_deadline(*, case: Case, right: str, regime: str, duty: DutyDeadline) -> None:
    Deadline.objects.update_or_create(
        case=case,
        right=right,
        regime=regime,
        duty=duty.duty.value,
        defaults={
            "statutory": regime != PROMISE,
            "due_on": duty.due_on,
            "alarm_on": duty.alarm_on,
            "stopped_since": duty.stopped_since,
            "confidence": duty.confidence.value,
            "working": [
                {"on": step.on.isoformat() if step.on else None, "because": step.because, "citation": step.citation}
                for step in duty.working
            ],
        },
    )


def _add_mark(*, case: Case, right: str, mark: MarkName, on: date, by: Actor, now: datetime) -> None:
    if mark in RESUMES:
        ended = ClockMark.objects.filter(case=case, right=right, mark=RESUMES[mark], stop_open=True)
        if not ended.update(stop_open=False):
            raise StopRefused(f"Case {case.reference} is not waiting for this, so there is nothing to resume.")
    try:
        with transaction.atomic():
            ClockMark.objects.create(
                case=case, right=right, mark=mark, on=on, recorded_at=now, by=str(by), stop_open=mark in STOPS
            )
    except IntegrityError as error:
        raise StopRefused(f"Case {case.reference} is already waiting for this. Record the answer first.") from error


def _ruling_dates(case: Case) -> dict[tuple[str, str], date]:
    rows = list(Deadline.objects.filter(case=case, due_on__isnull=False))
    return {(row.right, row.duty): row.due_on for row in ruling(rows) if row.due_on is not None}


def _record_moves(
    *, case: Case, before: dict[tuple[str, str], date], after: dict[tuple[str, str], date], by: Actor, now: datetime
) -> None:
    for key, old in before.items():
        new = after.get(key)
        if new != old:
            record(case=case, kind=Kind.DATE_MOVED, by=by, now=now, right=key[0], duty=key[1], old=old, new=new)
