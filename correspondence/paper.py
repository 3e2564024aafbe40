"""A letter by post as PDF: the organisation's sheet, the address where the window of an envelope is (DIN 5008, form B).

Every word on it is in the letter's language; it is tagged for screen readers and carries its fonts.
"""

from datetime import date
from typing import Any, NamedTuple

from django.utils import translation

from cases.organisation import organisation
from cases.pdf import as_pdf
from correspondence.letters import LOCALES, long_date
from correspondence.models import Letter
from correspondence.services.post import written_on


class SheetWords(NamedTuple):
    """What the sheet says beside the letter; `page` and `of` stand around the number of a page."""

    reference: str
    page: str
    of: str


WORDS = {
    "en": SheetWords("Our reference", "Page", "of"),
    "de": SheetWords("Unser Zeichen", "Seite", "von"),
    "fr": SheetWords("Nos références", "Page", "sur"),
    "es": SheetWords("Nuestra referencia", "Página", "de"),
    "pt": SheetWords("A nossa referência", "Página", "de"),
    "pl": SheetWords("Nasz znak", "Strona", "z"),
    "uk": SheetWords("Наш номер", "Сторінка", "з"),
}


def letter_as_pdf(letter: Letter) -> bytes:
    """Give a letter by post as a tagged PDF. Raises PdfUnavailable."""
    return as_pdf("letters/sheet.html", sheet_of(letter))


def sheet_of(letter: Letter) -> dict[str, Any]:
    """Give what the sheet shows."""
    current = organisation()
    return {
        "letter": letter,
        "reference": letter.case.reference,
        "written": _said(letter, written_on(letter)),
        "words": WORDS[letter.language],
        "organisation": current,
        "sender": " · ".join((current.name, *current.postal_address)),
    }


def _said(letter: Letter, day: date) -> str:
    with translation.override(LOCALES[letter.language]):
        return long_date(day)
