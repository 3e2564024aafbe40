"""How old the open cases are: a line per band of age, and how many of each have passed their date."""

from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from reports.asked import Asked
from reports.cuts import narrowed
from reports.definitions import BY_NAME
from reports.models import CaseFact
from reports.period import Period
from reports.selectors import facts_in
from reports.tables import Cell, Line, Table, addresses_of_cases, column

# Ages in days, from and to; the last band has no end.
BANDS = ((0, 7), (8, 14), (15, 30), (31, 60), (61, 90), (91, None))


def backlog(asked: Asked) -> Table:
    """Give open and overdue cases by age in days since receipt."""
    columns = (column("open"), column("overdue"))
    facts = narrowed(facts_in(asked.period), asked.filters)
    by_day = [_by_day(facts.filter(BY_NAME[one.name].condition(asked.as_of))) for one in columns]
    lines = []
    for youngest, oldest in BANDS:
        period = _received(asked, youngest, oldest)
        cells = tuple(
            _cell(
                one.name,
                one.heading,
                sum(n for day, n in days.items() if period.holds(day)),
                replace(asked, period=period),
            )
            for one, days in zip(columns, by_day, strict=True)
        )
        name = f"{youngest} to {oldest} days" if oldest is not None else f"{youngest} days and more"
        lines.append(Line((f"{youngest}-{oldest or ''}",), (name,), cells))
    totals = tuple(
        _cell(one.name, one.heading, sum(days.values()), asked) for one, days in zip(columns, by_day, strict=True)
    )
    return Table((("age", "Age"),), columns, tuple(lines), Line(("total",), ("All",), totals))


def _received(asked: Asked, youngest: int, oldest: int | None) -> Period:
    """Give the days of receipt of a band, within the period that is asked for."""
    last = asked.as_of - timedelta(days=youngest) if youngest else asked.period.last
    first = asked.as_of - timedelta(days=oldest) if oldest is not None else None
    firsts = [day for day in (first, asked.period.first) if day]
    lasts = [day for day in (last, asked.period.last) if day]
    return Period(max(firsts, default=None), min(lasts, default=None))


def _by_day(facts: QuerySet[CaseFact]) -> dict[date, int]:
    return dict(facts.values("received_on").annotate(n=Count("pk")).values_list("received_on", "n"))


def _cell(figure: str, heading: str, count: int, asked: Asked) -> Cell:
    if not count:
        return Cell(0, "0")
    tone = "bad" if figure == "overdue" else ""
    return Cell(count, f"{count:,}", addresses_of_cases(asked)(figure), f"{heading}: {count}", tone)
