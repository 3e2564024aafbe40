"""Which of a case's deadlines rule, and on which days the watch speaks about one."""

from datetime import date, timedelta

from cases.models import Deadline
from cases.words import Threshold
from law.words import Confidence, Duty

# The duties whose dates an officer works towards; the last day to announce an extension is shown, not chased.
CHASED = (Duty.ACKNOWLEDGE, Duty.RESPOND, Duty.COMPLETE)
# How many days before the date the watch first speaks.
LEAD_DAYS = {Duty.ACKNOWLEDGE: 1, Duty.RESPOND: 7, Duty.COMPLETE: 7}


def sets_date(row: Deadline) -> bool:
    """Tell whether a law sets this date surely enough to rule; a figure of low confidence is an alarm of ours only."""
    return row.statutory and row.confidence != Confidence.LOW


def ruling(rows: list[Deadline]) -> list[Deadline]:
    """Give, of dated deadlines, the one that rules each right and duty: the earliest of law, else the promise's."""
    best: dict[tuple[str, str], Deadline] = {}
    for row in sorted(rows, key=lambda row: (not sets_date(row), row.due_on)):
        best.setdefault((row.right, row.duty), row)
    return list(best.values())


def thresholds(row: Deadline) -> list[tuple[Threshold, date]]:
    """Give the days on which the watch speaks about this deadline, in order."""
    if row.due_on is None:
        return []
    lead = timedelta(days=LEAD_DAYS[Duty(row.duty)])
    return [
        (Threshold.DUE_SOON, row.due_on - lead),
        (Threshold.DUE_TODAY, row.due_on),
        (Threshold.OVERDUE, row.due_on + timedelta(days=1)),
    ]
