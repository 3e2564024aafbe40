"""Pages of a long list by a cursor (the last row shown), so that page 1 and page 10,000 cost the same number of queries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet

from cases.models import Case

SIZE = 50
COUNT_UP_TO = 1000
Day = TypeVar("Day", date, datetime)


@dataclass(frozen=True)
class Page:
    """The rows of one page and the cursor of the next ("" when this is the last)."""

    rows: list[Case]
    following: str


def capped_count(rows: QuerySet[Any]) -> int:
    """Count up to a thousand and one: an exact count of a million rows would cost more than the page."""
    return rows.order_by()[: COUNT_UP_TO + 1].count()


def count_words(count: int, one: str, many: str) -> str:
    """Say a capped count in words: `1 case`, `12 cases`, `more than 1,000 cases`."""
    if count > COUNT_UP_TO:
        return f"more than {COUNT_UP_TO:,} {many}"
    return f"1 {one}" if count == 1 else f"{count:,} {many}"


def by_next_date(cases: QuerySet[Case], *, after: str) -> Page:
    """Give a page in the order of what is due next; cases without an open duty come last."""
    rows = cases.order_by(F("next_on").asc(nulls_last=True), "pk")
    key, pk = _cursor(after, date.fromisoformat)
    if pk:
        rows = rows.filter(_after_date(key, pk))
    return _page(rows, lambda case: case.next_on)


def by_receipt(cases: QuerySet[Case], *, after: str) -> Page:
    """Give a page with the newest first."""
    rows = cases.order_by("-received_at", "-pk")
    moment, pk = _cursor(after, datetime.fromisoformat)
    if moment is not None:
        rows = rows.filter(received_at__lte=moment).exclude(received_at=moment, pk__gte=pk)
    return _page(rows, lambda case: case.received_at)


def _after_date(day: date | None, pk: int) -> Q:
    if day is None:
        return Q(next_on__isnull=True, pk__gt=pk)
    return Q(next_on__gt=day) | Q(next_on=day, pk__gt=pk) | Q(next_on__isnull=True)


def _page(rows: QuerySet[Case], key: Callable[[Case], date | None]) -> Page:
    found = list(rows[: SIZE + 1])
    if len(found) <= SIZE:
        return Page(found, "")
    last = found[SIZE - 1]
    day = key(last)
    return Page(found[:SIZE], f"{day.isoformat() if day else ''}~{last.pk}")


def _cursor(text: str, read: Callable[[str], Day]) -> tuple[Day | None, int]:
    """Read a cursor; one that is none of ours starts at the first page."""
    day, _, pk = text.rpartition("~")
    try:
        return (read(day) if day else None), int(pk)
    except ValueError:
        return None, 0
