"""What each figure of the timeliness report counts: the same rule for the database, for facts read from events, and in words.

The day of the answer is the local day on which the next server accepted the letter that answers the last right. The date
of the law is the earliest that any applicable law sets for the answer, with stops and extensions; where no law sets one, the
promise's date stands in its place. A day is not over until it has passed: on the date itself an answer is in time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q

from cases import lifecycle
from cases.lifecycle import State
from reports.promised import Promised

# The person took it back, it is on another file, or it is none of ours: no answer is owed any more.
NOT_OWED = frozenset({State.WITHDRAWN, State.DUPLICATE, State.OUT_OF_SCOPE})
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class CaseFacts:
    """What the figures need to know of one case; days are local to the person's place.

    `regime` is the law (else the promise) whose date rules the answer, `rights` are names, `stopped_days` the days on which
    the clock stood still before the answer. `language` and `ground` are empty where they are read from events,
    `remedies` where they are read from rows.
    """

    procedure: str
    state: str
    received_on: date
    acknowledged_on: date | None = None
    answered_on: date | None = None
    answer_due_on: date | None = None
    answer_target_on: date | None = None
    regime: str = ""
    rights: tuple[str, ...] = ()
    place: str = ""
    channel: str = ""
    language: str = ""
    ground: str = ""
    officer_id: int | None = None
    team_id: int | None = None
    late_reason: str = ""
    outcome: str = ""
    extended: bool = False
    stopped: bool = False
    stopped_days: int = 0
    reopened: int = 0
    remedies: tuple[Promised, ...] = ()

    @property
    def month(self) -> date:
        """Give the first day of the month of receipt."""
        return self.received_on.replace(day=1)

    @property
    def week(self) -> date:
        """Give the Monday of the week of receipt."""
        return self.received_on - timedelta(days=self.received_on.weekday())

    @property
    def ruling_on(self) -> date | None:
        """Give the law's date for the answer, else the promise's."""
        return self.answer_due_on or self.answer_target_on

    @property
    def answer_owed(self) -> bool:
        """Tell whether an answer is still to be given."""
        return self.answered_on is None and self.state not in NOT_OWED

    @property
    def acknowledge_days(self) -> int | None:
        """Give the days from receipt to the acknowledgement."""
        return (self.acknowledged_on - self.received_on).days if self.acknowledged_on else None

    @property
    def answer_days(self) -> int | None:
        """Give the days from receipt to the answer."""
        return (self.answered_on - self.received_on).days if self.answered_on else None

    @property
    def net_days(self) -> int | None:
        """Give the same without the days on which the clock stood still."""
        return None if self.answer_days is None else self.answer_days - self.stopped_days

    @property
    def late_days(self) -> int | None:
        """Give the days by which an answer that was given missed its date; nothing for one in time."""
        late = self.answered_on and self.ruling_on and (self.answered_on - self.ruling_on).days
        return late if late and late > 0 else None


@dataclass(frozen=True)
class Definition:
    """One figure: its name in addresses and output, its heading, its rule in words, in SQL and on facts."""

    name: str
    heading: str
    words: str
    condition: Callable[[date], Q]
    holds: Callable[[CaseFacts, date], bool]


def reopens(old: str, new: str) -> bool:
    """Tell of a move between two states whether it brought a decided or ended case back."""
    return new == State.IN_PROGRESS and old not in lifecycle.OPEN


def _owed() -> Q:
    return Q(answered_on__isnull=True) & ~Q(state__in=NOT_OWED)


def _kept(due: date | None, facts: CaseFacts) -> bool:
    return facts.answered_on is not None and due is not None and facts.answered_on <= due


def _missed(due: date | None, facts: CaseFacts, as_of: date) -> bool:
    if due is None:
        return False
    return facts.answered_on > due if facts.answered_on else facts.answer_owed and due < as_of


DEFINITIONS = (
    Definition(
        "received",
        "Received",
        "Cases whose request or complaint reached us in the month, by the day of receipt in the person’s place; "
        "also those that ended without an answer.",
        lambda as_of: Q(),
        lambda facts, as_of: True,
    ),
    Definition(
        "open",
        "Open",
        "Work goes on: received, verifying identity or in progress.",
        lambda as_of: Q(state__in=lifecycle.OPEN),
        lambda facts, as_of: facts.state in lifecycle.OPEN,
    ),
    Definition(
        "overdue",
        "Overdue",
        "An answer is owed and its date has passed: the earliest date of a law, or the promise’s where no law sets one. "
        "While the clock stands still for the person, dates that wait with it do not count. "
        "A case counts until the answer has left, also when it is decided or closed and the letter came back. "
        "Withdrawn, duplicate and out-of-scope cases owe none.",
        lambda as_of: _owed() & Q(ruling_on__lt=as_of),
        lambda facts, as_of: facts.answer_owed and facts.ruling_on is not None and facts.ruling_on < as_of,
    ),
    Definition(
        "due_this_week",
        "Due this week",
        "An answer is owed and its date is today or one of the six days after.",
        lambda as_of: _owed() & Q(ruling_on__gte=as_of, ruling_on__lt=as_of + WEEK),
        lambda facts, as_of: (
            facts.answer_owed and facts.ruling_on is not None and as_of <= facts.ruling_on < as_of + WEEK
        ),
    ),
    Definition(
        "answered",
        "Answered",
        "The answer was accepted by the next mail server, for every right that was invoked.",
        lambda as_of: Q(answered_on__isnull=False),
        lambda facts, as_of: facts.answered_on is not None,
    ),
    Definition(
        "in_time",
        "In time (law)",
        "Answered on or before the earliest date of a law, or the promise’s date where no law sets one.",
        lambda as_of: Q(answered_on__lte=F("ruling_on")),
        lambda facts, as_of: _kept(facts.ruling_on, facts),
    ),
    Definition(
        "late",
        "Late (law)",
        "Answered after that date, or overdue now. The share in time is in time ÷ (in time + late): "
        "cases whose date is still to come count in neither.",
        lambda as_of: Q(answered_on__gt=F("ruling_on")) | (_owed() & Q(ruling_on__lt=as_of)),
        lambda facts, as_of: _missed(facts.ruling_on, facts, as_of),
    ),
    Definition(
        "in_time_promise",
        "In time (promise)",
        "Answered on or before the date of our own promise, whatever the law allows.",
        lambda as_of: Q(answered_on__lte=F("answer_target_on")),
        lambda facts, as_of: _kept(facts.answer_target_on, facts),
    ),
    Definition(
        "late_promise",
        "Late (promise)",
        "Answered after the promise’s date, or still owed after it.",
        lambda as_of: Q(answered_on__gt=F("answer_target_on")) | (_owed() & Q(answer_target_on__lt=as_of)),
        lambda facts, as_of: _missed(facts.answer_target_on, facts, as_of),
    ),
    Definition(
        "acknowledged",
        "Acknowledged",
        "The acknowledgement was accepted by the next mail server.",
        lambda as_of: Q(acknowledged_on__isnull=False),
        lambda facts, as_of: facts.acknowledged_on is not None,
    ),
    Definition(
        "extended",
        "Extended",
        "The period was lengthened by a notice to the person, as a law allows.",
        lambda as_of: Q(extended=True),
        lambda facts, as_of: facts.extended,
    ),
    Definition(
        "stopped",
        "Clock stopped",
        "The clock stood still at least once while we waited for the person.",
        lambda as_of: Q(stopped=True),
        lambda facts, as_of: facts.stopped,
    ),
    Definition(
        "reopened",
        "Reopened",
        "The case was decided or had ended and came back into progress, once or more often.",
        lambda as_of: Q(reopened__gt=0),
        lambda facts, as_of: facts.reopened > 0,
    ),
)
BY_NAME = {definition.name: definition for definition in DEFINITIONS}

# Not counts of cases, so no list of cases stands behind them.
SPANS_IN_WORDS = {
    "median_days_to_answer": (
        "Median days to answer",
        "Of the answered cases, the middle number of calendar days from the day of receipt to the day of the answer; "
        "days on which the clock stood still are counted too.",
    ),
    "median_days_to_acknowledge": (
        "Median days to acknowledge",
        "Of the acknowledged cases, the middle number of calendar days from receipt to the acknowledgement.",
    ),
    "median_net_days_to_answer": (
        "Median days to answer, net",
        "The same as the median to answer, without the days on which the clock stood still for the person.",
    ),
    "median_days_late": (
        "Median days late",
        "Of the late cases, the middle number of days after the date: up to the answer, or up to today where it is still owed.",
    ),
    "ninetieth_days_to_answer": (
        "9 of 10 answered within",
        "Of the answered cases, the number of calendar days from receipt within which nine in ten had their answer.",
    ),
    "ninetieth_net_days_to_answer": (
        "9 of 10 answered within, net",
        "The same, without the days on which the clock stood still for the person.",
    ),
    "ninetieth_days_to_acknowledge": (
        "9 of 10 acknowledged within",
        "Of the acknowledged cases, the number of calendar days within which nine in ten were acknowledged.",
    ),
}
