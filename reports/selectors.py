"""The figures from tallies and fact rows: sums made by the database, and the cases behind each of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from reports.answers import Key, answer_from
from reports.asked import Answer, Asked
from reports.cuts import CUTS, narrowed
from reports.definitions import BY_NAME, NOT_OWED
from reports.figures import COUNTED, SPANS, Tally
from reports.models import CaseFact, Progress, Rollup
from reports.period import Period

CONDITIONS: dict[str, Q] = {
    # The day does not matter to these: what has passed by then is told from the dates that are owed.
    **{name: BY_NAME[name].condition(date.max) for name in COUNTED if name in BY_NAME},
    "late_answer": Q(answered_on__gt=F("ruling_on")),
    "late_answer_promise": Q(answered_on__gt=F("answer_target_on")),
}
OWED_DATES = {"owed": "ruling_on", "owed_promise": "answer_target_on"}
# What the tallies are kept by.
ROLLED_UP = frozenset({"month", "procedure", "regime"})


def answer(asked: Asked) -> Answer:
    """Give the figures that are asked for, as they stand now.

    Whole months cut by month, procedure or law come from the tallies (two queries), all else from the fact rows (three), and so
    do months that wait for their tally. Medians come from the number of cases per number of days, so that a total is as exact as
    a cell; a case counts under each of its rights and once in the total.
    """
    return answer_from(asked, _tallies(asked))


def answer_also_by_first(asked: Asked) -> tuple[Answer, Answer]:
    """Give the figures that are asked for, and the same cut by the first of their cuts alone, in the queries of one answer."""
    tallies = _tallies(asked)
    by_first: dict[Key, Tally] = defaultdict(Tally)
    for key, tally in tallies.items():
        by_first[key[:1]].add(tally)
    return answer_from(asked, tallies), answer_from(replace(asked, by=asked.by[:1]), by_first)


def _tallies(asked: Asked) -> dict[Key, Tally]:
    cut = {*asked.by, *(name for name, _ in asked.filters)}
    if asked.period.is_of_months and cut <= ROLLED_UP and is_tallied(asked.period):
        return _rolled_up(asked)
    facts = narrowed(facts_in(asked.period), asked.filters)
    return tallies_by(facts, *(CUTS[name].field for name in asked.by))


def is_tallied(period: Period) -> bool:
    """Tell whether no month of a period waits for its tally."""
    waiting = Progress.objects.values_list("untallied", flat=True).first() or []
    return not any(period.holds(date.fromisoformat(month)) for month in waiting)


def owed_by_date() -> dict[date, int]:
    """Give how many answers are owed by each date, of all cases, by the date that rules."""
    if not is_tallied(Period()):
        grouped = _numbers(_owing(CaseFact.objects.order_by()), (), (OWED_DATES["owed"],))
        return {day: count for _, (day,), count in grouped if day is not None}
    owed: Counter[date] = Counter()
    for days in Rollup.objects.values_list("tally__days__owed", flat=True).iterator():
        owed.update({date.fromordinal(int(day)): count for day, count in days.items()})
    return owed


def facts_in(period: Period) -> QuerySet[CaseFact]:
    """Give the facts of cases received in the period, restricted ones too: they count, and are not shown."""
    return CaseFact.objects.order_by().filter(_received(period, "received_on"))


def cases_behind(*, figure: str, facts: QuerySet[CaseFact], as_of: date) -> QuerySet[CaseFact]:
    """Give exactly the cases that a figure counts, earliest date first. Raises KeyError."""
    return facts.filter(BY_NAME[figure].condition(as_of)).order_by("ruling_on", "received_on", "pk")


def tallies_by(facts: QuerySet[CaseFact], *keys: str) -> dict[Any, Tally]:
    """Tally facts by the values of some fields, in three queries however many cases; the keys are tuples of the values."""
    tallies: dict[Key, Tally] = defaultdict(Tally)
    counts = {f"n_{name}": Count("pk", filter=condition) for name, condition in CONDITIONS.items()}
    for row in facts.values(*keys).annotate(**counts).values_list(*keys, *counts):
        key, amounts = row[: len(keys)], row[len(keys) :]
        tallies[key].counts.update(dict(zip(CONDITIONS, amounts, strict=True)))
    for key, days, count in _numbers(facts, keys, SPANS):
        for name, number in zip(SPANS, days, strict=True):
            if number is not None:
                tallies[key].days[name][number] += count
    for key, dates, count in _numbers(_owing(facts), keys, tuple(OWED_DATES.values())):
        for name, day in zip(OWED_DATES, dates, strict=True):
            if day is not None:
                tallies[key].days[name][day.toordinal()] += count
    return dict(tallies)


def _rolled_up(asked: Asked) -> dict[Key, Tally]:
    """Give the kept tallies of a period of whole months, what is not asked for taken together."""
    tallies: dict[Key, Tally] = {}
    rows = Rollup.objects.filter(_received(asked.period, "month"), **dict(asked.filters))
    for *values, data in rows.values_list(*asked.by, "tally"):
        key, tally = tuple(values), Tally.from_data(data)
        if key in tallies:
            tallies[key].add(tally)
        else:
            tallies[key] = tally
    return tallies


def _received(period: Period, field: str) -> Q:
    wanted = Q()
    if period.first is not None:
        wanted &= Q(**{f"{field}__gte": period.first})
    if period.last is not None:
        wanted &= Q(**{f"{field}__lte": period.last})
    return wanted


def _owing(facts: QuerySet[CaseFact]) -> QuerySet[CaseFact]:
    return facts.filter(answered_on__isnull=True).exclude(state__in=NOT_OWED)


def _numbers(
    facts: QuerySet[CaseFact], keys: Key, fields: tuple[str, ...]
) -> Iterable[tuple[Key, tuple[Any, ...], int]]:
    """Give the keys with each set of values of some fields that occurs, and how many cases have it."""
    width = len(keys)
    grouped = facts.values(*keys, *fields).annotate(n=Count("pk")).values_list(*keys, *fields, "n")
    return ((row[:width], row[width:-1], row[-1]) for row in grouped.iterator())
