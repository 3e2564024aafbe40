"""Decides a complaint: what was established, the outcome, what is put right, and the answer that says so."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cases.errors import NotOpen
from cases.lifecycle import State
from cases.models import Case, InvokedRight, User
from cases.services.history import record
from cases.services.lateness import WhyLate, explain_if_late
from cases.services.move import move, start_work
from cases.services.release import hold_to_four_eyes
from cases.words import Kind, Outcome
from complaints.errors import FindingIncomplete, RemedyIncomplete
from complaints.models import Complaint, Conclusion
from complaints.selectors import findings_of, remedies_of
from complaints.services.remedies import set_remedy
from correspondence.acts import opener_of, refuse_while_asking
from correspondence.letters import Draft, draft
from correspondence.models import Letter
from correspondence.services.outbox import queue_letter
from law.words import Duty


@dataclass(frozen=True)
class Result:
    """The result of the investigation: outcome, what was established, and a remedy that is decided on with it, with its day."""

    outcome: Outcome
    established: str
    remedy: str = ""
    remedy_by: date | None = None


def answer_draft(*, case: Case, result: Result, now: datetime) -> Draft:
    """Give the answer, from the findings, the result and the remedies, for the officer to read and change."""
    return draft(
        name="response_complaint",
        case=case,
        party=opener_of(case),
        now=now,
        outcome=result.outcome.value,
        established=result.established.strip(),
        findings=[{"asked": each.asked, "found": each.found} for each in findings_of(case)],
        remedies=_remedies(case, result),
    )


@transaction.atomic
def decide(
    *,
    case: Case,
    result: Result,
    letter: Draft,
    key: str,
    officer: User,
    now: datetime,
    released_by: User | None = None,
    why_late: WhyLate | None = None,
) -> Letter:
    """Record the conclusion, decide the case and queue the answer.

    Where the organisation asks for four eyes, only with who released it; after its date, with the reason for that. Raises
    NotOpen, FindingIncomplete, RemedyIncomplete, Refused, MoveRefused, NoAddress.
    """
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="a decision")
    refuse_while_asking(case)
    check(case=case, result=result)
    outcomes = {case.procedure: result.outcome}
    hold_to_four_eyes(case=case, outcomes=outcomes, by=officer, released_by=released_by)
    explain_if_late(case=case, why=why_late, officer=officer, now=now)
    start_work(case=case, by=officer.actor, now=now)
    saved = _save(case=case, result=result, officer=officer, now=now)
    answer = queue_letter(
        case=case, party=opener_of(case), draft=letter, key=key, by=officer.actor, now=now, meets=Duty.RESPOND
    )
    record(case=case, kind=Kind.DECIDED, by=officer.actor, now=now, outcome=result.outcome, conclusion=saved.pk)
    move(case=case, to=State.DECIDED, by=officer.actor, now=now)
    return answer


def check(*, case: Case, result: Result) -> None:
    """Hold the result against what the answer must say. Raises FindingIncomplete, RemedyIncomplete."""
    if not result.established.strip():
        raise FindingIncomplete(
            "Say what the investigation established: the person is told, and the file must show it."
        )
    if result.remedy.strip() and result.remedy_by is None:
        raise RemedyIncomplete("Give the day by which it is put right: the person is told, and we are held to it.")


def _save(*, case: Case, result: Result, officer: User, now: datetime) -> Conclusion:
    saved = Conclusion.objects.create(
        complaint=Complaint.objects.get(case=case),
        outcome=result.outcome,
        established=result.established.strip(),
        by=officer,
        at=now,
    )
    if result.remedy.strip() and result.remedy_by is not None:
        owner = case.officer or officer
        set_remedy(case=case, what=result.remedy, owner=owner, due_on=result.remedy_by, officer=officer, now=now)
    InvokedRight.objects.filter(case=case).update(outcome=result.outcome)
    case.outcome, case.decided_at = result.outcome, now
    case.save(update_fields=["outcome", "decided_at"])
    return saved


def _remedies(case: Case, result: Result) -> list[dict[str, Any]]:
    known = [{"what": each.what, "due_on": each.due_on, "done_on": each.done_on} for each in remedies_of(case)]
    if result.remedy.strip():
        known.append({"what": result.remedy.strip(), "due_on": result.remedy_by, "done_on": None})
    return known
