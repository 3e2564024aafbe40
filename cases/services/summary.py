"""Keeps the dates on the case row, for queue and reports, as the deadlines say them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from cases.models import Case, Deadline, Notice
from cases.places import day_begins
from cases.rulings import CHASED, sets_date, thresholds, watched
from law.promise import PROMISE
from law.words import Duty

SUMMARY = (
    "due_on", "target_on", "next_on", "next_duty", "waiting_since",
    "acknowledged_on", "answered_on", "answer_due_on", "answer_target_on",
)  # fmt: skip
# (duty, date, threshold) that the watch has told.
Told = Collection[tuple[str, date, str]]


def refresh_dates(*, case: Case) -> None:
    """Set the case's dates and each deadline's next check from its `Deadline` rows."""
    rows = list(Deadline.objects.filter(case=case, duty__in=CHASED))
    before = {row.pk: row.next_check_at for row in rows}
    told = set(Notice.objects.filter(case=case).values_list("duty", "for_on", "threshold")) if case.pk else set()
    summarise(case=case, rows=rows, told=told)
    case.save(update_fields=SUMMARY)
    for row in rows:
        if row.next_check_at != before[row.pk]:
            Deadline.objects.filter(pk=row.pk).update(next_check_at=row.next_check_at)


def summarise(*, case: Case, rows: Sequence[Deadline], told: Told) -> None:
    """Work out, in memory, the case's dates and the next check of each row; `rows` are all of the case's."""
    chased = [row for row in rows if row.duty in CHASED]
    pending = _pending(case, chased)
    next_row = min(pending, key=lambda row: (row.on, not sets_date(row)), default=None)
    case.due_on = _earliest(row.on for row in pending if sets_date(row))
    case.target_on = _earliest(row.on for row in pending if not sets_date(row))
    case.next_on = next_row.on if next_row else None
    case.next_duty = next_row.duty if next_row else ""
    case.waiting_since = _earliest(row.stopped_since for row in chased if row.met_on is None) if case.is_open else None
    case.acknowledged_on = _met(chased, Duty.ACKNOWLEDGE)
    case.answered_on = _met(chased, Duty.RESPOND)
    resting = _resting(case, chased)
    answers = [row for row in chased if row.duty == Duty.RESPOND and row not in resting]
    case.answer_due_on = _earliest(row.on for row in answers if sets_date(row))
    case.answer_target_on = _earliest(row.on for row in answers if not row.statutory)
    set_next_checks(case=case, rows=chased, told=told)


def set_next_checks(*, case: Case, rows: Sequence[Deadline], told: Told) -> None:
    """Let the watch look at each row that it speaks about when the day of its next threshold begins in the case's place."""
    spoken_of = {id(row) for row in watched(_pending(case, rows))}
    for row in rows:
        day = _next_day(row, told) if id(row) in spoken_of else None
        row.next_check_at = None if day is None else day_begins(place=case.place, on=day)


def _pending(case: Case, chased: Sequence[Deadline]) -> list[Deadline]:
    """Give the deadlines that run: none of what was met, and none that rests."""
    if not case.is_owing:
        return []
    resting = _resting(case, chased)
    return [row for row in chased if row.met_on is None and row.on is not None and row not in resting]


def _resting(case: Case, chased: Sequence[Deadline]) -> list[Deadline]:
    """Give the deadlines of a law under which the clock stands still for the person: they move on with every day of waiting.

    Our promise then rests with it, while another law's date runs on. Once it is decided, the answer is owed at once.
    """
    if not case.is_open:
        return []
    pending = [row for row in chased if row.met_on is None and row.on is not None]
    stopped = [row for row in pending if row.stopped_since is not None]
    laws = {(row.right, row.regime) for row in stopped}
    rights = {row.right for row in stopped}
    return [row for row in pending if _rests(row, laws, rights)]


def _rests(row: Deadline, laws: Collection[tuple[str, str]], rights: Collection[str]) -> bool:
    """Tell whether a deadline stands still with the laws and rights that wait; acknowledging waits for nobody."""
    if row.duty == Duty.ACKNOWLEDGE:
        return False
    return (row.right, row.regime) in laws or (row.right in rights and row.regime == PROMISE)


def _next_day(row: Deadline, told: Told) -> date | None:
    return next((day for threshold, day in thresholds(row) if (row.duty, row.on, threshold.value) not in told), None)


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _met(rows: Sequence[Deadline], duty: Duty) -> date | None:
    """Give the day on which the last right was answered, or nothing while one is open."""
    days = [row.met_on for row in rows if row.duty == duty]
    met = [day for day in days if day is not None]
    return max(met) if met and len(met) == len(days) else None
