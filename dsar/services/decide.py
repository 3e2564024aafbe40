"""Decides a rights request: an outcome per right, and the answer that says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.errors import NotOpen
from cases.lifecycle import State
from cases.models import Case, InvokedRight, User
from cases.services.history import record
from cases.services.lateness import WhyLate, explain_if_late
from cases.services.move import move, start_work
from cases.services.release import hold_to_four_eyes
from cases.words import Kind, Outcome
from correspondence.acts import opener_of, refuse_while_asking
from correspondence.letters import Draft, draft
from correspondence.models import Letter
from correspondence.services.outbox import queue_letter
from dsar.errors import DecisionIncomplete
from dsar.models import Decision, RightsRequest
from law.words import Duty

NEEDS_REASONS = (Outcome.REFUSED, Outcome.PARTLY_GRANTED)


@dataclass(frozen=True)
class RightDecision:
    """The answer on one right; a refusal, whole or in part, needs the article and the reasons (Art. 12(4) GDPR)."""

    right: str
    outcome: Outcome
    citation: str = ""
    reasons: str = ""


def response_draft(*, case: Case, decisions: Sequence[RightDecision], now: datetime) -> Draft:
    """Give the answer for the officer to read and change before it is decided."""
    return draft(name="response_request", case=case, party=opener_of(case), now=now, decisions=_for_letter(decisions))


@transaction.atomic
def decide(
    *,
    case: Case,
    decisions: Sequence[RightDecision],
    letter: Draft,
    key: str,
    officer: User,
    now: datetime,
    released_by: User | None = None,
    why_late: WhyLate | None = None,
) -> Letter:
    """Record a decision for each right, decide the case and queue the answer that meets the duty to respond.

    Where the organisation asks for four eyes, only with who released it; after its date, with the reason for that. Raises
    NotOpen, DecisionIncomplete, Refused, MoveRefused, NoAddress.
    """
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="a decision")
    refuse_while_asking(case)
    check(case=case, decisions=decisions)
    outcomes = {decision.right: decision.outcome for decision in decisions}
    hold_to_four_eyes(case=case, outcomes=outcomes, by=officer, released_by=released_by)
    explain_if_late(case=case, why=why_late, officer=officer, now=now)
    start_work(case=case, by=officer.actor, now=now)
    for decision in decisions:
        _save(case=case, decision=decision, officer=officer, now=now)
    answer = queue_letter(
        case=case, party=opener_of(case), draft=letter, key=key, by=officer.actor, now=now, meets=Duty.RESPOND
    )
    _set_outcome(case=case, outcome=overall([decision.outcome for decision in decisions]), now=now)
    move(case=case, to=State.DECIDED, by=officer.actor, now=now)
    return answer


def overall(outcomes: Sequence[Outcome]) -> Outcome:
    """Give one outcome for the case: the common one, else partly granted."""
    return outcomes[0] if len(set(outcomes)) == 1 else Outcome.PARTLY_GRANTED


def check(*, case: Case, decisions: Sequence[RightDecision]) -> None:
    """Hold the decisions against the case: each right once, a refusal with article and reasons. Raises DecisionIncomplete."""
    wanted = set(case.rights.values_list("right", flat=True))
    if {decision.right for decision in decisions} != wanted or len(decisions) != len(wanted):
        raise DecisionIncomplete(
            f"Case {case.reference} invokes {', '.join(sorted(wanted))}. Decide on each of them once."
        )
    for decision in decisions:
        if decision.outcome in NEEDS_REASONS and not (decision.citation.strip() and decision.reasons.strip()):
            raise DecisionIncomplete(
                f"{decision.right.replace('_', ' ').capitalize()} is {decision.outcome.replace('_', ' ')}: "
                "give the article relied on and the reasons, since the person must be told both."
            )


def _save(*, case: Case, decision: RightDecision, officer: User, now: datetime) -> None:
    request = RightsRequest.objects.get(case=case)
    saved = Decision.objects.create(
        request=request,
        right=decision.right,
        outcome=decision.outcome,
        citation=decision.citation.strip(),
        reasons=decision.reasons.strip(),
        by=officer,
        at=now,
    )
    InvokedRight.objects.filter(case=case, right=decision.right).update(outcome=decision.outcome)
    record(
        case=case,
        kind=Kind.DECIDED,
        by=officer.actor,
        now=now,
        right=decision.right,
        outcome=decision.outcome,
        decision=saved.pk,
    )


def _set_outcome(*, case: Case, outcome: Outcome, now: datetime) -> None:
    case.outcome, case.decided_at = outcome, now
    case.save(update_fields=["outcome", "decided_at"])


def _for_letter(decisions: Sequence[RightDecision]) -> list[dict[str, str]]:
    return [
        {"right": d.right, "outcome": d.outcome.value, "citation": d.citation.strip(), "reasons": d.reasons.strip()}
        for d in decisions
    ]
