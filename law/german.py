"""The steps of a working in German, made from what each step keeps as data; citations stay as they are cited.

Only steps that lead to the date of an answer are told, since no other date is told outside the house.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from law.calendars import WEEKDAYS as ENGLISH_WEEKDAYS
from law.calendars import holiday_name
from law.places import Place
from law.steps import Telling
from law.words import MarkName, StopMode, Unit

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
UNITS = {
    Unit.HOURS: ("Stunde", "Stunden"),
    Unit.CALENDAR_DAYS: ("Tag", "Tage"),
    Unit.BUSINESS_DAYS: ("Arbeitstag", "Arbeitstage"),
    Unit.WEEKS: ("Woche", "Wochen"),
    Unit.MONTHS: ("Monat", "Monate"),
}
# What the ways of counting say in English of the day of receipt (law/profiles.toml).
STARTS = {
    "": "",
    "that day is not counted": "dieser Tag zählt nicht mit",
    "the period is counted to the corresponding date, days from the day after": (
        "Monate zählen bis zum gleichen Tag, Tage vom nächsten Tag an"
    ),
    "the hours run from the moment of receipt": "die Stunden laufen vom Augenblick des Eingangs an",
}
RESTS = {
    **dict(zip(ENGLISH_WEEKDAYS, WEEKDAYS, strict=True)),
    "within the yearly closed time": "in der jährlichen Ruhezeit",
    "the organisation is closed": "wir haben geschlossen",
}
QUESTIONS = {
    MarkName.IDENTITY_REQUESTED: "Nachweis der Identität",
    MarkName.CLARIFICATION_REQUESTED: "Klärung",
}
IN_VAIN = {
    StopMode.NONE: "die Frist läuft weiter",
    StopMode.DENY_AT_DEADLINE: "die Frist läuft weiter; ohne Antwort darf der Antrag an ihrem Ende abgelehnt werden",
    "too_late": "die Frist war da schon zu Ende, das hält sie nicht mehr an",
}
ENDINGS = {MarkName.ANSWERED: "beantwortet", MarkName.WITHDRAWN: "zurückgezogen"}


def in_german(telling: Telling | None) -> str | None:
    """Say a step in German from its telling as it is stored (`law.steps.as_data`).

    None where a step has none, or one that another edition of the law room wrote.
    """
    sentence = SENTENCES.get(telling["key"]) if telling else None
    if sentence is None or telling is None:
        return None
    try:
        return sentence(telling)
    except (KeyError, TypeError, ValueError):
        return None


def _received(told: Telling) -> str:
    place = f" (Ort: {Place.parse(told['place']).name('de')})" if told["place"] else ""
    return "; ".join(filter(None, (f"eingegangen am {_day(told['on'])}{place}", STARTS[told["start"]])))


def _length(told: Telling) -> str:
    guidance = "nach der Leitlinie der Behörde, nicht nach dem Gesetz selbst: " if told["guidance"] else ""
    return f"{guidance}{_count(told)}{_missing(told['missing'])}, also {_day(told['end'])}"


def _rolled(told: Telling) -> str:
    place = Place.parse(told["place"])
    rests = ", ".join(_rest(place, date.fromisoformat(day), reason) for day, reason in told["rests"])
    return f"der letzte Tag fällt auf einen Ruhetag ({rests}), also {_day(told['end'])}"


def _rest(place: Place, day: date, english: str) -> str:
    return RESTS.get(english) or holiday_name(place, day, "de") or f"gesetzlicher Feiertag: {english}"


def _in_vain(told: Telling) -> str:
    return f"{_asked(told['question'], told['on'])}: {IN_VAIN[told['how']]}"


def _resumed(told: Telling) -> str:
    how = "erhalten" if told["received"] else "nicht erhalten bis"
    on = f"am {_day(told['on'])} {how}" if told["received"] else f"{how} {_day(told['on'])}"
    return f"{_asked(told['question'], told['asked'])}, {on}: {_consequence(told)}, also {_day(told['end'])}"


def _consequence(told: Telling) -> str:
    if told["mode"] == StopMode.RESET:
        return f"die Frist beginnt mit diesem Tag von vorn; {_lengths(told)}"
    if told["days"] is None:
        return "die Arbeitstage des Wartens zählen nicht mit"
    return "1 Tag zählt nicht mit" if told["days"] == 1 else f"{told['days']} Tage zählen nicht mit"


def _waiting(told: Telling) -> str:
    return (
        f"{_asked(told['question'], told['asked'])}, noch nicht erhalten: die Frist steht still, und dieser Tag rückt mit "
        "jedem Tag des Wartens weiter"
    )


def _extended(told: Telling) -> str:
    announced = f"Verlängerung mitgeteilt am {_day(told['on'])}: "
    if told["named"]:
        return f"{announced}das Gesetz nennt keine Länge, es gilt der mitgeteilte Tag; hier bleibt {_day(told['end'])}"
    return (
        f"{announced}insgesamt {_lengths(told)}, gezählt von {_day(told['start'])}{_missing(told['missing'])}, "
        f"also {_day(told['end'])}"
    )


def _ended(told: Telling) -> str:
    return f"{ENDINGS[told['mark']]} am {_day(told['on'])}"


def _promised(told: Telling) -> str:
    return f"versprochen: {_count(told)}, also {_day(told['end'])}"


def _by_contract(told: Telling) -> str:
    return f"durch Vertrag versprochen: {_count(told)}, also {_day(told['end'])}"


def _closed(told: Telling) -> str:
    return f"am {_day(told['on'])} haben wir geschlossen, darum antworten wir bis {_day(told['end'])}"


SENTENCES: Mapping[str, Callable[[Telling], str]] = MappingProxyType(
    {
        "received": _received,
        "length": _length,
        "rolled": _rolled,
        "in_vain": _in_vain,
        "resumed": _resumed,
        "waiting": _waiting,
        "extended": _extended,
        "ended": _ended,
        "promised": _promised,
        "by_contract": _by_contract,
        "closed": _closed,
    }
)


def _asked(question: str, on: str) -> str:
    return f"{QUESTIONS[MarkName(question)]} am {_day(on)} erbeten"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{WEEKDAYS[day.weekday()]}, {day.day}. {MONTHS[day.month - 1]} {day.year}"


def _count(told: Telling) -> str:
    return _amount(told["amount"], told["unit"])


def _lengths(told: Telling) -> str:
    return " und ".join(_amount(amount, unit) for amount, unit in told["lengths"])


def _amount(amount: int, unit: str) -> str:
    return f"{amount} {UNITS[Unit(unit)][amount != 1]}"


def _missing(lacking: Sequence[Any]) -> str:
    return f"; einen {lacking[0]}. {MONTHS[lacking[1] - 1]} gibt es nicht" if lacking else ""
