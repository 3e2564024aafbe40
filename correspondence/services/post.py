"""Letters by post: a person prints and posts them and records the day; what comes back undelivered is recorded too."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from cases.models import Case, Party
from cases.places import local_day, today_for
from cases.words import Actor
from correspondence.errors import NotPosted
from correspondence.letters import Draft
from correspondence.models import Delivery, Letter, OutboxState
from correspondence.services.effects import has_left
from correspondence.services.outbox import queue_letter
from correspondence.services.returns import bounce
from law.words import Duty

RETURNED = "returned by the post"
UNREACHED = (OutboxState.BOUNCED, OutboxState.FAILED)


def written_on(letter: Letter) -> date:
    """Give the day on which the letter was made, in the case's place."""
    return local_day(place=letter.case.place, moment=letter.queued_at)


def last_postal_address(party: Party) -> str:
    """Give where the party was last written to by post, or nothing."""
    posted = Letter.objects.filter(case=party.case_id, party=party, by_post=True).exclude(postal_address="")
    return posted.order_by("-queued_at", "-pk").values_list("postal_address", flat=True).first() or ""


@transaction.atomic
def record_posting(*, letter: Letter, on: date, by: Actor, now: datetime) -> None:
    """Record the day on which the letter was posted: its duty is met and its mark set on that day. Raises NotPosted."""
    today, written = today_for(letter.case, now), written_on(letter)
    if not written <= on <= today:
        raise NotPosted(
            f"The letter cannot have been posted on {on:%-d %B %Y}: it was written on {written:%-d %B %Y}, "
            f"and today is {today:%-d %B %Y}. Give a day between the two."
        )
    waiting = Letter.objects.filter(pk=letter.pk, by_post=True, state=OutboxState.QUEUED)
    if waiting.update(state=OutboxState.SENT, sent_at=now, posted_on=on) != 1:
        raise NotPosted("This letter does not wait to be posted: look at what became of it.")
    letter.state, letter.sent_at, letter.posted_on = OutboxState.SENT, now, on
    Delivery.objects.create(letter=letter, at=now, state=OutboxState.SENT, detail=f"posted on {on.isoformat()}")
    has_left(letter=letter, on=on, by=by, now=now)


@transaction.atomic
def record_return(*, letter: Letter, by: Actor, now: datetime) -> None:
    """Record that a posted letter came back undelivered: what it did on the clock is undone. Raises NotPosted."""
    if not letter.by_post or letter.state != OutboxState.SENT:
        raise NotPosted("Only a letter that was posted can come back by post.")
    bounce(letter=letter, hard=True, status=RETURNED, by=by, now=now)


@transaction.atomic
def post_instead(*, letter: Letter, text: Draft, by: Actor, now: datetime) -> Letter:
    """Queue by post what did not arrive; it meets the same duty. Raises NotPosted, Refused.

    A question or a notice of extension is not repeated like this: its time may have passed, so it is asked or told anew.
    """
    Case.objects.select_for_update().only("pk").get(pk=letter.case_id)
    if not can_be_posted_instead(letter):
        raise NotPosted("Only a letter that did not arrive, and that neither asks nor extends, is posted instead.")
    earlier = letter.case.letters.filter(key__startswith=f"posted-instead:{letter.pk}:")
    if earlier.exclude(state__in=[*UNREACHED, OutboxState.WITHDRAWN]).exists():
        raise NotPosted("This letter is already made to be posted: see the letters of the case.")
    return queue_letter(
        case=letter.case,
        party=letter.party,
        draft=replace(text, by_post=True),
        key=f"posted-instead:{letter.pk}:{earlier.count()}",
        by=by,
        now=now,
        meets=Duty(letter.meets_duty) if letter.meets_duty else None,
    )


def can_be_posted_instead(letter: Letter) -> bool:
    """Tell whether the letter did not arrive and may be printed and posted as it is."""
    return letter.state in UNREACHED and not letter.mark
