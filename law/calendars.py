"""Calendars: which days of a place are days of rest, by weekday, public holiday or a yearly closed span."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from law.errors import CalendarUnknown, DateOutOfRange
from law.places import Place

DAY = timedelta(days=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SATURDAY, SUNDAY = 5, 6
# A public holiday never lasts this long; the loop that looks for a working day ends.
LONGEST_REST = 60


@dataclass(frozen=True, slots=True)
class Rest:
    """What makes a day a day of rest: weekdays by number, the place's own weekend, public holidays, closed spans.

    A span is (month, day) to (month, day), both included, and may run over the turn of the year. `days`: single days on
    which the organisation itself is closed.
    """

    weekdays: frozenset[int] = frozenset()
    weekend: bool = False
    public_holidays: bool = False
    spans: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    national: bool = False
    days: frozenset[date] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.weekdays or self.weekend or self.public_holidays or self.spans or self.days)


@dataclass(frozen=True, slots=True)
class YearsKnown:
    """The years whose public holidays are known, first and last included."""

    first: int
    last: int

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last


class Calendar:
    """The days of rest of one place, for one rule about what rests. Ask `calendar_for`, which keeps them."""

    def __init__(self, place: Place, rest: Rest) -> None:
        self.place = Place(place.country) if rest.national else place
        self.rest = rest
        self._weekdays = rest.weekdays | (_weekend(place.country) if rest.weekend else frozenset())

    def rest_reason(self, day: date) -> str | None:
        """Say why the day is a day of rest (`Saturday`, `Easter Monday`), or None for a working day.

        Raises `CalendarUnknown` where the answer hangs on public holidays that are not known.
        """
        if day.weekday() in self._weekdays:
            return WEEKDAYS[day.weekday()]
        if self.rest.spans and _in_spans(day, self.rest.spans):
            return "within the yearly closed time"
        if day in self.rest.days:
            return "the organisation is closed"
        return public_holidays(self.place, day.year).get(day) if self.rest.public_holidays else None

    def next_working_day(self, day: date) -> date:
        """Give the day itself when it is a working day, else the first one after it."""
        for candidate in _days_from(day, LONGEST_REST):
            if self.rest_reason(candidate) is None:
                return candidate
        raise CalendarUnknown(f"No working day within {LONGEST_REST} days after {day} in {self.place.name()}.")

    def after_working_days(self, day: date, amount: int) -> date:
        """Give the working day that is the `amount`-th one after the day."""
        for candidate in _days_from(day + DAY):
            amount -= self.rest_reason(candidate) is None
            if amount <= 0:
                return candidate
        raise DateOutOfRange(f"The period that starts on {day} ends beyond the year 9999; accepted are earlier days.")

    def working_days(self, first: date, last: date) -> int:
        """Count the working days from first to last, both included."""
        span = (last - first).days + 1
        return sum(self.rest_reason(day) is None for day in _days_from(first, span)) if span > 0 else 0


@lru_cache(maxsize=4096)
def calendar_for(place: Place, rest: Rest) -> Calendar:
    """Give the calendar of a place for a rule about rest; the same question gets the same calendar."""
    return Calendar(place, rest)


def years_known(country: str) -> YearsKnown:
    """Give the years whose public holidays are known in a country."""
    kind = _entity(country)
    return YearsKnown(kind.start_year, kind.end_year)


@lru_cache(maxsize=8192)
def public_holidays(place: Place, year: int) -> dict[date, str]:
    """Give the public holidays of a place in a year by day, named in English where the library can.

    Raises `CalendarUnknown` for a year outside those known.
    """
    known = years_known(place.country)
    if year not in known:
        raise CalendarUnknown(
            f"The public holidays of {place.name()} are known for {known.first} to {known.last}, not for {year}; "
            "accepted is what is received and due in the years known."
        )
    spoken = _entity(place.country).supported_languages
    return _holidays_in(place, year, next((code for code in ("en_US", "en_GB") if code in spoken), None))


def holiday_name(place: Place, day: date, language: str) -> str | None:
    """Name a public holiday in a language, or give None where the library of holidays does not know it in that one."""
    kind = _entity(place.country)
    if language not in kind.supported_languages or day.year not in years_known(place.country):
        return None
    return _holidays_in(place, day.year, language).get(day)


@lru_cache(maxsize=256)
def _holidays_in(place: Place, year: int, language: str | None) -> dict[date, str]:
    kind = _entity(place.country)
    part = place.subdivision if place.subdivision in kind.subdivisions else None
    return dict(kind(years=year, subdiv=part, expand=False, language=language).items())


@lru_cache(maxsize=512)
def _entity(country: str) -> type[holidays.HolidayBase]:
    return type(holidays.country_holidays(country))


def _weekend(country: str) -> frozenset[int]:
    return frozenset(_entity(country).weekend)


def _in_spans(day: date, spans: tuple[tuple[tuple[int, int], tuple[int, int]], ...]) -> bool:
    here = (day.month, day.day)
    return any(
        first <= here <= last if first <= last else here >= first or here <= last  # the second runs over New Year
        for first, last in spans
    )


def _days_from(day: date, amount: int | None = None) -> Iterator[date]:
    while amount is None or amount > 0:
        yield day
        if day == date.max:
            return
        day += DAY
        amount = None if amount is None else amount - 1
