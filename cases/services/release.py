"""Four eyes: where the organisation asks for it, what one decided leaves only when another has released it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from cases.errors import Refused
from cases.models import Case, Release, User, WorkItem
from cases.models.release import ReleaseState
from cases.organisation import organisation
from cases.places import today_for
from cases.services.history import record
from cases.services.work import finish_work_item, give_work_item
from cases.words import FourEyes, Kind, Outcome
from law.words import Right

REFUSALS = {Outcome.REFUSED, Outcome.PARTLY_GRANTED, Outcome.NOT_UPHELD}
HANDED_OVER = {Outcome.GRANTED, Outcome.PARTLY_GRANTED}
WITH_DATA = {Right.ACCESS, Right.PORTABILITY}
SHORTEST_REASON = 10


def needs_release(*, case: Case, outcomes: Mapping[str, Outcome]) -> bool:
    """Tell whether an answer with these outcomes (by right; a complaint is one) waits for a second person."""
    asked = organisation().four_eyes
    discloses = any(right in WITH_DATA and outcome in HANDED_OVER for right, outcome in outcomes.items())
    return (
        (FourEyes.REFUSALS in asked and bool(REFUSALS & set(outcomes.values())))
        or (FourEyes.DISCLOSURES in asked and discloses)
        or (FourEyes.RESTRICTED in asked and case.restricted)
    )


def hold_to_four_eyes(*, case: Case, outcomes: Mapping[str, Outcome], by: User, released_by: User | None) -> None:
    """Refuse a decision that a second person has not released. Raises Refused."""
    if needs_release(case=case, outcomes=outcomes) and (released_by is None or released_by == by):
        raise Refused("This answer needs a second person. Ask for its release; a colleague reads it and lets it leave.")


@transaction.atomic
def ask_release(
    *, case: Case, said: Mapping[str, Sequence[str]], letter: Mapping[str, Any], key: str, by: User, now: datetime
) -> Release:
    """Put decision and letter before a second person; nothing is decided yet. Raises Refused.

    `letter`: name, language, subject, body, the version of its text, and where it goes when it goes by post.
    """
    try:
        with transaction.atomic():
            asked = Release.objects.create(case=case, said=dict(said), key=key, by=by, at=now, **letter)
    except IntegrityError as error:
        raise Refused("An answer of this case already waits for release. Take that one back first.") from error
    record(case=case, kind=Kind.RELEASE_ASKED, by=by.actor, now=now, release=asked.pk)
    give_work_item(
        case=case,
        owner=None,
        kind="release",
        title="An answer waits for a second person’s release",
        by=by.actor,
        now=now,
        due_on=case.next_on or today_for(case, now),
        key=_item_key(asked),
    )
    return asked


@transaction.atomic
def mark_released(*, release: Release, by: User, now: datetime) -> None:
    """Let the answer leave: the caller decides in the same transaction. Raises Refused."""
    if by == release.by:
        raise Refused("You decided this answer, so somebody else releases it.")
    _end(release=release, to=ReleaseState.RELEASED, by=by, now=now)
    record(case=release.case, kind=Kind.RELEASED, by=by.actor, now=now, release=release.pk)


@transaction.atomic
def send_back(*, release: Release, reason: str, by: User, now: datetime) -> None:
    """Give the answer back to who decided it, with the reason. Raises Refused."""
    if by == release.by:
        raise Refused("You decided this answer: take it back instead.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused("Say in a sentence what should change: your colleague reads it.")
    _end(release=release, to=ReleaseState.SENT_BACK, by=by, now=now, reason=reason.strip())
    record(case=release.case, kind=Kind.SENT_BACK, by=by.actor, now=now, release=release.pk)
    give_work_item(
        case=release.case,
        owner=release.by,
        kind="sent_back",
        title="Your answer was sent back: read why, and decide again",
        by=by.actor,
        now=now,
        due_on=release.case.next_on or today_for(release.case, now),
    )


@transaction.atomic
def take_back_release(*, release: Release, by: User, now: datetime) -> None:
    """Take back what one decided before anybody released it. Raises Refused."""
    if by != release.by:
        raise Refused("Only who decided this answer takes it back; you can send it back.")
    _end(release=release, to=ReleaseState.TAKEN_BACK, by=by, now=now)
    record(case=release.case, kind=Kind.RELEASE_TAKEN_BACK, by=by.actor, now=now, release=release.pk)


def _end(*, release: Release, to: ReleaseState, by: User, now: datetime, reason: str = "") -> None:
    waiting = Release.objects.filter(pk=release.pk, state=ReleaseState.WAITING)
    if waiting.update(state=to, second=by, second_at=now, reason=reason) != 1:
        raise Refused("A colleague was faster: this answer no longer waits for release.")
    item = WorkItem.objects.filter(key=_item_key(release)).select_related("case").first()
    if item is not None:
        finish_work_item(item=item, by=by.actor, now=now)


def _item_key(release: Release) -> str:
    return f"release:{release.pk}"
