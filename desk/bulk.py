"""Deeds on many cases at once: what each would come to is said before, case by case, by the rules of the single deed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.errors import Refused
from cases.models import Case, User
from cases.selectors import cases_for_staff, officers_for
from cases.services.work import assign
from correspondence.acts import send_acknowledgement_by_hand

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
    cases = cases_for_staff(user).select_related("officer").filter(reference__in=list(references)[:MOST])
    return list(cases.order_by("next_on", "pk"))


def giving_to(officer: User, *, by: User, now: datetime) -> Deed:
    """Give the deed that assigns a case to an officer; its words say what changed. Raises Refused."""

    def give(case: Case) -> str:
        if case.officer_id == officer.pk:
            raise Refused(f"{officer} has it already.")
        if not officers_for(case).filter(pk=officer.pk).exists():
            raise Refused(f"{officer} may not open it: it is restricted.")
        before, state = str(case.officer or "nobody"), case.state
        assign(case=case, officer=officer, by=by.actor, now=now)
        moved = f"; it becomes “{case.get_state_display()}”" if case.state != state else ""
        return f"From {before} to {officer}{moved}."

    return give


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
    tried = Case.objects.select_related("officer").get(pk=case.pk)
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
