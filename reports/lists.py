"""The cases behind a figure, as a list that names nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from cases import lifecycle
from cases.models import Case, User
from cases.selectors import cases_for_staff
from cases.sight import countable_by
from cases.words import LABELS
from reports.cells import Cell, csv_lines
from reports.definitions import NOT_OWED
from reports.period import Period
from reports.selectors import cases_behind

HEADING = ("reference", "procedure", "state", "received_on", "due_on", "due_by", "answered_on", "days_over")


@dataclass(frozen=True)
class Asked:
    """Which list: a figure's name, the period of receipt, the day on which it is looked at, one procedure or all ("")."""

    figure: str
    period: Period
    as_of: date
    procedure: str = ""

    @property
    def by_promise(self) -> bool:
        """Tell whether the figure is about the promise's date."""
        return self.figure.endswith("_promise")


@dataclass(frozen=True)
class Listed:
    """One case of the list; `days_over` is None while it is in time."""

    reference: str
    procedure: str
    state: str
    received_on: date
    due_on: date | None
    due_by: str
    answered_on: date | None
    days_over: int | None


def cases_shown(asked: Asked, user: User) -> tuple[QuerySet[Case], int]:
    """Give the cases that this reader may be shown, and how many more are counted and kept from them."""
    behind = cases_behind(figure=asked.figure, period=asked.period, as_of=asked.as_of, procedure=asked.procedure)
    shown = behind.filter(countable_by(user))
    return shown, behind.count() - shown.count()


def listed(cases: QuerySet[Case], asked: Asked) -> Iterator[Listed]:
    """Give the lines of the list, read from the database a few thousand at a time."""
    for case in cases.only(
        "reference", "procedure", "state", "received_on", "answer_due_on", "answer_target_on", "answered_on"
    ).iterator(chunk_size=2000):
        yield _listed(case, asked)


def list_as_csv(cases: QuerySet[Case], asked: Asked) -> Iterator[str]:
    """Give the list as the lines of a CSV file."""
    rows: Iterator[list[Cell]] = ([getattr(line, name) for name in HEADING] for line in listed(cases, asked))
    return csv_lines(HEADING, rows)


def openable(user: User, references: list[str]) -> frozenset[str]:
    """Give those of the cases that this reader may open."""
    return frozenset(cases_for_staff(user).filter(reference__in=references).values_list("reference", flat=True))


def _listed(case: Case, asked: Asked) -> Listed:
    due_on, due_by = _due(case, asked)
    until = case.answered_on or (asked.as_of if case.state not in NOT_OWED else None)
    over = (until - due_on).days if until and due_on else 0
    return Listed(
        reference=case.reference,
        procedure=LABELS[case.procedure],
        state=lifecycle.LABELS[lifecycle.State(case.state)],
        received_on=case.received_on,
        due_on=due_on,
        due_by=due_by,
        answered_on=case.answered_on,
        days_over=over if over > 0 else None,
    )


def _due(case: Case, asked: Asked) -> tuple[date | None, str]:
    """Give the date that the figure holds the answer against, and whose it is."""
    if asked.by_promise or case.answer_due_on is None:
        return case.answer_target_on, "promise" if case.answer_target_on else ""
    return case.answer_due_on, "law"
