"""What a letter does on its case's file: leaving, it meets duties and sets marks; that is undone when it did not arrive."""

from datetime import date, datetime

import structlog
from django.db import transaction

from cases.errors import Refused
from cases.lifecycle import State
from cases.models import Case
from cases.places import today_for
from cases.services.clock import mark_clock, meet_duty, reopen_duty, take_marks_off, waits_for
from cases.services.history import record
from cases.services.move import move
from cases.services.work import open_work_item
from cases.words import SYSTEM, Actor, Kind
from correspondence.models import Letter
from law.words import Duty, MarkName

log = structlog.get_logger(__name__)

REACH = "reach the person another way"
NOT_ARRIVED = f"A letter did not arrive: {REACH}"
# Where the clock had counted on it.
UNDONE: dict[str, str] = {
    MarkName.CLARIFICATION_REQUESTED: f"The question did not arrive, so the clock runs as if it had not been asked: {REACH}",
    MarkName.IDENTITY_REQUESTED: f"The request for identity did not arrive, so the clock runs as if not made: {REACH}",
    MarkName.EXTENDED: f"The notice of extension did not arrive, so the date before it counts again: {REACH}",
}


def has_left(*, letter: Letter, on: date, by: Actor, now: datetime) -> None:
    """Take in that the letter left on a day of the case's place. The caller holds the transaction."""
    case = Case.objects.select_for_update().get(pk=letter.case_id)
    posted_on = on if letter.by_post else None
    record(case=case, kind=Kind.LETTER_SENT, by=by, now=now, letter=letter.pk, name=letter.name, posted_on=posted_on)
    if letter.meets_duty:
        meet_duty(case=case, duty=Duty(letter.meets_duty), on=on, by=by, now=now)
    if letter.mark:
        _set_mark(letter=letter, case=case, on=on, by=by, now=now)


def has_not_arrived(*, letter: Letter, why: str, by: Actor, now: datetime) -> None:
    """Undo what the letter did, and put a person on it. `why` is a code. The caller holds the transaction."""
    case = Case.objects.select_for_update().get(pk=letter.case_id)
    record(case=case, kind=Kind.LETTER_FAILED, by=by, now=now, letter=letter.pk, name=letter.name, why=why)
    if letter.meets_duty:
        _owe_again(case=case, duty=Duty(letter.meets_duty), why=why, by=by, now=now)
    title = UNDONE[letter.mark] if _mark_taken_off(letter=letter, case=case, why=why, by=by, now=now) else NOT_ARRIVED
    stop_verifying(letter=letter, case=case, why=why, by=by, now=now)
    open_work_item(
        case=case,
        kind="letter_not_arrived",
        title=title,
        by=by,
        now=now,
        due_on=today_for(case, now),
        key=f"letter-not-arrived:{letter.pk}",
    )


def stop_verifying(*, letter: Letter, case: Case, why: str, by: Actor, now: datetime) -> None:
    """Let work on the case go on where identity was asked for by this letter alone, and the person has not got it."""
    if letter.mark != MarkName.IDENTITY_REQUESTED or case.state != State.VERIFYING:
        return
    if not waits_for(case=case, stop=MarkName.IDENTITY_REQUESTED):
        move(case=case, to=State.IN_PROGRESS, by=by, now=now, why=why)


def _owe_again(*, case: Case, duty: Duty, why: str, by: Actor, now: datetime) -> None:
    """Let the duty run again; a closed case whose answer did not arrive is owing, as one that is only decided is."""
    if duty is Duty.RESPOND and case.state == State.CLOSED:
        move(case=case, to=State.DECIDED, by=by, now=now, why=why)
    reopen_duty(case=case, duty=duty, by=by, now=now, why=why)


def _set_mark(*, letter: Letter, case: Case, on: date, by: Actor, now: datetime) -> None:
    """Set the mark of a letter that left; one that the clock refuses is a person's to settle, and the letter stays sent."""
    try:
        with transaction.atomic():
            mark_clock(
                case=case,
                mark=MarkName(letter.mark),
                on=on,
                by=by,
                now=now,
                rights=letter.mark_rights or None,
                cause=_cause(letter),
            )
    except Refused:
        log.warning("outbox.mark_refused", case=case.reference, letter=letter.pk, mark=letter.mark)
        said = letter.mark.replace("_", " ")
        title = f"The letter left, but the clock did not take its mark ({said}): check the dates"
        _check_dates(letter=letter, case=case, title=title, key=f"mark-refused:{letter.pk}", now=now)


def _mark_taken_off(*, letter: Letter, case: Case, why: str, by: Actor, now: datetime) -> bool:
    """Take the letter's mark off the clock; where the dates without it cannot be computed, that is a person's to settle."""
    try:
        with transaction.atomic():
            return take_marks_off(case=case, cause=_cause(letter), why=why, by=by, now=now)
    except Refused:
        log.warning("outbox.mark_kept", case=case.reference, letter=letter.pk, mark=letter.mark)
        said = letter.mark.replace("_", " ")
        title = (
            f"The letter did not arrive, but the clock could not be computed without its mark ({said}): check the dates"
        )
        _check_dates(letter=letter, case=case, title=title, key=f"mark-kept:{letter.pk}", now=now)
        return False


def _check_dates(*, letter: Letter, case: Case, title: str, key: str, now: datetime) -> None:
    due_on = today_for(case, now)
    open_work_item(case=case, kind="mark_refused", title=title, by=SYSTEM, now=now, due_on=due_on, key=key)


def _cause(letter: Letter) -> str:
    """Name the letter as what set a mark."""
    return f"letter:{letter.pk}"
