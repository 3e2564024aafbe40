"""Reads a law's TOML file strictly: every key known, every figure cited, every period possible."""

import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from law.calendars import WEEKDAYS, Rest
from law.errors import LawError, RegimeInvalid
from law.places import Place
from law.records import Authority, Effect, Extension, NoPeriod, Period, Profile, Regime, RightRules
from law.words import Confidence, Right, StopMode, Unit

# No law gives longer; a larger number is a slip of the pen.
LONGEST = {Unit.HOURS: 240, Unit.CALENDAR_DAYS: 180, Unit.BUSINESS_DAYS: 90, Unit.WEEKS: 26, Unit.MONTHS: 12}
REST_WORDS = frozenset({*(day.lower() for day in WEEKDAYS), "weekend", "public_holiday"})
CITED = ("citation", "source", "confidence")

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, which knows where it stands so that a complaint can say it."""

    path: Path
    text: str
    name: str
    content: Mapping[str, Any]

    def wrong(self, key: str, sentence: str) -> RegimeInvalid:
        """Build the refusal that names file, line and key."""
        full = ".".join(part for part in (self.name, key) if part)
        return RegimeInvalid(self.path, f"line {line_of(self.text, self.name, key)}, {full}", sentence)

    def only(self, *known: str) -> None:
        """Refuse a key that nobody reads."""
        for key in self.content:
            if key not in known:
                raise self.wrong(key, f"unknown key; known are: {', '.join(known)}.")

    def take(self, key: str, kind: type, default: Any = None) -> Any:
        """Give the value of a key, of the kind asked for; without a default it must be there."""
        value = self.content.get(key, default)
        if value is None and default is None:
            raise self.wrong(key, "is missing.")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(key, f"must be {_KINDS[kind]}, not {value!r}.")
        if kind is str and default is None and not value.strip():
            raise self.wrong(key, "is empty.")
        return value

    def maybe_date(self, key: str) -> date | None:
        """Give the date of a key, or None when it is not there."""
        return self.take(key, date) if key in self.content else None

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word:
        """Give the word of a key out of an enumeration."""
        value = self.take(key, str, default)
        if value not in set(words):
            raise self.wrong(key, f"unknown word {value!r}; known are: {', '.join(words)}.")
        return words(value)

    def sub(self, key: str) -> "Table":
        """Give the table below this one."""
        inner = self.take(key, dict)
        return Table(self.path, self.text, f"{self.name}.{key}" if self.name else key, inner)

    def cited(self) -> dict[str, Any]:
        """Give what every figure must carry."""
        return {
            "citation": self.take("citation", str),
            "source": self.take("source", str),
            "confidence": self.word("confidence", Confidence),
        }


_KINDS = {str: "text", int: "a whole number", bool: "true or false", date: "a date", dict: "a table", list: "a list"}


def read_regime(path: Path, profiles: Mapping[str, Profile]) -> Regime:
    """Read one law's file; raise `RegimeInvalid` naming file, line and key."""
    top = _open(path)
    top.only(
        "id", "name", "short_name", "places", "in_force_from", "in_force_to", "successor", "profile", "note",
        "authority", "rights",
    )  # fmt: skip
    if top.take("id", str) != path.stem:
        raise top.wrong("id", f"must be the name of the file, {path.stem!r}.")
    return Regime(
        id=path.stem,
        name=top.take("name", str),
        short_name=top.take("short_name", str),
        places=_places(top),
        in_force_from=top.maybe_date("in_force_from"),
        in_force_to=_end(top),
        successor=top.take("successor", str, ""),
        authority=_authority(top.sub("authority")),
        profile=_profile_of(top, profiles),
        rights=_rights(top.sub("rights")),
        note=top.take("note", str, ""),
        version=hashlib.sha256(top.text.encode()).hexdigest()[:12],
    )


def read_profiles(path: Path) -> Mapping[str, Profile]:
    """Read the ways of counting, by name; raise `RegimeInvalid` naming file, line and key."""
    top = _open(path)
    return MappingProxyType({name: _profile(top.sub(name)) for name in top.content})


def line_of(text: str, table: str, key: str) -> int:
    """Find the line of a key in a table; where the key is absent, the line of the table; else the first."""
    here, found = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^]]+)]", line):
            here = header[1].strip()
            found = number if here == table else found
            if here == f"{table}.{key}".lstrip("."):
                return number
        elif here == table and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
            return number
    return found


