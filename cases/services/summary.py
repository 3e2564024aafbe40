"""Keeps the dates on the case row, for queue and reports, as the deadlines say them."""

from collections.abc import Iterable
from datetime import date

from cases.models import Case, Deadline
from cases.rulings import CHASED, ruling, sets_date, thresholds
from law.words import Duty


def refresh_dates(*, case: Case) -> None:
    """Set the case's dates and each deadline's next check from its `Deadline` rows."""
    rows = list(Deadline.objects.filter(case=case, duty__in=CHASED))
    pending = [row for row in rows if row.met_on is None and row.due_on is not None] if case.is_open else []
    next_row = min(pending, key=lambda row: (row.due_on, not sets_date(row)), default=None)
    case.due_on = _earliest(row.due_on for row in pending if sets_date(row))
    case.target_on = _earliest(row.due_on for row in pending if not sets_date(row))
    case.next_on = next_row.due_on if next_row else None
    case.next_duty = next_row.duty if next_row else ""
    case.waiting_since = _earliest(row.stopped_since for row in rows if row.met_on is None) if case.is_open else None
    case.acknowledged_on = _met(rows, Duty.ACKNOWLEDGE)
    case.answered_on = _met(rows, Duty.RESPOND)
    case.answer_due_on = _earliest(row.due_on for row in rows if sets_date(row) and row.duty == Duty.RESPOND)
    case.answer_target_on = _earliest(row.due_on for row in rows if not row.statutory and row.duty == Duty.RESPOND)
    case.save(
        update_fields=[
            "due_on", "target_on", "next_on", "next_duty", "waiting_since",
            "acknowledged_on", "answered_on", "answer_due_on", "answer_target_on",
        ]
    )  # fmt: skip
    _set_next_checks(case, rows, pending)


def _set_next_checks(case: Case, rows: list[Deadline], pending: list[Deadline]) -> None:
    """Let the watch look at each ruling open deadline on the day of its next threshold not yet told."""
    watched = ruling(pending)
    for row in rows:
        wanted = None
        if row in watched and row.due_on is not None:
            told = set(case.notices.filter(duty=row.duty, for_on=row.due_on).values_list("threshold", flat=True))
            wanted = next((day for threshold, day in thresholds(row) if threshold not in told), None)
        if row.next_check_on != wanted:
            Deadline.objects.filter(pk=row.pk).update(next_check_on=wanted)


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _met(rows: list[Deadline], duty: Duty) -> date | None:
    """Give the day on which the last right was answered, or nothing while one is open."""
    days = [row.met_on for row in rows if row.duty == duty]
    met = [day for day in days if day is not None]
    return max(met) if met and len(met) == len(days) else None
