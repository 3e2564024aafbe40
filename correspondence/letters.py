"""Letters as text: the text in force of a kind and language, filled with the facts of a case, and the HTML made of it.

The HTML is made from the text that an officer last saw, so both parts always say the same (docs/decisions/0003).
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats, translation

from cases.models import Case, Party
from cases.organisation import organisation
from cases.places import today_for
from cases.selectors import answer_by
from cases.words import Procedure, Role
from correspondence.filling import fill
from correspondence.lettertexts import text_in_force
from correspondence.links import status_url
from correspondence.masking import hidden
from correspondence.redress import redress_of

LOCALES = {"en": "en-gb", "de": "de", "fr": "fr", "es": "es", "pt": "pt", "pl": "pl", "uk": "uk"}
# How a date stands in a sentence; "E" is the month in the case that it takes there.
DATES = {"de": "j. F Y", "es": r"j \d\e F \d\e Y", "pt": r"j \d\e F \d\e Y", "pl": "j E Y", "uk": "j E Y"}


@dataclass(frozen=True)
class Draft:
    """A letter before it is queued: language, subject and plain text; `by_post` also to who has a mail address.

    `version`: the number of the text that it was made from, 0 for the shipped one.
    """

    name: str
    language: str
    subject: str
    body: str
    by_post: bool = False
    postal_address: str = ""
    version: int = 0


def draft(*, name: str, case: Case, party: Party, now: datetime, **facts: Any) -> Draft:
    """Render a letter in the case's language, or the organisation's first where that is not shipped.

    To who has no mail address it is made to be posted. `facts` reach the text beside reference, status link, answer
    date and organisation; which a kind has stands in letterkinds.
    """
    language = organisation().letter_language_for(case.language)
    text = text_in_force(name=name, language=language, now=now)
    with translation.override(LOCALES[language]):
        told = {key: _told(fact) for key, fact in facts.items()}
        private = "" if party.role == Role.SUPERVISORY_AUTHORITY else status_url(party=party, now=now)
        known = {**facts_of(case=case, by_post=not party.email, now=now), "status_url": private, **told}
        subject, body = fill(text, language, known)
    return Draft(name=name, language=language, subject=subject, body=body, version=text.number)


def facts_of(*, case: Case, by_post: bool, now: datetime) -> dict[str, Any]:
    """Give what the file tells every letter, dates in words of the active language; nothing is issued for it."""
    answer = answer_by(case)
    return {
        "reference": case.reference,
        "is_complaint": case.procedure != Procedure.RIGHTS_REQUEST,
        "redress": partial(redress_of, case.regimes, today_for(case, now)),
        "by_post": by_post,
        "received_on": long_date(case.received_on),
        "answer_by": long_date(answer.on) if answer else "",
        "answer_statutory": bool(answer and answer.statutory),
        "answer_provision": answer.provision if answer and (answer.statutory or answer.by_contract) else "",
    }


def html_of(*, subject: str, body: str, language: str) -> str:
    """Give the HTML part for a letter's final text: escaped, paragraphs kept, our own links made links."""
    return render_to_string(
        "letters/layout.html",
        {"subject": subject, "body": body, "language": language, "organisation": organisation()},
    )


def long_date(day: date) -> str:
    """Give a date as people write it in the active language."""
    language = (translation.get_language() or "en").partition("-")[0]
    if language == "fr" and day.day == 1:
        return formats.date_format(day, r"1\e\r F Y")
    said = formats.date_format(day, DATES.get(language, "j F Y"))
    return said.lower() if language == "pt" else said  # Portuguese writes months small


def _told(fact: Any) -> Any:
    """Give a fact as a letter says it: a date in words, a text without what the person should not have sent us."""
    if isinstance(fact, date):
        return long_date(fact)
    if isinstance(fact, dict):
        return {key: _told(value) for key, value in fact.items()}
    if isinstance(fact, list):
        return [_told(value) for value in fact]
    return hidden(fact) if isinstance(fact, str) else fact
