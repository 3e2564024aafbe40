"""Which text of a letter is in force: the version whose day has come last, or the shipped one.

The fast way of intake asks this for every acknowledgement: one small query for all that are gathered together, and what a
version says is read once by each process, since a version never changes. So a new one holds from the next batch on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import QuerySet

from cases.gathering import once
from cases.organisation import organisation
from cases.places import local_day
from correspondence.filling import LetterText, shipped
from correspondence.letterkinds import KINDS, LetterKind
from correspondence.letterversion import LetterVersion


@dataclass(frozen=True)
class Stamp:
    """A version without what it says."""

    language: str
    from_day: date
    number: int
    pk: int
    digest: str


@dataclass(frozen=True)
class TextRow:
    """A text in the list: which version is in force, and which waits for its day; None for the shipped one, or for none."""

    kind: LetterKind
    language: str
    in_force: LetterVersion | None
    planned: LetterVersion | None


def text_in_force(*, name: str, language: str, now: datetime) -> LetterText:
    """Give the text that letters of this kind and language are made from now."""
    today = our_day(now)
    known = [stamp for stamp in once(_stamps, name) if stamp.language == language and stamp.from_day <= today]
    if not known:
        return shipped(name, language)
    latest = max(known, key=_age)
    return once(_text, latest.pk, latest.digest)


def our_day(now: datetime) -> date:
    """Give today's date where the organisation is: versions come into force by it."""
    return local_day(place="", moment=now)


def versions_of(*, name: str, language: str) -> QuerySet[LetterVersion]:
    """Give the versions of a text, latest number first, each with who wrote it."""
    return LetterVersion.objects.filter(name=name, language=language).select_related("by").order_by("-number")


def in_force_of(versions: Sequence[LetterVersion], today: date) -> LetterVersion | None:
    """Give the one of these versions that is in force, or None where the shipped text is."""
    return max((version for version in versions if version.from_day <= today), key=_age, default=None)


def text_of(*, name: str, language: str, number: int) -> LetterText | None:
    """Give a version's text, 0 for the shipped one; None where there is no such version."""
    if number == 0:
        return shipped(name, language)
    found = LetterVersion.objects.filter(name=name, language=language, number=number).first()
    return LetterText(found.number, found.subject, found.body) if found else None


def text_rows(now: datetime) -> list[TextRow]:
    """Give every text, by kind and then by the organisation's languages, in one query."""
    today = our_day(now)
    by_text: dict[tuple[str, str], list[LetterVersion]] = {}
    for version in LetterVersion.objects.select_related("by").defer("body"):
        by_text.setdefault((version.name, version.language), []).append(version)
    return [
        _row(kind, language, by_text.get((kind.name, language), []), today)
        for kind in KINDS.values()
        for language in organisation().letter_languages
    ]


def last_changes(limit: int = 10) -> list[LetterVersion]:
    """Give the versions that were saved last, of all texts, latest first."""
    return list(LetterVersion.objects.select_related("by").defer("body").order_by("-at", "-pk")[:limit])


def _row(kind: LetterKind, language: str, versions: Sequence[LetterVersion], today: date) -> TextRow:
    waiting = [version for version in versions if version.from_day > today]
    planned = min(waiting, key=lambda version: (version.from_day, -version.number), default=None)
    return TextRow(kind, language, in_force_of(versions, today), planned)


def _age(version: Stamp | LetterVersion) -> tuple[date, int]:
    return version.from_day, version.number


def _stamps(name: str) -> list[Stamp]:
    rows = LetterVersion.objects.filter(name=name).order_by()
    return [Stamp(*row) for row in rows.values_list("language", "from_day", "number", "pk", "digest")]


@lru_cache(maxsize=512)
def _text(pk: int, _digest: str) -> LetterText:
    """Read what a version says; the digest makes it the same version, also in a database that was restored."""
    found = LetterVersion.objects.get(pk=pk)
    return LetterText(found.number, found.subject, found.body)
