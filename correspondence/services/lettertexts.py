"""Saves a version of a letter's text: checked whole, numbered, with who, when and why; nothing is ever overwritten."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.db import IntegrityError, transaction

from cases.errors import Refused
from cases.models import User
from correspondence.errors import TextRefused
from correspondence.lettercheck import faults_of_text
from correspondence.letterkinds import KINDS
from correspondence.lettertexts import in_force_of, our_day, text_of, versions_of
from correspondence.letterversion import LetterVersion

log = structlog.get_logger(__name__)

CONFIGURE = "correspondence.configure_letters"


@dataclass(frozen=True)
class Wanted:
    """A text as somebody wants it: for which letter, what it says, from which day and why.

    `based_on`: the latest version that they had seen, 0 for none, so that nobody's version is passed over unread.
    """

    name: str
    language: str
    subject: str
    body: str
    from_day: date
    why: str
    based_on: int


def check(*, wanted: Wanted, now: datetime) -> list[LetterVersion]:
    """Hold a text against its kind and against the versions before it, which it gives. Raises Refused, TextRefused."""
    told = {"language": wanted.language, "subject": wanted.subject, "body": wanted.body}
    if faults := faults_of_text(kind=KINDS[wanted.name], **told):
        raise TextRefused(faults)
    earlier = list(versions_of(name=wanted.name, language=wanted.language))
    _check(wanted, earlier, today=our_day(now))
    return earlier


@transaction.atomic
def save_version(*, wanted: Wanted, by: User, now: datetime) -> LetterVersion:
    """Save a text as the next version; letters are made from it from its day on. Raises Refused, TextRefused."""
    if not by.has_perm(CONFIGURE):
        raise Refused("Only an administrator or the data protection officer changes the texts of letters.")
    earlier = check(wanted=wanted, now=now)
    saved = _insert(wanted, number=earlier[0].number + 1 if earlier else 1, by=by, now=now)
    log.info("letter_text.saved", letter=saved.name, language=saved.language, version=saved.number, by=by.pk)
    return saved


def _check(wanted: Wanted, earlier: Sequence[LetterVersion], *, today: date) -> None:
    if not wanted.why.strip():
        raise Refused("Say why it is changed: whoever reads the history must understand it.")
    if wanted.from_day < today:
        raise Refused(f"It cannot hold from {wanted.from_day:%-d %B %Y}, which is past. Give today or a later day.")
    if earlier and earlier[0].number != wanted.based_on:
        raise Refused(
            f"Version {earlier[0].number} was saved meanwhile, by {earlier[0].by}. Yours is kept below: compare the two under "
            "History, and save yours if it should still hold."
        )
    before = in_force_of(earlier, wanted.from_day)
    text = text_of(name=wanted.name, language=wanted.language, number=before.number if before else 0)
    if text and (text.subject, text.body) == (clean_text(wanted.subject), clean_text(wanted.body)):
        raise Refused("Nothing is changed: this text is in force on that day already.")


def _insert(wanted: Wanted, *, number: int, by: User, now: datetime) -> LetterVersion:
    subject, body = clean_text(wanted.subject), clean_text(wanted.body)
    try:
        with transaction.atomic():
            return LetterVersion.objects.create(
                name=wanted.name,
                language=wanted.language,
                number=number,
                subject=subject,
                body=body,
                digest=hashlib.sha256(f"{subject}\0{body}".encode()).hexdigest(),
                why=wanted.why.strip()[:300],
                from_day=wanted.from_day,
                by=by,
                at=now,
            )
    except IntegrityError as error:
        raise Refused(
            "A colleague saved a version at the same moment. Look at it under History, then save again."
        ) from error


def clean_text(text: str) -> str:
    """Give the text with one kind of line end, and no space around it."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
