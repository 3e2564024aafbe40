"""Pages of a long list by a cursor (the last row shown), so that page 1 and page 10,000 cost the same number of queries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from cases.models import Case

SIZE = 50
COUNT_UP_TO = 1000
Day = TypeVar("Day", date, datetime)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page and the cursor of the next ("" when this is the last)."""

    rows: list[Row]
    following: str


def capped_count(rows: QuerySet[Any]) -> int:
    """Count up to a thousand and one: an exact count of a million rows would cost more than the page."""
    return rows.order_by()[: COUNT_UP_TO + 1].count()


def few_or_many(cases: QuerySet[Case]) -> tuple[int, QuerySet[Case]]:
    """Give the capped count, and the cases to turn over: those that are few by their keys.

    A database guesses how many rows several conditions leave. Where it guesses too many, it walks the whole queue in order to
    find them; told which they are, it sorts a handful.
    """
    ids = list(cases.order_by().values_list("pk", flat=True)[: COUNT_UP_TO + 1])
    return len(ids), cases if len(ids) > COUNT_UP_TO else Case.objects.filter(pk__in=ids)


def count_words(count: int, one: str, many: str) -> str:
    """Say a capped count in words: `1 case`, `12 cases`, `more than 1,000 cases`."""
    if count > COUNT_UP_TO:
        return f"more than {COUNT_UP_TO:,} {many}"
    return f"1 {one}" if count == 1 else f"{count:,} {many}"


def by_next_date(cases: QuerySet[Case], *, after: str) -> Page[Case]:
    """Give a page of cases in the order of what is due next; those without an open duty come last.

    The two kinds are asked for one after the other, since no index of SQLite puts those without a date at the end.
    """
    day, pk = _cursor(after, date.fromisoformat)
    dated, undated = cases.filter(next_on__isnull=False), cases.filter(next_on__isnull=True, pk__gt=0 if day else pk)
    if day is None and pk:
        return _page([], undated.order_by("pk"), "next_on")
    if day is not None:
        dated = dated.filter(next_on__gte=day).exclude(next_on=day, pk__lte=pk)
    first = list(dated.order_by("next_on", "pk")[: SIZE + 1])
    return _page(first, undated.order_by("pk"), "next_on")


def newest_first(rows: QuerySet[Row], field: str, *, after: str) -> Page[Row]:
    """Give a page with the latest moment of `field` first."""
    ordered = rows.order_by(f"-{field}", "-pk")
    moment, pk = _cursor(after, _moment)
    if moment is not None:
        ordered = ordered.filter(**{f"{field}__lte": moment}).exclude(**{field: moment, "pk__gte": pk})
    return _page([], ordered, field)


def oldest_first(rows: QuerySet[Row], field: str, *, after: str) -> Page[Row]:
    """Give a page with the earliest moment of `field` first."""
    ordered = rows.order_by(field, "pk")
    moment, pk = _cursor(after, _moment)
    if moment is not None:
        ordered = ordered.filter(**{f"{field}__gte": moment}).exclude(**{field: moment, "pk__lte": pk})
    return _page([], ordered, field)


def _page(found: list[Row], rows: QuerySet[Row], field: str) -> Page[Row]:
    """Fill up what was found from `rows`, one more than fits, and cut the page."""
    if len(found) <= SIZE:
        found = [*found, *rows[: SIZE + 1 - len(found)]]
    if len(found) <= SIZE:
        return Page(found, "")
    last = found[SIZE - 1]
    day = getattr(last, field)
    return Page(found[:SIZE], f"{day.isoformat() if day else ''}~{last.pk}")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _cursor(text: str, read: Callable[[str], Day]) -> tuple[Day | None, int]:
    """Read a cursor; one that is none of ours starts at the first page."""
    day, _, pk = text.rpartition("~")
    try:
        return (read(day) if day else None), int(pk)
    except ValueError:
        return None, 0