def _open(path: Path) -> Table:
    text = path.read_text(encoding="utf-8")
    try:
        return Table(path, text, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RegimeInvalid(path, "not readable as TOML", f"{error}.") from error


def _places(top: Table) -> frozenset[str]:
    codes = top.take("places", list)
    for code in codes:
        try:
            Place.parse(code)
        except LawError as error:
            raise top.wrong("places", str(error)) from error
    return frozenset(codes)


def _end(top: Table) -> date | None:
    start, end = top.maybe_date("in_force_from"), top.maybe_date("in_force_to")
    if start and end and end < start:
        raise top.wrong("in_force_to", f"{end} lies before in_force_from, {start}.")
    return end


def _authority(table: Table) -> Authority:
    table.only("name", "website", "complaint_url", "confidence")
    return Authority(
        name=table.take("name", str),
        website=table.take("website", str, ""),
        complaint_url=table.take("complaint_url", str, ""),
        confidence=table.word("confidence", Confidence),
    )


def _profile_of(top: Table, profiles: Mapping[str, Profile]) -> Profile:
    name = top.take("profile", str)
    if name not in profiles:
        raise top.wrong("profile", f"unknown profile {name!r}; known are: {', '.join(profiles)}.")
    return profiles[name]


def _rights(table: Table) -> Mapping[Right, RightRules]:
    table.only(*Right)
    return MappingProxyType({Right(name): _right(table, Right(name)) for name in table.content})


def _right(rights: Table, right: Right) -> RightRules:
    """Read one right; `like` takes what is not said here from another right of the same law."""
    own = rights.sub(right)
    tables = {"respond", "acknowledge", "complete", "extension", "identity", "clarification"}
    own.only("like", "exists", "citation", "fee", "note", "without", *sorted(tables))
    model = _model(rights, own)
    dropped = set(_words(own, "without", tables))

    def sub(key: str) -> Table | None:
        holder = own if key in own.content else model
        return holder.sub(key) if holder and key in holder.content and key not in dropped else None

    exists = own.take("exists", bool, True)
    respond = sub("respond")
    if respond is None:
        raise own.wrong("respond", "is missing; where the law sets no number, say so in its text.")
    return RightRules(
        right=right,
        exists=exists,
        citation=own.take("citation", str),
        respond=_respond(respond),
        acknowledge=_period(found) if (found := sub("acknowledge")) else None,
        complete=_period(found) if (found := sub("complete")) else None,
        extension=_extension(found) if (found := sub("extension")) else None,
        identity=_effect(sub("identity"), respond),
        clarification=_effect(sub("clarification"), respond),
        fee=own.take("fee", str, (model or own).content.get("fee", "")),
        note=own.take("note", str, ""),
    )


def _model(rights: Table, own: Table) -> Table | None:
    if "like" not in own.content:
        return None
    name = own.take("like", str)
    if name not in rights.content or "like" in rights.content[name]:
        raise own.wrong("like", f"{name!r} is no right of this law that stands on its own.")
    return rights.sub(name)


def _words(table: Table, key: str, known: Collection[str]) -> list[str]:
    words: list[str] = table.take(key, list, [])
    for word in words:
        if word not in known:
            raise table.wrong(key, f"unknown word {word!r}; known are: {', '.join(sorted(known))}.")
    return words


def _respond(table: Table) -> Period | NoPeriod:
    if "amount" in table.content:
        return _period(table)
    table.only("text", *CITED)
    return NoPeriod(text=table.take("text", str), **table.cited())


def _period(table: Table) -> Period:
    table.only("amount", "unit", "text", "guidance", "after_response", "in_force_from", *CITED)
    amount, unit = _length(table)
    return Period(
        amount=amount,
        unit=unit,
        text=table.take("text", str, ""),
        guidance=table.take("guidance", bool, False),
        after_response=table.take("after_response", bool, False),
        in_force_from=table.maybe_date("in_force_from"),
        **table.cited(),
    )


def _extension(table: Table) -> Extension:
    table.only("amount", "unit", "max_count", "reasons_required", "notice", *CITED)
    amount, unit = _length(table)
    return Extension(
        amount=amount,
        unit=unit,
        max_count=table.take("max_count", int, 1),
        reasons_required=table.take("reasons_required", bool, True),
        notice=table.take("notice", str, ""),
        **table.cited(),
    )


def _length(table: Table) -> tuple[int, Unit]:
    amount, unit = table.take("amount", int), table.word("unit", Unit)
    if not 0 < amount <= LONGEST[unit]:
        raise table.wrong("amount", f"{amount} {unit} is no possible period; accepted are 1 to {LONGEST[unit]}.")
    return amount, unit


def _effect(table: Table | None, respond: Table) -> Effect:
    """Read what a question does; where the law is silent nothing stops, on the authority of the period itself."""
    if table is None:
        return Effect(mode=StopMode.NONE, text="the law does not say that the period stops", **respond.cited())
    table.only("mode", "asking_day_counts", "text", *CITED)
    return Effect(
        mode=table.word("mode", StopMode),
        asking_day_counts=table.take("asking_day_counts", bool, True),
        text=table.take("text", str, ""),
        **table.cited(),
    )


def _profile(table: Table) -> Profile:
    table.only(
        "roll_over", "business_rest", "closed", "national", "start_text", "start_citation", "month_citation",
        "roll_citation", "business_citation", "receipt_day_may_count", *CITED,
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
        **table.cited(),
    )


def _rest(table: Table, key: str) -> Rest:
    words = _words(table, key, REST_WORDS)
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
        found = re.fullmatch(r"(\d\d)-(\d\d) to (\d\d)-(\d\d)", str(span))
        if not found:
            raise table.wrong("closed", f"{span!r} is no span; accepted is '12-25 to 01-15'.")
        first_month, first_day, last_month, last_day = map(int, found.groups())
        spans.append(((first_month, first_day), (last_month, last_day)))
    return tuple(spans)
