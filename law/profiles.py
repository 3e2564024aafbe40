"""Reads `profiles.toml`: the ways in which laws count, each with its provision and source."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from law.calendars import WEEKDAYS, Rest
from law.records import Profile
from law.tables import CITED, Table, open_table

REST_WORDS = frozenset({*(day.lower() for day in WEEKDAYS), "weekend", "public_holiday"})


def read_profiles(path: Path) -> Mapping[str, Profile]:
    """Read the ways of counting, by name; raise `RegimeInvalid` naming file, line and key."""
    top = open_table(path)
    return MappingProxyType({name: _profile(top.sub(name)) for name in top.content})


def _profile(table: Table) -> Profile:
    table.only(
        "roll_over", "business_rest", "closed", "national", "start_text", "start_citation", "month_citation",
        "roll_citation", "business_citation", "receipt_day_may_count", "strict_citation", *CITED,
    )  # fmt: skip
    return Profile(
        name=table.name,
        roll_over=_rest(table, "roll_over"),
        business_rest=_rest(table, "business_rest"),
        start_text=table.take("start_text", str, ""),
        start_citation=table.take("start_citation", str, ""),
        month_citation=table.take("month_citation", str, ""),
        roll_citation=table.take("roll_citation", str, ""),
        business_citation=table.take("business_citation", str, ""),
        receipt_day_may_count=table.take("receipt_day_may_count", bool, False),
        strict_citation=table.take("strict_citation", str, ""),
        **table.cited(),
    )


def _rest(table: Table, key: str) -> Rest:
    words = table.words(key, REST_WORDS)
    return Rest(
        weekdays=frozenset(number for number, name in enumerate(WEEKDAYS) if name.lower() in words),
        weekend="weekend" in words,
        public_holidays="public_holiday" in words,
        spans=_spans(table) if words else (),
        national=table.take("national", bool, False),
    )


def _spans(table: Table) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    spans = []
    for span in table.take("closed", list, []):
        found = re.fullmatch(r"(0[1-9]|1[0-2])-([0-2]\d|3[01]) to (0[1-9]|1[0-2])-([0-2]\d|3[01])", str(span))
        if not found:
            raise table.wrong("closed", f"{span!r} is no span; accepted is '12-25 to 01-15'.")
        first_month, first_day, last_month, last_day = map(int, found.groups())
        spans.append(((first_month, first_day), (last_month, last_day)))
    return tuple(spans)
