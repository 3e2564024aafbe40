"""How the desk says codes: places, laws, actors, sizes and dates in words that an officer reads."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from cases.organisation import organisation
from law.errors import LawError
from law.places import Place
from law.promise import CONTRACT, PROMISE
from law.regimes import get as regime_named
from law.words import Duty

LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
    "pl": "Polish",
    "uk": "Ukrainian",
}

ACTORS = {
    "system": "The desk",
    "requester": "The person",
    "authority": "The authority",
    "api": "A system of ours",
}

DUTIES = {
    Duty.ACKNOWLEDGE.value: "Acknowledge",
    Duty.RESPOND.value: "Answer",
    Duty.ANNOUNCE_EXTENSION.value: "Announce an extension",
    Duty.COMPLETE.value: "Carry it out",
}


@lru_cache(maxsize=2048)
def place_name(code: str) -> str:
    """Give a place's name, and the code itself where it names none."""
    try:
        return Place.parse(code).name() if code else "Place not known"
    except LawError:
        return code


def law_name(regime: str) -> str:
    """Give a law's short name; a promise is the organisation's own, or a contract's."""
    if regime in (PROMISE, CONTRACT):
        return f"{organisation().name}’s promise" if regime == PROMISE else "Promise of a contract"
    try:
        return regime_named(regime).short_name
    except LawError:
        return regime


def language_name(code: str) -> str:
    """Give a language's name, and the code itself where we have none."""
    return LANGUAGES.get(code, code)


def actor_name(actor: str, staff: Mapping[int, str]) -> str:
    """Say who did a deed: a member of staff by name, the person, a system of ours, or the desk by itself."""
    kind, _, pk = actor.partition(":")
    if kind == "staff":
        return staff.get(int(pk), "A former member of staff")
    return ACTORS.get(kind, actor)


def staff_ids(actors: list[str]) -> set[int]:
    """Give the ids of the members of staff among these actors."""
    return {int(actor[6:]) for actor in actors if actor.startswith("staff:")}


def duty_name(duty: str) -> str:
    """Say a duty as an officer would: to respond is to answer."""
    return DUTIES.get(duty, spoken(duty).capitalize())


def spoken(code: str) -> str:
    """Say a code as words: `partly_granted` as `partly granted`."""
    return code.replace("_", " ")


def day(value: date | str | None) -> str:
    """Say a date, or one in ISO form, as `3 September 2026`; nothing as a dash."""
    if not value:
        return "–"
    given = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{given:%-d %B %Y}"
