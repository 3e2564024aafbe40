"""The timeliness report from the rows of cases: sums made by the database, and the cases behind each of them."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet

from cases.models import Case
from reports.definitions import BY_NAME, DEFINITIONS, with_ruling_date
from reports.figures import Tally, Timeliness, build
from reports.period import Period
from reports.sql import DaysBetween, MonthOf


def timeliness(*, period: Period, as_of: date) -> Timeliness:
    """Give the report on cases received in the period, as it stands on `as_of`. Three queries, however many cases.

    Medians come from the number of cases per number of days, so that a total is as exact as a cell.
    """
    cases = received_in(period)
    tallies: dict[tuple[date, str], Tally] = defaultdict(Tally)
    for month, procedure, *counts in _counts(cases, as_of):
        names = [definition.name for definition in DEFINITIONS]
        tallies[_first_day(month), procedure].counts.update(dict(zip(names, counts, strict=True)))
    for month, procedure, days, count in _days(cases, to="answered_on"):
        tallies[_first_day(month), procedure].answer_days[days] += count
    for month, procedure, days, count in _days(cases, to="acknowledged_on"):
        tallies[_first_day(month), procedure].acknowledge_days[days] += count
    return build(tallies=tallies, period=period, as_of=as_of)


def received_in(period: Period) -> QuerySet[Case]:
    """Give the cases received in the period, restricted ones too: they count, and are not shown."""
    cases = Case.objects.order_by()
    if period.first is not None:
        cases = cases.filter(received_on__gte=period.first)
    if period.last is not None:
        cases = cases.filter(received_on__lte=period.last)
    return cases


def cases_behind(*, figure: str, period: Period, as_of: date, procedure: str = "") -> QuerySet[Case]:
    """Give exactly the cases that a figure counts, of one procedure or all, latest date first. Raises KeyError."""
    cases = with_ruling_date(received_in(period)).filter(BY_NAME[figure].condition(as_of))
    if procedure:
        cases = cases.filter(procedure=procedure)
    return cases.annotate(ruled_on=F("ruling_on")).order_by("ruled_on", "received_on", "id")


def _counts(cases: QuerySet[Case], as_of: date) -> QuerySet[Case, tuple[Any, ...]]:
    wanted = {f"n_{d.name}": Count("pk", filter=d.condition(as_of)) for d in DEFINITIONS}
    grouped = with_ruling_date(cases).values(month=MonthOf("received_on"), of=F("procedure"))
    return grouped.annotate(**wanted).values_list("month", "of", *wanted)


def _days(cases: QuerySet[Case], *, to: str) -> QuerySet[Case, tuple[Any, ...]]:
    grouped = cases.filter(**{f"{to}__isnull": False}).values(
        month=MonthOf("received_on"), of=F("procedure"), days=DaysBetween("received_on", to)
    )
    return grouped.annotate(count=Count("pk")).values_list("month", "of", "days", "count")


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
