"""Remedies by the month in which they were promised to be done: open, overdue, done in time; and the list of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse

from cases.models import User
from cases.selectors import cases_for_staff
from cases.sight import countable_by
from complaints.models import Remedy
from reports.asked import Asked
from reports.cuts import narrowed
from reports.exact import facts_asked_for
from reports.period import end_of_month
from reports.promised import BY_NAME, FIGURES
from reports.selectors import facts_in
from reports.tables import Cell, Column, Line, Table, period_in_address

COLUMNS = tuple(Column(figure.name, figure.heading, figure.words) for figure in FIGURES)
BAD = frozenset({"overdue", "done_late"})
Tallies = Mapping[date, Counter[str]]


def remedies(asked: Asked) -> Table:
    """Give the remedies of complaints that were received in the period, the latest month of promise first."""
    tallies = _from_events(asked) if asked.from_events else _from_rows(asked)

    def line(codes: tuple[str, ...], heads: tuple[str, ...], tally: Counter[str]) -> Line:
        month = codes[0] if codes[0] != "total" else ""
        return Line(codes, heads, tuple(_cell(one, tally[one.name], asked, month, heads[0]) for one in COLUMNS))

    lines = tuple(line((f"{m:%Y-%m}",), (f"{m:%B %Y}",), tallies[m]) for m in sorted(tallies, reverse=True))
    whole: Counter[str] = sum(tallies.values(), Counter())
    return Table((("month", "To be done in"),), COLUMNS, lines, line(("total",), ("All",), whole) if lines else None)


def remedies_behind(*, figure: str, month: date | None, asked: Asked) -> QuerySet[Remedy]:
    """Give the remedies that a figure counts, next day first; `month` is the one of the promise. Raises KeyError."""
    found = _rows(asked).filter(BY_NAME[figure].condition(asked.as_of)).order_by("due_on", "pk")
    return found.filter(due_on__gte=month, due_on__lte=end_of_month(month)) if month else found


@dataclass(frozen=True)
class ListedRemedy:
    """One remedy of the list, by its case; `owner` is empty where the reader may not be told."""

    reference: str
    owner: str
    due_on: date
    done_on: date | None
    days_over: int | None
    may_open: bool


def remedies_shown(rows: QuerySet[Remedy], user: User) -> QuerySet[Remedy]:
    """Give the remedies of cases that this reader may be shown."""
    return rows.filter(countable_by(user, "complaint__case__"))


def listed(rows: QuerySet[Remedy], *, user: User, as_of: date) -> Iterator[ListedRemedy]:
    """Give the lines of a page of the list. Two queries.

    The owner is named where figures of single members of staff are allowed, and to who may open the case.
    """
    page = list(rows.select_related("complaint__case", "owner").defer("complaint__case__salt"))
    cases = cases_for_staff(user).filter(pk__in=[one.complaint.case_id for one in page])
    mine = set(cases.values_list("pk", flat=True))
    for one in page:
        may_open = one.complaint.case_id in mine
        over = ((one.done_on or as_of) - one.due_on).days
        yield ListedRemedy(
            reference=one.complaint.case.reference,
            owner=str(one.owner) if may_open or settings.REPORTS_BY_OFFICER else "",
            due_on=one.due_on,
            done_on=one.done_on,
            days_over=over if over > 0 else None,
            may_open=may_open,
        )


def _rows(asked: Asked) -> QuerySet[Remedy]:
    facts = narrowed(facts_in(asked.period), asked.filters)
    return Remedy.objects.order_by().filter(complaint__case__in=facts.values("case"))


def _from_rows(asked: Asked) -> Tallies:
    counts = {f"n_{one.name}": Count("pk", filter=one.condition(asked.as_of)) for one in FIGURES}
    by_month = _rows(asked).annotate(of=TruncMonth("due_on")).values("of").annotate(**counts)
    names = [figure.name for figure in FIGURES]
    rows: Iterable[tuple[Any, ...]] = by_month.values_list("of", *counts)
    return {month: Counter(dict(zip(names, amounts, strict=True))) for month, *amounts in rows}


def _from_events(asked: Asked) -> Tallies:
    tallies: dict[date, Counter[str]] = defaultdict(Counter)
    for facts in facts_asked_for(asked):
        for one in facts.remedies:
            tally = tallies[one.due_on.replace(day=1)]
            tally.update(figure.name for figure in FIGURES if figure.holds(one, asked.as_of))
    return tallies


def _cell(one: Column, count: int, asked: Asked, month: str, whose: str) -> Cell:
    tone = "bad" if count and one.name in BAD else ""
    if not count or asked.from_events:
        return Cell(count, f"{count:,}", tone=tone)
    wanted = {"figure": one.name, "month": month, **period_in_address(asked.period), **dict(asked.filters)}
    named = urlencode({name: value for name, value in wanted.items() if value})
    address = f"{reverse('reports:remedies')}?{named}"
    return Cell(count, f"{count:,}", address, f"{one.heading}, {whose}: {count}", tone)
