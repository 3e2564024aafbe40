"""Reads a law's TOML file strictly: every key known, every figure cited, every period possible."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from law.errors import LawError
from law.places import Place
from law.records import Authority, Effect, Extension, NoPeriod, Period, Profile, Regime, RightRules, Scope
from law.tables import CITED, Table, open_table
from law.words import Confidence, Right, StopMode, Unit

# No law gives longer; a larger number is a slip of the pen.
LONGEST = {Unit.HOURS: 240, Unit.CALENDAR_DAYS: 180, Unit.BUSINESS_DAYS: 90, Unit.WEEKS: 26, Unit.MONTHS: 12}
MOST_EXTENSIONS = 3
PARTS = ("acknowledge", "respond", "complete", "extension", "identity", "clarification")


def read_regime(path: Path, profiles: Mapping[str, Profile]) -> Regime:
    """Read one law's file; raise `RegimeInvalid` naming file, line and key."""
    top = open_table(path)
    top.only(
        "id", "name", "short_name", "places", "in_force_from", "in_force_to", "successor", "profile", "note",
        "default_place", "scope", "authority", "rights",
    )  # fmt: skip
    if top.take("id", str) != path.stem:
        raise top.wrong("id", f"must be the name of the file, {path.stem!r}.")
    profile = _profile_of(top, profiles)
    return Regime(
        id=path.stem,
        name=top.take("name", str),
        short_name=top.take("short_name", str),
        places=_places(top),
        default_place=_default_place(top),
        scope=_scope(top.sub("scope")),
        in_force_from=top.maybe_date("in_force_from"),
        in_force_to=_end(top),
        successor=top.take("successor", str, ""),
        authority=_authority(top.sub("authority")),
        profile=profile,
        rights=_rights(top.sub("rights")),
        note=top.take("note", str, ""),
        version=hashlib.sha256(f"{top.text}{profile!r}".encode()).hexdigest()[:12],
    )


def _places(top: Table) -> frozenset[str]:
    codes = top.take("places", list)
    for code in codes:
        try:
            Place.parse(code)
        except LawError as error:
            raise top.wrong("places", str(error)) from error
    return frozenset(codes)


def _default_place(top: Table) -> str:
    """Read the place whose calendar counts when none is named; a law of a single place needs none."""
    places: list[str] = top.take("places", list)
    only = places[0] if len(places) == 1 else None
    place: str = top.take("default_place", str, only)
    if Place.parse(place).country not in {code.partition("-")[0] for code in places}:
        raise top.wrong("default_place", f"{place!r} is not among the places of the law.")
    return place


def _scope(table: Table) -> Scope:
    table.only("people", "establishment", "only")
    return Scope(
        people=table.take("people", str),
        establishment=table.take("establishment", str, ""),
        only=table.take("only", str, ""),
    )


def _end(top: Table) -> date | None:
    start, end = top.maybe_date("in_force_from"), top.maybe_date("in_force_to")
    if start and end and end < start:
        raise top.wrong("in_force_to", f"{end} lies before in_force_from, {start}.")
    return end


def _authority(table: Table) -> Authority:
    table.only("name", "name_before", "name_since", "website", "complaint_url", "confidence")
    before, since = table.take("name_before", str, ""), table.maybe_date("name_since")
    if bool(before) != bool(since):
        raise table.wrong("name_before", "goes with name_since: the name until the day before that day.")
    return Authority(
        name=table.take("name", str),
        website=table.take("website", str, ""),
        complaint_url=table.take("complaint_url", str, ""),
        confidence=table.word("confidence", Confidence),
        name_before=before,
        name_since=since,
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
    """Read one right; `like` takes the parts not said here from another right, except those named in `without`."""
    own = rights.sub(right)
    own.only("like", "without", "exists", "citation", "fee", "note", *PARTS)
    parts = {key: _part(_lineage(rights, own), key) for key in PARTS}
    respond = parts["respond"]
    if respond is None:
        raise own.wrong("respond", "is missing; where the law sets no number, say so in its text.")
    return RightRules(
        right=right,
        exists=own.take("exists", bool, True),
        citation=own.take("citation", str),
        respond=_duty(respond),
        acknowledge=_duty(parts["acknowledge"]) if parts["acknowledge"] else None,
        complete=_maybe_period(parts["complete"]),
        extension=_extension(parts["extension"]),
        identity=_effect(parts["identity"], respond),
        clarification=_effect(parts["clarification"], respond),
        fee=_fee(_lineage(rights, own)),
        note=own.take("note", str, ""),
    )


def _lineage(rights: Table, own: Table) -> list[Table]:
    """List the right itself and those that it is like, one after the other."""
    lineage = [own]
    while "like" in lineage[-1].content:
        name = lineage[-1].take("like", str)
        model = rights.sub(name) if name in rights.content else None
        if model is None or model.name in {table.name for table in lineage}:
            raise lineage[-1].wrong("like", f"{name!r} is no other right of this law.")
        lineage.append(model)
    return lineage


def _part(lineage: list[Table], key: str) -> Table | None:
    for table in lineage:
        if key in table.content:
            return table.sub(key)
        if key in table.words("without", PARTS):
            return None
    return None


def _fee(lineage: list[Table]) -> str:
    fees: list[str] = [table.take("fee", str) for table in lineage if "fee" in table.content]
    return fees[0] if fees else ""


def _duty(table: Table) -> Period | NoPeriod:
    if "amount" in table.content:
        return _period(table)
    table.only("text", *CITED)
    return NoPeriod(text=table.take("text", str), **table.cited())


def _maybe_period(table: Table | None) -> Period | None:
    return _period(table) if table else None


def _period(table: Table) -> Period:
    table.only("amount", "unit", "text", "guidance", "after_response", "alarm_days", "in_force_from", *CITED)
    amount, unit = _length(table)
    return Period(
        amount=amount,
        unit=unit,
        text=table.take("text", str, ""),
        guidance=table.take("guidance", bool, False),
        after_response=table.take("after_response", bool, False),
        alarm_days=_alarm_days(table, amount),
        in_force_from=table.maybe_date("in_force_from"),
        **table.cited(),
    )


def _extension(table: Table | None) -> Extension | None:
    if table is None:
        return None
    table.only("amount", "unit", "max_count", "reasons_required", "notice", *CITED)
    amount, unit = _length(table) if "amount" in table.content else (None, None)
    return Extension(
        amount=amount,
        unit=unit,
        max_count=_max_count(table),
        reasons_required=table.take("reasons_required", bool, True),
        notice=table.take("notice", str, ""),
        **table.cited(),
    )


def _length(table: Table) -> tuple[int, Unit]:
    amount, unit = table.take("amount", int), table.word("unit", Unit)
    if not 0 < amount <= LONGEST[unit]:
        raise table.wrong("amount", f"{amount} {unit} is no possible period; accepted are 1 to {LONGEST[unit]}.")
    return amount, unit


def _max_count(table: Table) -> int:
    count: int = table.take("max_count", int, 1)
    if not 1 <= count <= MOST_EXTENSIONS:
        raise table.wrong("max_count", f"{count} is no possible number; accepted are 1 to {MOST_EXTENSIONS}.")
    return count


def _alarm_days(table: Table, amount: int) -> int:
    days: int = table.take("alarm_days", int, 0)
    if not 0 <= days < amount:
        raise table.wrong("alarm_days", f"{days} is not less than the period of {amount}.")
    return days


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
