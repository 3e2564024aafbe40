"""Which laws of a case let its answer take longer, and by how much: what the letter that announces an extension cites.

Only figures that are verified, or that an administrator has confirmed, are cited; others are not named to the person.
"""

from collections.abc import Iterator

from cases.models import Case, Deadline
from correspondence.lengths import how_much
from law import regimes
from law.errors import LawError
from law.words import Duty, Right


def extensions_allowed(*, case: Case, language: str) -> list[str]:
    """Give a line for each provision that allows the extension: `EU GDPR, GDPR Art. 12(3): 2 months longer at most`."""
    rows = Deadline.objects.filter(
        case=case, statutory=True, duty=Duty.ANNOUNCE_EXTENSION, firm_on__isnull=False
    ).order_by("firm_on", "pk")
    return list(dict.fromkeys(line for row in rows for line in _lines(row, language)))


def _lines(row: Deadline, language: str) -> Iterator[str]:
    try:
        law = regimes.get(row.regime)
    except LawError:  # its file was taken off the shelf since the case was last computed
        return
    extension = law.rights[Right(row.right)].extension
    if extension is not None:
        yield f"{law.short_name}, {row.provision}: {how_much(extension, language)}"
