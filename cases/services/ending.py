"""A case ends without a decision, or comes back: each with a reason that colleagues can read."""

from datetime import datetime

from django.db import transaction

from cases.errors import Refused
from cases.lifecycle import State
from cases.models import Case, User
from cases.services.move import move, reopen_case
from cases.services.work import add_note

ENDINGS = (State.WITHDRAWN, State.DUPLICATE, State.OUT_OF_SCOPE)


@transaction.atomic
def end_without_decision(*, case: Case, to: State, reason: str, officer: User, now: datetime) -> None:
    """End a case that is withdrawn, a duplicate or out of scope; the reason stays as a note. Raises Refused, MoveRefused."""
    if not reason.strip():
        raise Refused("Say why no decision is needed: the file must show it.")
    if to not in ENDINGS:
        raise Refused("Choose withdrawn, duplicate or out of scope.")
    add_note(case=case, text=reason, author=officer, now=now)
    move(case=case, to=to, by=officer.actor, now=now)


@transaction.atomic
def close_unanswered(*, case: Case, reason: str, officer: User, now: datetime) -> None:
    """Close a decided case whose person cannot be reached; the reason stays as a note. Raises Refused, MoveRefused."""
    if not reason.strip():
        raise Refused(
            "Say what was done to reach the person: the answer is owed until then, and the file must show it."
        )
    add_note(case=case, text=reason, author=officer, now=now)
    move(case=case, to=State.CLOSED, by=officer.actor, now=now, why="not_reached")


@transaction.atomic
def reopen_with_reason(*, case: Case, reason: str, officer: User, now: datetime) -> None:
    """Bring a decided or ended case back into progress; the reason stays as a note. Raises Refused, MoveRefused."""
    if not reason.strip():
        raise Refused("Say why the case is reopened: the file must show it.")
    add_note(case=case, text=reason, author=officer, now=now)
    reopen_case(case=case, why="by_officer", by=officer.actor, now=now)
