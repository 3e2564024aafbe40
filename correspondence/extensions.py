"""What the letter that announces an extension says: which laws let the answer take longer, by how much, and which rights do.

Only figures that are verified, or that an administrator has confirmed, are cited; others are not named to the person.
"""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.template import Context, Engine

from cases.models import Case, Deadline
from correspondence.lengths import how_much
from law import regimes
from law.errors import LawError
from law.words import Duty, Right

_texts = Engine(dirs=[str(settings.BASE_DIR / "templates")])


def reason_with_rights(*, reason: str, rights: Sequence[str], language: str) -> str:
    """Give the reason after the rights that it is for, in the language of the letter; for none, the reason alone.

    It stands with the reason, which every text of the letter gives, also those that staff wrote.
    """
    if not rights:
        return reason
    known = Context({"parts": [_part(right, language) for right in rights], "reason": reason}, autoescape=False)
    return _texts.get_template(f"letters/_extended/{language}.txt").render(known).strip()


def _part(right: str, language: str) -> str:
    """Name a right as the answer does, without its colon."""
    heading = _texts.get_template(f"letters/_rights/{language}.txt").render(Context({"decision": {"right": right}}))
    return heading.strip().rstrip(" :")


def extensions_allowed(*, case: Case, language: str, rights: Sequence[str] | None = None) -> list[str]:
    """Give a line for each provision that allows the extension: `EU GDPR, GDPR Art. 12(3): 2 months longer at most`."""
    rows = Deadline.objects.filter(
        case=case, statutory=True, duty=Duty.ANNOUNCE_EXTENSION, firm_on__isnull=False
    ).order_by("firm_on", "pk")
    rows = rows if rights is None else rows.filter(right__in=list(rights))
    return list(dict.fromkeys(line for row in rows for line in _lines(row, language)))


def _lines(row: Deadline, language: str) -> Iterator[str]:
    try:
        law = regimes.get(row.regime)
    except LawError:  # its file was taken off the shelf since the case was last computed
        return
    extension = law.rights[Right(row.right)].extension
    if extension is not None:
        yield f"{law.short_name}, {row.provision}: {how_much(extension, language)}"
