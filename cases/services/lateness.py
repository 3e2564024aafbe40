"""Why an answer is late: a reason from a fixed list, asked for when the answer leaves after its date, or given before.

The history holds the code; what an officer writes about it is a note on the file.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.errors import Refused
from cases.models import Case, User
from cases.places import today_for
from cases.services.ending import ENDINGS
from cases.services.history import record
from cases.services.work import add_note
from cases.words import LABELS, Kind, LateReason


@dataclass(frozen=True)
class WhyLate:
    """A reason and what there is to say about it; "something else" needs words."""

    reason: LateReason
    words: str = ""


def late_since(case: Case, now: datetime) -> date | None:
    """Give the date that the answer has missed, or misses if it leaves now: a law's, else our promise's. None in time."""
    due_on = case.answer_due_on or case.answer_target_on
    if due_on is None or (case.answered_on is None and case.state in ENDINGS):
        return None
    return due_on if due_on < (case.answered_on or today_for(case, now)) else None


@transaction.atomic
def explain_lateness(*, case: Case, why: WhyLate, officer: User, now: datetime) -> None:
    """Say why the answer is late; a later word takes the place of the one before. Raises Refused."""
    if late_since(case, now) is None:
        raise Refused(f"The answer of case {case.reference} is not late, so there is nothing to explain.")
    _explain(case=case, why=why, officer=officer, now=now)


def explain_if_late(*, case: Case, why: WhyLate | None, officer: User, now: datetime) -> None:
    """Hold an answer that leaves now to its date: after it, a reason is given now or stands on the file. Raises Refused."""
    due_on = late_since(case, now)
    if due_on is None:
        return
    if why is not None:
        _explain(case=case, why=why, officer=officer, now=now)
    elif not case.late_reason:
        raise Refused(f"The answer was due on {due_on:%-d %B %Y}. Say why it is late: reports count the reasons.")


def _explain(*, case: Case, why: WhyLate, officer: User, now: datetime) -> None:
    words = why.words.strip()
    if why.reason == LateReason.OTHER and not words:
        raise Refused("Say in a few words what else it was, without names: no reason of the list fits.")
    if words:
        add_note(case=case, text=f"Why it is late: {LABELS[why.reason]}. {words}", author=officer, now=now)
    if case.late_reason == why.reason:
        return
    old, case.late_reason = case.late_reason, why.reason.value
    case.save(update_fields=["late_reason"])
    record(case=case, kind=Kind.LATE_EXPLAINED, by=officer.actor, now=now, old=old, new=why.reason)
