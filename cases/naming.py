"""References of other cases in what the house wrote on a file: said only to who may open those cases.

A case that is closed to a reader does not exist for them, so its reference gives way to words, also one that was typed by hand.
"""

import re
from collections.abc import Collection, Iterable

from cases.models import User
from cases.selectors import cases_for_staff
from cases.services.register import ALPHABET

REFERENCE = re.compile(rf"\bCD-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\b")
ANOTHER_CASE = "another case"


def references_in(texts: Iterable[str]) -> set[str]:
    """Give the references that the texts name."""
    return {found for text in texts for found in REFERENCE.findall(text)}


def openable_of(*, user: User, references: Collection[str]) -> set[str]:
    """Give those of the references whose cases this member of staff may open; for none, nothing is asked."""
    if not references:
        return set()
    return set(cases_for_staff(user).filter(reference__in=references).order_by().values_list("reference", flat=True))


def closed_in(*, user: User, texts: Iterable[str], own: str) -> set[str]:
    """Give the references in the texts of a file, beside its own, that this member of staff may not be told."""
    named = references_in(texts) - {own}
    return named - openable_of(user=user, references=named)


def unnamed(text: str, closed: Collection[str]) -> str:
    """Give a text without the references of closed cases."""
    return REFERENCE.sub(lambda found: ANOTHER_CASE if found[0] in closed else found[0], text) if closed else text
