"""Places: ISO 3166 countries and subdivisions, their names, and the local day there."""

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Self
from zoneinfo import ZoneInfo

from law.errors import BadDate, UnknownPlace

DATA = Path(__file__).parent / "data"
SHAPE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?\Z")


@dataclass(frozen=True, slots=True)
class Country:
    """A country's names and the time zone where most of its people live."""

    english: str
    german: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Subdivision:
    """A state's or province's own name and time zone."""

    name: str
    time_zone: str


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


COUNTRIES = MappingProxyType(
    {row["code"]: Country(row["english"], row["german"], row["time_zone"]) for row in _rows("countries.csv")}
)
# Listed for the countries whose parts differ in law, holidays or clock; elsewhere any code of the right shape is taken.
SUBDIVISIONS = MappingProxyType(
    {row["code"]: Subdivision(row["name"], row["time_zone"]) for row in _rows("subdivisions.csv")}
)
LISTED = frozenset(code.partition("-")[0] for code in SUBDIVISIONS)


@dataclass(frozen=True, slots=True)
class Place:
    """A territory whose law, public holidays and time count: `Place("DE", "BY")`, written `DE-BY`."""

    country: str
    subdivision: str | None = None

    @classmethod
    def parse(cls, code: str) -> Self:
        """Read an ISO 3166 code such as `DE` or `US-CA`; raise `UnknownPlace` with what is accepted."""
        given = str(code).strip().upper()
        if not SHAPE.match(given):
            raise UnknownPlace(f"{code!r} is not a place; accepted is an ISO 3166 code such as DE, DE-BY or US-CA.")
        country, _, subdivision = given.partition("-")
        if country not in COUNTRIES:
            raise UnknownPlace(f"Unknown country {country!r}; accepted are the ISO 3166 codes, such as DE, GB or US.")
        if subdivision and country in LISTED and given not in SUBDIVISIONS:
            raise UnknownPlace(f"Unknown part {given!r} of {country}; accepted are: {', '.join(parts_of(country))}.")
        return cls(country, subdivision or None)

    @property
    def code(self) -> str:
        """The ISO 3166 code."""
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country

    def __str__(self) -> str:
        return self.code

    def name(self, language: str = "en") -> str:
        """Name the place for a reader of English or German: `Bayern, Germany`."""
        return _name(self, "german" if language.startswith("de") else "english")

    def within(self, codes: frozenset[str]) -> bool:
        """Say whether the place, or the country that it lies in, is among these codes."""
        return self.code in codes or self.country in codes


def parts_of(country: str) -> tuple[str, ...]:
    """List the codes of a country's parts, where we list them."""
    return tuple(code for code in SUBDIVISIONS if code.startswith(f"{country}-"))


@lru_cache(maxsize=2048)
def _name(place: Place, column: str) -> str:
    country: str = getattr(COUNTRIES[place.country], column)
    part = SUBDIVISIONS.get(place.code)
    if part:
        return f"{part.name}, {country}"
    return f"{country} ({place.code})" if place.subdivision else country


@lru_cache(maxsize=2048)
def time_zone(place: Place) -> ZoneInfo:
    """Give the time zone of the place; of a country with several, the one where most people live."""
    part = SUBDIVISIONS.get(place.code)
    return ZoneInfo(part.time_zone if part else COUNTRIES[place.country].time_zone)


def local_date(place: Place, moment_utc: datetime) -> date:
    """Give the day on which an aware moment falls in the place; raise `BadDate` for a naive one."""
    if moment_utc.tzinfo is None:
        raise BadDate("moment with an offset", moment_utc.isoformat())
    return moment_utc.astimezone(time_zone(place)).date()
