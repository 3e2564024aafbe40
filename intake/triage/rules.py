"""The rules of triage, read once from the TOML files beside this module."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from intake.triage.phrases import Phrase, PhraseIndex, fold

FOLDER = Path(__file__).parent / "rules"
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "pl", "nl", "uk", "ru", "el", "tr", "sv", "ja", "ar", "zh")
RIGHTS = (
    "access",
    "rectification",
    "erasure",
    "restriction",
    "portability",
    "objection",
    "human_review",
    "consent_withdrawal",
    "opt_out",
    "limit_sensitive",
)


@dataclass(frozen=True)
class Place:
    """A place that a text may name: ISO 3166 code, telephone prefix without +, endings of mail addresses."""

    code: str
    phone: str
    endings: tuple[str, ...]


@cache
def written(name: str) -> dict[str, Any]:
    """Return one rule file as it is written."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def index_for(language: str) -> PhraseIndex:
    """Return the phrases of a language; for one without rules, those of all languages."""
    languages = (language,) if language in LANGUAGES else LANGUAGES
    extra = ("en",) if language in LANGUAGES and language != "en" else ()  # many write a word of English to a company
    return PhraseIndex(phrase for one in languages + extra for phrase in phrases_of(one))


def phrases_of(language: str) -> list[Phrase]:
    """Return the phrases of a rule file, each with its rule's name."""
    rules = written(language)
    lists = {
        name: rules[name]
        for name in ("negation", "negation_after", "no_negation", "condition", "appeal", "agent", "urgent", "data")
    }
    lists |= rules["complaint"] | rules["rights"]
    return [Phrase(name, one) for name, phrases in lists.items() for one in phrases]


@cache
def stopwords() -> dict[str, frozenset[str]]:
    """Return the everyday words of each language that we recognise."""
    words = {language: written(language)["stopwords"] for language in LANGUAGES}
    words |= written("languages")["stopwords"]
    return {language: frozenset(fold(text).split()) for language, text in words.items()}


@cache
def place_index() -> PhraseIndex:
    """Return the names and laws of places, as rules `name:<code>` and `law:<code>`, and the words for living there."""
    rules = written("places")
    phrases = [Phrase("residence", one) for one in rules["residence"]]
    for place in rules["place"]:
        phrases += [Phrase(f"name:{place['code']}", one) for one in place["names"]]
        phrases += [Phrase(f"law:{place['code']}", one) for one in place["laws"]]
    return PhraseIndex(phrases)


@cache
def places() -> tuple[Place, ...]:
    """Return the places with their telephone prefixes and address endings."""
    return tuple(Place(one["code"], one["phone"], tuple(one["endings"])) for one in written("places")["place"])
