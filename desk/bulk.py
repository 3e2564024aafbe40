"""Deeds on many cases at once: what each would come to is said before, case by case, by the rules of the single deed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.errors import Refused
from cases.models import Case, User
from cases.selectors import cases_for_staff, officers_for
from cases.services.lateness import WhyLate, explain_lateness
from cases.words import LABELS
from correspondence.acts import send_acknowledgement_by_hand
from desk.assigning import Assignee, give, holder

MOST = 200
Deed = Callable[[Case], str]


@dataclass(frozen=True)
class Verdict:
    """What the deed comes to for one case: what follows, or why it cannot be."""

    case: Case
    may: bool
    words: str


def chosen_cases(*, references: Sequence[str], user: User) -> list[Case]:
    """Give those of the cases that this member of staff may open, in the order of the queue; others are as if not there."""
    cases = cases_for_staff(user).select_related("officer", "team").filter(reference__in=list(references)[:MOST])
    return list(cases.order_by("next_on", "pk"))


def giving_to(to: Assignee, *, by: User, now: datetime) -> Deed:
    """Give the deed that assigns a case to an officer or a team; its words say what changed. Raises Refused."""

    def give_it(case: Case) -> str:
        if _has_it(to, case):
            raise Refused(f"{to} has it already.")
        if to.officer is not None and not officers_for(case).filter(pk=to.officer.pk).exists():
            raise Refused(f"{to} may not open it: it is restricted.")
        before, state = holder(case), case.state
        give(case=case, to=to, by=by.actor, now=now)
        moved = f"; it becomes “{case.get_state_display()}”" if case.state != state else ""
        return f"From {before} to {to}{moved}."

    return give_it


def _has_it(to: Assignee, case: Case) -> bool:
    if to.team is not None:
        return case.officer is None and case.team == to.team
    return to.officer is not None and case.officer == to.officer


def explaining(why: WhyLate, *, by: User, now: datetime) -> Deed:
    """Give the deed that says why a case's answer is late; its words say what changed. Raises Refused."""

    def explain(case: Case) -> str:
        before = case.get_late_reason_display()
        explain_lateness(case=case, why=why, officer=by, now=now)
        return f"{LABELS[why.reason]}{f', instead of: {before}' if before else ''}."

    return explain


def acknowledging(*, by: User, now: datetime) -> Deed:
    """Give the deed that queues a case's acknowledgement; its words say to whom. Raises Refused."""

    def acknowledge(case: Case) -> str:
        letter = send_acknowledgement_by_hand(case=case, by=by.actor, now=now)
        if letter.by_post:
            return "There is no mail address: the acknowledgement is made to be posted."
        return f"The acknowledgement goes to {letter.to}."

    return acknowledge


def foresee_each(cases: Sequence[Case], deed: Deed) -> list[Verdict]:
    """Say what the deed would come to for each case: the service does it, and the database takes it back."""
    return [_foresee(case, deed) for case in cases]


def _foresee(case: Case, deed: Deed) -> Verdict:
    tried = Case.objects.select_related("officer", "team").get(pk=case.pk)
    with transaction.atomic():
        try:
            verdict = Verdict(case, True, deed(tried))
        except Refused as refusal:
            verdict = Verdict(case, False, str(refusal))
        transaction.set_rollback(True)
    return verdict


def do_each(cases: Sequence[Case], deed: Deed) -> list[Verdict]:
    """Do the deed to each case in a transaction of its own, so that what is refused for one keeps nothing from the others."""
    verdicts = []
    for case in cases:
        try:
            with transaction.atomic():
                verdicts.append(Verdict(case, True, deed(case)))
        except Refused as refusal:
            verdicts.append(Verdict(case, False, str(refusal)))
    return verdicts
