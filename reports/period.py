"""The days of receipt that a report looks at, from and to inclusive; None leaves a side open."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

# From 1900 on: a year without the twelve months before it cannot be reckoned with.
MONTH = re.compile(r"(?:19|2\d)\d{2}-\d{2}", re.ASCII)
DAY = re.compile(MONTH.pattern + r"-\d{2}", re.ASCII)
USUAL_MONTHS = 12
MOST_MONTHS = 120
EXPECTED = "Write a month as 2026-09 or a day as 2026-09-03."


class PeriodRefused(Exception):
    """A period that cannot be; the text says what to write."""


@dataclass(frozen=True)
class Period:
    """From one day of receipt to another, both counted."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def is_of_months(self) -> bool:
        """Tell whether it is made of whole months."""
        begins = self.first is None or self.first.day == 1
        return begins and (self.last is None or self.last == end_of_month(self.last))

    def within(self, month: date) -> "Period":
        """Give the part of it that lies in a month, named by its first day."""
        last = end_of_month(month)
        return Period(max(month, self.first or month), min(last, self.last or last))

    def of_week(self, monday: date) -> "Period":
        """Give the part of it that lies in a week, named by its Monday."""
        sunday = monday + timedelta(days=6)
        return Period(max(monday, self.first or monday), min(sunday, self.last or sunday))

    def before(self) -> "Period | None":
        """Give the period of the same length just before it; None where it has no beginning or end."""
        if self.first is None or self.last is None:
            return None
        if self.is_of_months:
            months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
            return Period(months_before(self.first, months), self.first - timedelta(days=1))
        return Period(self.first - (self.last - self.first) - timedelta(days=1), self.first - timedelta(days=1))

    def year_before(self) -> "Period | None":
        """Give the same days of the year before; None where it has no beginning or end."""
        if self.first is None or self.last is None:
            return None
        return Period(_a_year_before(self.first), _a_year_before(self.last))


def period_of(first: str, last: str) -> Period:
    """Read a period from two texts, days or whole months, either of them empty. Raises PeriodRefused."""
    begins, ends = _read(first, at_end=False), _read(last, at_end=True)
    if begins is not None and ends is not None and begins > ends:
        raise PeriodRefused(f"The period begins ({begins}) after it ends ({ends}). Exchange the two.")
    return Period(begins, ends)


def chosen_period(first: str, last: str, *, today: date) -> Period:
    """Read what a page asks for: without an end up to this month, without a beginning twelve months. Raises PeriodRefused."""
    asked = period_of(first, last)
    ends = asked.last or end_of_month(today)
    begins = asked.first or months_before(ends.replace(day=1), USUAL_MONTHS - 1)
    if begins > ends:
        raise PeriodRefused("That month is still to come. Choose one that has begun.")
    if months_before(ends.replace(day=1), MOST_MONTHS - 1) > begins:
        raise PeriodRefused("That is more than ten years. Choose a shorter period.")
    return Period(begins, ends)


def last_months(today: date, count: int) -> Period:
    """Give the period of the last `count` months, this one among them."""
    return Period(months_before(today.replace(day=1), count - 1), end_of_month(today))


def months_before(month: date, count: int) -> date:
    """Give the first day of the month that lies `count` months before (after, where it is negative)."""
    years, index = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, index + 1, 1)


def month_text(day: date) -> str:
    """Give the day's month as an address names it: 2026-09."""
    return f"{day:%Y-%m}"


def end_of_month(day: date) -> date:
    """Give the last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _a_year_before(day: date) -> date:
    """Give the day a year before; the last of a month stays the last."""
    month = day.replace(year=day.year - 1, day=1)
    return end_of_month(month) if day == end_of_month(day) else month.replace(day=day.day)


def _read(text: str, *, at_end: bool) -> date | None:
    """Read one side; a month stands for its first day or, at the end, for its last."""
    text = text.strip()
    if not text:
        return None
    try:
        if MONTH.fullmatch(text):
            first = date.fromisoformat(f"{text}-01")
            return end_of_month(first) if at_end else first
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # a thirteenth month or a 31 June: told below
    raise PeriodRefused(f'"{text[:20]}" is no month or day. {EXPECTED}')
