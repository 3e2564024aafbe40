"""Shows what a text makes of a letter before anybody saves it: of an example, or of a case that its reader may open.

What an officer would type stays an example here, and nobody's private page is issued or shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from django.conf import settings
from django.utils import translation

from cases.models import Case
from cases.words import Procedure
from correspondence.extensions import extensions_allowed
from correspondence.filling import LetterText, fill
from correspondence.letterform import conditions_in
from correspondence.letterkinds import Fact, LetterKind, Use
from correspondence.letters import LOCALES, facts_of, long_date
from correspondence.lettertexts import our_day
from correspondence.redress import redress_of
from law import regimes
from law.words import Right

REFERENCE = "CD-7K3M-Q9XT"
KEPT_REFERENCE = "CD-2H4R-W8YP"
ABOUT = {True: "about a complaint", False: "about a request"}
WAY = {True: "by post", False: "by e-mail"}


@dataclass(frozen=True)
class Preview:
    """A letter as it would be; `about` says of which letters it is one."""

    about: str
    subject: str
    body: str


def previews(
    *, kind: LetterKind, language: str, text: LetterText, now: datetime, case: Case | None = None
) -> list[Preview]:
    """Give a letter for each way that makes it another: by mail and post, about both procedures, with each outcome."""
    with translation.override(LOCALES[language]):
        made = [_preview(kind, language, text, ways, now, case) for ways in _ways(kind, text, case)]
    return list({(one.subject, one.body): one for one in reversed(made)}.values())[::-1]


def _preview(
    kind: LetterKind, language: str, text: LetterText, ways: Mapping[str, Any], now: datetime, case: Case | None
) -> Preview:
    facts = {**_example(kind, language, now), **ways}
    if case is not None:
        facts |= facts_of(case=case, by_post=ways["by_post"], now=now)
        facts["provisions"] = extensions_allowed(case=case, language=language)
    subject, body = fill(text, language, facts)
    words = [ABOUT[ways["is_complaint"]] if kind.both else "", WAY[ways["by_post"]], ways.get(kind.tells_apart, "")]
    return Preview(", ".join(word.replace("_", " ") for word in words if word).capitalize(), subject, body)


def _ways(kind: LetterKind, text: LetterText, case: Case | None) -> Iterator[dict[str, Any]]:
    asked = conditions_in(text.subject) | conditions_in(text.body)
    both = kind.both and case is None and "is_complaint" in asked
    complaints = (False, True) if both else (_is_complaint(kind, case),)
    outcomes = kind.known()[kind.tells_apart].values if kind.tells_apart else ("",)
    for is_complaint, by_post, outcome in product(complaints, (False, True), outcomes):
        told = {kind.tells_apart: outcome} if kind.tells_apart else {}
        yield {"is_complaint": is_complaint, "by_post": by_post, **told}


def _is_complaint(kind: LetterKind, case: Case | None) -> bool:
    return kind.is_complaint if case is None else case.procedure != Procedure.RIGHTS_REQUEST


def _example(kind: LetterKind, language: str, now: datetime) -> dict[str, Any]:
    """Give the facts of an example: real laws, dates of today, and for what an officer types what belongs there."""
    today = our_day(now)
    soon = long_date(today + timedelta(days=30))
    typed = {name: f"({_said(fact)})" for name, fact in kind.known().items() if fact.use == Use.SAID}
    return {
        **typed,
        "reference": REFERENCE,
        "kept_reference": KEPT_REFERENCE,
        "received_on": long_date(today),
        "answer_by": soon,
        "answer_statutory": True,
        "answer_provision": regimes.get("eu-gdpr").rights[Right.ACCESS].respond.citation,
        "extended_to": long_date(today + timedelta(days=90)),
        "status_url": f"{settings.PUBLIC_URL}/c/…/",
        "redress": redress_of([{"regime": "eu-gdpr"}], today),
        "provisions": ["EU GDPR, GDPR Art. 12(3)"],
        "decisions": [
            {"right": "access", "outcome": "granted", "reasons": "", "citation": ""},
            {"right": "erasure", "outcome": "refused", "reasons": "(the reasons)", "citation": "Art. 17(3)(e) GDPR"},
        ],
        "findings": [{"asked": "(a question that was looked into)", "found": "(what was found)"}],
        "remedies": [{"what": "(what is put right)", "due_on": soon}],
    }


def _said(fact: Fact) -> str:
    return fact.means[0].lower() + fact.means[1:].rstrip(".")
