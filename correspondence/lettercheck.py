"""Holds the text of a letter against what its letters must say, before anybody may save it.

Its form is read first (letterform). Then it is filled with made-up facts, once for every way its conditions can turn out,
and each of these letters must give what its kind must: so nothing that is owed can hide behind a condition.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.utils import translation

from cases.organisation import organisation
from correspondence.filling import LetterText, fill
from correspondence.letterform import conditions_in, faults_of_form
from correspondence.letterkinds import IN_SUBJECTS, Fact, LetterKind, Use
from correspondence.letters import LOCALES

LONGEST_SUBJECT = 120
LONGEST_BODY = 20_000
MOST_CONDITIONS = 7
# What looks like somebody's address or number.
PERSONAL = re.compile(r"\S+@\S+|\d(?:[ /-]?\d){5,}")
# Stands for a fact in the made-up letters. Its ends are private-use characters, which nobody types.
MADE_UP = "\ue000{name}\ue001"
REFERENCE = MADE_UP.format(name="reference")
WORDS_OF_CONDITIONS = {
    "is_complaint": ("about a complaint", "about a request"),
    "by_post": ("by post", "by e-mail"),
}
RAW = {
    "decisions": [
        {"right": "access", "outcome": "refused", "reasons": MADE_UP.format(name="decisions"), "citation": "Art."}
    ],
    "findings": [{"asked": MADE_UP.format(name="findings"), "found": "."}],
    "remedies": [{"what": MADE_UP.format(name="remedies")}],
    "provisions": [MADE_UP.format(name="provisions")],
}
# A redress notice is known by the authority that it names.
AUTHORITY = MADE_UP.format(name="redress_notice")


@dataclass(frozen=True)
class MadeUp:
    """A made-up letter: how the conditions of its text turned out, its facts, and what it says."""

    ways: Mapping[str, Any]
    facts: Mapping[str, Any]
    subject: str
    body: str


def faults_of_text(*, kind: LetterKind, language: str, subject: str, body: str) -> list[str]:
    """Give a sentence for everything that keeps this text from being saved; [] when it may be."""
    known = kind.known()
    form = [*_faults_of_subject(subject, known), *_faults_of_body(body, known)]
    if form:
        return form
    asked = sorted(conditions_in(subject) | conditions_in(body))
    if len(asked) > MOST_CONDITIONS:
        return [f"The text asks for {len(asked)} things; {MOST_CONDITIONS} are the most. Let it ask for fewer."]
    return list(dict.fromkeys(_faults_of_letters(kind, language, LetterText(0, subject, body), asked)))


def made_up(kind: LetterKind, turned: Mapping[str, Any]) -> dict[str, Any]:
    """Give made-up facts for a letter of this kind, as its passages take them; `turned` says how its conditions turn out."""
    facts: dict[str, Any] = {name: _made_up(fact) for name, fact in kind.known().items() if "." not in name}
    redress = [{"regime": "", "law": "", "authority": AUTHORITY, "address": ""}]
    facts |= {"is_complaint": kind.is_complaint, "redress": redress, **turned}
    for fact in kind.known().values():
        if fact.within and not facts[fact.within]:
            facts[fact.name] = ""
    return facts


def _made_up(fact: Fact) -> Any:
    if fact.use == Use.CONDITION:
        return fact.values[0] if fact.values else True
    return RAW.get(fact.name, MADE_UP.format(name=fact.name))


def _faults_of_subject(subject: str, known: Mapping[str, Fact]) -> Iterator[str]:
    here = "In the subject: "
    if not subject.strip():
        yield "The subject is empty. Say in a few words what the letter is, with {{ reference }}."
        return
    if "\n" in subject:
        yield f"{here}it is one line. Take the line break out."
    yield from (
        f"{here}{{{{ {name} }}}} may not stand there: it travels unprotected, so nothing of the person is in it. "
        f"It may hold {{{{ reference }}}} and {{{{ organisation.name }}}}."
        for name in sorted(conditions_in(subject) | set(re.findall(r"\{\{ *([\w.]+) *\}\}", subject)))
        if name in known and name not in IN_SUBJECTS
    )
    yield from faults_of_form(subject, known, where=here)
    if personal := PERSONAL.search(subject):
        yield f"{here}“{personal[0]}” looks like an address or number of somebody. Nothing of a person stands in a subject."


def _faults_of_body(body: str, known: Mapping[str, Fact]) -> Iterator[str]:
    if not body.strip():
        yield "The letter is empty. Write what the person should read."
    if len(body) > LONGEST_BODY:
        yield f"The letter has {len(body)} characters; {LONGEST_BODY} are the most. Shorten it."
    yield from faults_of_form(body, known)


def _faults_of_letters(kind: LetterKind, language: str, text: LetterText, asked: Sequence[str]) -> Iterator[str]:
    known = kind.known()
    letters = list(_letters(kind, language, text, asked))
    for name in kind.must:
        owed = [letter for letter in letters if _owes(name, letter.facts)]
        yield from _missing(known[name], owed, [letter for letter in owed if not _gives(name, letter)])
    unnamed = [letter for letter in letters if REFERENCE not in letter.subject]
    if unnamed:
        wherein = _wherein(letters, unnamed)
        yield f"The subject must always give {{{{ reference }}}}, by which people quote their case. It is missing{wherein}."
    longest = max(len(letter.subject) for letter in letters)
    if longest > LONGEST_SUBJECT:
        most = f"{LONGEST_SUBJECT} are the most"
        yield f"The subject becomes {longest} characters long; {most}. Shorten it, so that it is read whole."
    if kind.tells_apart:
        yield from _untold(known[kind.tells_apart], letters)


def _letters(kind: LetterKind, language: str, text: LetterText, asked: Sequence[str]) -> Iterator[MadeUp]:
    """Fill the text once for every way in which what it asks for can turn out."""
    known = kind.known()
    with translation.override(LOCALES[language]):
        for turned in product(*(_turns(known[name]) for name in asked)):
            ways = dict(zip(asked, turned, strict=True))
            facts = made_up(kind, ways)
            yield MadeUp(ways, facts, *fill(text, language, facts))


def _turns(fact: Fact) -> Sequence[Any]:
    """Give the ways in which a condition can turn out."""
    if fact.values:
        return fact.values
    if fact.use == Use.CONDITION:
        return (True, False)
    return (_made_up(fact), "") if fact.may_lack else (_made_up(fact),)


def _owes(name: str, facts: Mapping[str, Any]) -> bool:
    return name.startswith("organisation.") or bool(facts[name])


def _gives(name: str, letter: MadeUp) -> bool:
    if name.startswith("organisation."):
        return str(getattr(organisation(), name.partition(".")[2])) in letter.body
    return MADE_UP.format(name=name) in letter.body


def _missing(fact: Fact, owed: Sequence[MadeUp], lacking: Sequence[MadeUp]) -> Iterator[str]:
    if lacking:
        means = fact.means[0].lower() + fact.means[1:].rstrip(".")
        placeholder = " or ".join(f"{{{{ {name} }}}}" for name in (fact.name, fact.inside) if name)
        yield f"The letter must always give {placeholder}: {means}. It is missing{_wherein(owed, lacking)}."


def _wherein(letters: Sequence[MadeUp], lacking: Sequence[MadeUp]) -> str:
    """Say in which letters something is missing, unless in all: ` when the letter is by post`."""
    if len(lacking) == len(letters):
        return ""
    return f" when the letter is {', '.join(_how(name, value) for name, value in lacking[0].ways.items())}"


def _how(name: str, value: Any) -> str:
    if name in WORDS_OF_CONDITIONS:
        return WORDS_OF_CONDITIONS[name][0 if value else 1]
    if isinstance(value, str) and value.isidentifier():  # the value of a choice, no made-up fact
        return f"with the {name} “{value}”"
    return f"with {name}" if value else f"without {name}"


def _untold(fact: Fact, letters: Sequence[MadeUp]) -> Iterator[str]:
    told = [tuple(letter.body for letter in letters if letter.ways.get(fact.name) == value) for value in fact.values]
    if len(set(told)) < len(fact.values):
        first, second = fact.values[:2]
        yield (
            f"The letter must say each {fact.name} in words of its own ({', '.join(fact.values)}): "
            f'{{% if {fact.name} == "{first}" %}} … {{% elif {fact.name} == "{second}" %}} … {{% else %}} … {{% endif %}}.'
        )
