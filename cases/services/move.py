"""Brings a case from one stage to another: the only place that changes `state`."""

from datetime import datetime

from django.db import transaction

from cases import lifecycle
from cases.errors import MovedMeanwhile, MoveRefused, StillOwed
from cases.lifecycle import State
from cases.models import Case, Deadline
from cases.services.history import record
from cases.services.summary import refresh_dates
from cases.words import Actor, Kind
from law.words import Duty


@transaction.atomic
def move(*, case: Case, to: State, by: Actor, now: datetime, why: str = "") -> None:
    """Bring the case to another stage, once, and leave one event. Raises MoveRefused, MovedMeanwhile."""
    old = case.state
    if not lifecycle.may_move(old, to):
        raise MoveRefused(reference=case.reference, old=old, to=to)
    closed_at = now if to in lifecycle.ENDED else None
    moved = Case.objects.filter(pk=case.pk, state=old).update(state=to, closed_at=closed_at)
    if moved != 1:
        raise MovedMeanwhile(reference=case.reference)
    case.state, case.closed_at = to, closed_at
    record(case=case, kind=Kind.MOVED, by=by, now=now, old=old, new=to, why=why)
    refresh_dates(case=case)


def start_work(*, case: Case, by: Actor, now: datetime) -> None:
    """Bring a received case into progress; leave one that is already further as it is."""
    if case.state in (State.RECEIVED, State.VERIFYING):
        move(case=case, to=State.IN_PROGRESS, by=by, now=now)


def close_case(*, case: Case, by: Actor, now: datetime) -> None:
    """End work on a decided case whose answer has left. Raises StillOwed, MoveRefused."""
    if case.state == State.DECIDED and owes_answer(case):
        raise StillOwed(reference=case.reference)
    move(case=case, to=State.CLOSED, by=by, now=now)


def owes_answer(case: Case) -> bool:
    """Tell whether the duty to respond is not met: the answer has not left, was taken back or did not arrive."""
    return Deadline.objects.filter(case=case, duty=Duty.RESPOND, met_on__isnull=True).exists()


@transaction.atomic
def reopen_case(*, case: Case, why: str, by: Actor, now: datetime) -> None:
    """Bring an ended or decided case back into progress; its outcome is open again. `why` is a code. Raises MoveRefused."""
    move(case=case, to=State.IN_PROGRESS, by=by, now=now, why=why)
    Case.objects.filter(pk=case.pk).update(outcome="", decided_at=None)
    case.outcome, case.decided_at = "", None
