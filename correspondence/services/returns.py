"""What comes back of a letter that left: that it arrived, that it did not, and that it was called unwanted."""

from datetime import datetime

from django.db import transaction

from cases.places import today_for
from cases.services.work import open_work_item
from cases.words import SYSTEM, Actor
from correspondence.models import Delivery, Letter, OutboxState
from correspondence.services.effects import has_not_arrived


class TooEarly(Exception):
    """The letter is still being handed over: whoever tells of it must tell again."""


@transaction.atomic
def delivered(*, letter: Letter, at: datetime) -> None:
    """Note that the letter arrived; a bounce that came before stands. Raises TooEarly. Told again, nothing changes."""
    changed = Letter.objects.filter(pk=letter.pk, state=OutboxState.SENT).update(state=OutboxState.DELIVERED)
    if changed == 1:
        Delivery.objects.create(letter=letter, at=at, state=OutboxState.DELIVERED)
    elif Letter.objects.filter(pk=letter.pk, state=OutboxState.SENDING).exists():
        raise TooEarly


@transaction.atomic
def bounce(*, letter: Letter, hard: bool, status: str, now: datetime, by: Actor = SYSTEM) -> None:
    """Take in that a letter did not arrive: a hard one undoes what it did on the clock and puts a person on it."""
    Delivery.objects.create(
        letter=letter, at=now, state=OutboxState.BOUNCED, detail=f"{status} {'hard' if hard else 'soft'}"
    )
    if not hard:
        return
    changed = Letter.objects.filter(pk=letter.pk).exclude(state=OutboxState.BOUNCED).update(state=OutboxState.BOUNCED)
    if changed == 1:
        has_not_arrived(letter=letter, why="bounced", by=by, now=now)


@transaction.atomic
def complained(*, letter: Letter, at: datetime, now: datetime) -> None:
    """Put a person on it that the recipient called the letter unwanted; it arrived, and no other address is used."""
    detail = "called unwanted by the recipient"
    Delivery.objects.get_or_create(letter=letter, state=OutboxState.DELIVERED, detail=detail, defaults={"at": at})
    open_work_item(
        case=letter.case,
        kind="letter_unwanted",
        title="A letter was marked as unwanted mail: see whether the person can be reached another way",
        by=SYSTEM,
        now=now,
        due_on=today_for(letter.case, now),
        key=f"letter-unwanted:{letter.pk}",
    )
