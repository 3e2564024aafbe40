"""Decides a complaint: what was established, the outcome, what is put right, and the answer that says so."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.errors import NotOpen
from cases.lifecycle import State
from cases.models import Case, InvokedRight, User
from cases.services.history import record
from cases.services.move import move, start_work
from cases.words import Kind, Outcome
from complaints.errors import FindingIncomplete
from complaints.models import Complaint, Finding
from correspondence.acts import opener_of
from correspondence.letters import Draft, draft
from correspondence.models import Letter
from correspondence.services.outbox import queue_letter
from law.words import Duty


@dataclass(frozen=True)
class Result:
    """The result of the investigation: outcome, what was established and what is put right."""

    outcome: Outcome
    established: str
    remedy: str = ""


def answer_draft(*, case: Case, finding: Result, now: datetime) -> Draft:
    """Give the answer for the officer to read and change before it is decided."""
    return draft(
        name="response_complaint",
        case=case,
        party=opener_of(case),
        now=now,
        outcome=finding.outcome.value,
        established=finding.established.strip(),
        remedy=finding.remedy.strip(),
    )


@transaction.atomic
def decide(*, case: Case, finding: Result, letter: Draft, key: str, officer: User, now: datetime) -> Letter:
    """Record the finding, decide the case and queue the answer. Raises NotOpen, FindingIncomplete, MoveRefused, Refused."""
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="a decision")
    if not finding.established.strip():
        raise FindingIncomplete(
            "Say what the investigation established: the person is told, and the file must show it."
        )
    start_work(case=case, by=officer.actor, now=now)
    saved = _save(case=case, finding=finding, officer=officer, now=now)
    answer = queue_letter(
        case=case, party=opener_of(case), draft=letter, key=key, by=officer.actor, now=now, meets=Duty.RESPOND
    )
    record(case=case, kind=Kind.DECIDED, by=officer.actor, now=now, outcome=finding.outcome, finding=saved.pk)
    move(case=case, to=State.DECIDED, by=officer.actor, now=now)
    return answer


def _save(*, case: Case, finding: Result, officer: User, now: datetime) -> Finding:
    complaint = Complaint.objects.get(case=case)
    saved = Finding.objects.create(
        complaint=complaint,
        outcome=finding.outcome,
        established=finding.established.strip(),
        remedy=finding.remedy.strip(),
        by=officer,
        at=now,
    )
    InvokedRight.objects.filter(case=case).update(outcome=finding.outcome)
    case.outcome, case.decided_at = finding.outcome, now
    case.save(update_fields=["outcome", "decided_at"])
    return saved
