"""Arithmetic of periods: where a length ends, what waiting adds, and how a date is said in words."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from law.calendars import WEEKDAYS, Calendar
from law.errors import DateOutOfRange
from law.words import Unit

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
UNIT_WORDS = {
    Unit.HOURS: ("hour", "hours"),
    Unit.CALENDAR_DAYS: ("day", "days"),
    Unit.BUSINESS_DAYS: ("working day", "working days"),
    Unit.WEEKS: ("week", "weeks"),
    Unit.MONTHS: ("month", "months"),
}
DAYS_OF = {Unit.CALENDAR_DAYS: 1, Unit.WEEKS: 7}


def end_of(start: date, amount: int, unit: Unit, business: Calendar) -> date:
    """Give the day on which a period that starts with an event on `start` ends; the day of the event is not counted.

    Months end on the same date, or on the last day of a month that has none (Reg. 1182/71 Art. 3(2)(c)).
    """
    if unit is Unit.BUSINESS_DAYS:
        return business.after_working_days(start, amount)
    try:
        if unit is Unit.MONTHS:
            return add_months(start, amount)
        days = -(-amount // 24) if unit is Unit.HOURS else amount * DAYS_OF[unit]
        return start + timedelta(days=days)
    except (OverflowError, ValueError) as error:
        raise DateOutOfRange(
            f"The period that starts on {start} ends beyond the year 9999; accepted are earlier days."
        ) from error


def add_months(start: date, amount: int) -> date:
    """Give the same date `amount` months later, or the last day of a month that has no such date."""
    months = start.year * 12 + start.month - 1 + amount
    year, month = months // 12, months % 12 + 1
    if start.day <= 28:
        return start.replace(year, month)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def lengthen(end: date, waits: Iterable[tuple[date, date]], unit: Unit, business: Calendar) -> date:
    """Move an end by the days of waiting (first and last included), each counted once."""
    if unit is Unit.BUSINESS_DAYS:
        days = sum(business.working_days(first, last) for first, last in _apart(waits))
        return business.after_working_days(end, days) if days else end
    days = sum((last - first).days + 1 for first, last in _apart(waits))
    return end_of(end, days, Unit.CALENDAR_DAYS, business) if days else end


def _apart(waits: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Cut overlapping spans so that no day lies in two of them; an empty span (last before first) falls away."""
    apart: list[tuple[date, date]] = []
    for first, last in sorted(waits):
        if apart and first <= apart[-1][1]:
            first = apart[-1][1] + timedelta(days=1)
        if first <= last:
            apart.append((first, last))
    return apart


def count_words(amount: int, unit: Unit) -> str:
    """Say a length: `1 month`, `45 days`, `15 working days`."""
    return f"{amount} {UNIT_WORDS[unit][amount != 1]}"


@lru_cache(maxsize=8192)
def in_words(day: date) -> str:
    """Say a day: `Saturday 31 January 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
