"""Which of a case's deadlines rule, and on which days the watch speaks about one."""

from collections.abc import Iterable
from datetime import date, timedelta

from cases.models import Deadline
from cases.words import Threshold
from law.promise import CONTRACT
from law.words import Duty

# The duties whose dates an officer works towards; the last day to announce an extension is shown, not chased.
CHASED = (Duty.ACKNOWLEDGE, Duty.RESPOND, Duty.COMPLETE)
WEEK_BEFORE, TWO_DAYS_BEFORE = timedelta(days=7), timedelta(days=2)
# Acknowledging takes a few days in all: a week before is before the request came.
WARNED_A_WEEK_BEFORE = (Duty.RESPOND, Duty.COMPLETE)


def sets_date(row: Deadline) -> bool:
    """Tell whether a law sets this date surely enough to rule; without a firm day it is an alarm of ours only."""
    return row.statutory and row.firm_on is not None


def binds(row: Deadline) -> bool:
    """Tell whether the date binds us to somebody outside before our policy does: a law's, or a contract's."""
    return row.firm_on is not None and (row.statutory or row.regime == CONTRACT)


def ruling(rows: Iterable[Deadline]) -> list[Deadline]:
    """Give, of dated deadlines, the one that rules each right and duty: the earliest of law and contract, else the rest."""
    best: dict[tuple[str, str], Deadline] = {}
    for row in sorted((row for row in rows if row.on), key=lambda row: (not binds(row), row.on, row.regime)):
        best.setdefault((row.right, row.duty), row)
    return list(best.values())


def watched(rows: Iterable[Deadline]) -> list[Deadline]:
    """Give the deadlines that the watch speaks about: those that rule, and a law's behind an earlier one of a contract."""
    rows = list(rows)
    first = ruling(rows)
    return [*first, *(row for row in ruling(row for row in rows if sets_date(row)) if row not in first)]


def ruling_dates(rows: Iterable[Deadline]) -> dict[tuple[str, str], date]:
    """Give the date that rules each right and duty."""
    return {(row.right, row.duty): row.on for row in ruling(rows) if row.on is not None}


def thresholds(row: Deadline) -> list[tuple[Threshold, date]]:
    """Give the days on which the watch speaks about this deadline, in order: a week and two days before, on it, after it.

    A stricter reading of the law lets it warn earlier.
    """
    if row.on is None:
        return []
    first = min(row.alarm_on or row.on, row.on)
    before = [(Threshold.DUE_IN_TWO, first - TWO_DAYS_BEFORE)]
    if row.duty in WARNED_A_WEEK_BEFORE:
        before.insert(0, (Threshold.DUE_SOON, first - WEEK_BEFORE))
    return [*before, (Threshold.DUE_TODAY, row.on), (Threshold.OVERDUE, row.on + timedelta(days=1))]
