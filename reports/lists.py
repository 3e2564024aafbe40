"""The cases behind a figure, as a list that names nobody."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from cases import lifecycle
from cases.models import Case, User
from cases.selectors import cases_for_staff
from cases.sight import countable_by
from cases.words import LABELS
from reports.asked import Asked
from reports.cells import Cell, csv_lines
from reports.cuts import narrowed, words_of
from reports.definitions import NOT_OWED
from reports.models import CaseFact
from reports.selectors import cases_behind, facts_in

HEADING = (
    "reference", "procedure", "state", "received_on", "channel", "place", "law", "due_on", "due_by", "answered_on",
    "outcome", "days_over",
)  # fmt: skip

READ_AT_ONCE = 2000


@dataclass(frozen=True)
class Listed:
    """One case of the list; `days_over` is None while it is in time."""

    reference: str
    procedure: str
    state: str
    received_on: date
    channel: str
    place: str
    law: str
    due_on: date | None
    due_by: str
    answered_on: date | None
    outcome: str
    days_over: int | None


@dataclass(frozen=True)
class Shown:
    """The cases that a reader may be shown, how many these are, and how many more are counted and kept from them."""

    cases: QuerySet[CaseFact]
    count: int
    kept: int


def cases_shown(figure: str, asked: Asked, user: User) -> Shown:
    """Give the cases behind a figure, as far as this reader may know them."""
    facts = narrowed(facts_in(asked.period), asked.filters)
    behind = cases_behind(figure=figure, facts=facts, as_of=asked.as_of)
    # Asked for by what is closed, which is little: to join what is open would read every case.
    closed = Exists(Case.objects.exclude(countable_by(user)).filter(pk=OuterRef("pk")))
    kept = behind.filter(closed).count()
    return Shown(behind.filter(~closed), behind.count() - kept, kept)


def listed(facts: QuerySet[CaseFact], *, figure: str, as_of: date) -> Iterator[Listed]:
    """Give the lines of the list, read from the database a few thousand at a time."""
    for fact in _with_case(facts).iterator(chunk_size=READ_AT_ONCE):
        yield _listed(fact, figure, as_of)


def lines_of(case_ids: Sequence[int], *, figure: str, as_of: date) -> Iterator[Listed]:
    """Give the lines of these cases in this order; one that is gone since has none."""
    for at in range(0, len(case_ids), READ_AT_ONCE):
        part = case_ids[at : at + READ_AT_ONCE]
        found = {fact.pk: fact for fact in _with_case(CaseFact.objects.filter(pk__in=part))}
        yield from (_listed(found[pk], figure, as_of) for pk in part if pk in found)


def list_as_csv(facts: QuerySet[CaseFact], *, figure: str, as_of: date) -> Iterator[str]:
    """Give the list as the lines of a CSV file."""
    return csv_lines(HEADING, in_cells(listed(facts, figure=figure, as_of=as_of)))


def in_cells(lines: Iterable[Listed]) -> Iterator[list[Cell]]:
    """Give the cells of each line, in the order of the heading: the reference first."""
    return ([getattr(line, name) for name in HEADING] for line in lines)


def openable(user: User, references: list[str]) -> frozenset[str]:
    """Give those of the cases that this reader may open."""
    return frozenset(cases_for_staff(user).filter(reference__in=references).values_list("reference", flat=True))


_FIELDS = (
    "procedure", "state", "received_on", "channel", "place", "regime", "outcome", "answer_due_on", "answer_target_on",
    "answered_on",
)  # fmt: skip


def _with_case(facts: QuerySet[CaseFact]) -> QuerySet[CaseFact]:
    return facts.select_related("case").only("case__reference", *_FIELDS)


def _listed(fact: CaseFact, figure: str, as_of: date) -> Listed:
    due_on, due_by = _due(fact, figure)
    until = fact.answered_on or (as_of if fact.state not in NOT_OWED else None)
    over = (until - due_on).days if until and due_on else 0
    return Listed(
        reference=fact.case.reference,
        procedure=LABELS[fact.procedure],
        state=lifecycle.LABELS[lifecycle.State(fact.state)],
        received_on=fact.received_on,
        channel=LABELS[fact.channel],
        place=fact.place,
        law=words_of("regime", fact.regime) if fact.regime else "",
        due_on=due_on,
        due_by=due_by,
        answered_on=fact.answered_on,
        outcome=LABELS.get(fact.outcome, ""),
        days_over=over if over > 0 else None,
    )


def _due(fact: CaseFact, figure: str) -> tuple[date | None, str]:
    """Give the date that the figure holds the answer against, and whose it is."""
    if figure.endswith("_promise") or fact.answer_due_on is None:
        return fact.answer_target_on, "promise" if fact.answer_target_on else ""
    return fact.answer_due_on, "law"
