"""An authority takes a case up: its file beside ours, with a date of its own that a work item watches, until it is closed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.errors import Refused
from cases.models import Case, Party, User
from cases.places import today_for
from cases.services.history import record, sealed
from cases.services.work import finish_work_item, open_work_item
from cases.words import Kind, Role
from complaints.errors import EscalationIncomplete
from complaints.models import Escalation

ESCALATION = "escalation"


@dataclass(frozen=True)
class Lodged:
    """What the authority wrote: who it is, its reference and address, when it came, and by when it wants our answer."""

    authority: str
    received_on: date
    answer_by: date
    reference: str = ""
    email: str = ""


@transaction.atomic
def escalate(*, case: Case, lodged: Lodged, officer: User, now: datetime) -> Escalation:
    """Put an authority's file on the case, whatever its state; a work item watches the day. Raises EscalationIncomplete."""
    _check(case, lodged, now)
    escalation = Escalation.objects.create(
        case=case,
        authority=lodged.authority.strip()[:200],
        authority_reference=lodged.reference.strip()[:100],
        party=_party(case, lodged),
        received_on=lodged.received_on,
        answer_by=lodged.answer_by,
        by=officer,
        at=now,
    )
    escalation.work_item = open_work_item(
        case=case,
        kind=ESCALATION,
        title=f"Answer the authority: {escalation.authority}",
        by=officer.actor,
        now=now,
        due_on=lodged.answer_by,
        key=f"escalation:{escalation.pk}",
        owner=case.officer or officer,
    )
    escalation.save(update_fields=["work_item"])
    record(
        case=case,
        kind=Kind.ESCALATED,
        by=officer.actor,
        now=now,
        escalation=escalation.pk,
        received_on=lodged.received_on,
        answer_by=lodged.answer_by,
    )
    return escalation


@transaction.atomic
def answer_authority(*, escalation: Escalation, on: date, officer: User, now: datetime) -> None:
    """Say on which day the authority was answered: its date is met, and watched no more. Raises EscalationIncomplete, Refused."""
    case = escalation.case
    _hold_day(case, escalation, on, now)
    if not Escalation.objects.filter(pk=escalation.pk, answered_on__isnull=True).update(answered_on=on):
        raise Refused("This authority was answered already.")
    escalation.answered_on = on
    record(case=case, kind=Kind.ESCALATION_ANSWERED, by=officer.actor, now=now, escalation=escalation.pk, on=on)
    _done(escalation, officer, now)


@transaction.atomic
def close_escalation(*, escalation: Escalation, on: date, result: str, officer: User, now: datetime) -> None:
    """Close an authority's file with its result. Raises EscalationIncomplete, Refused."""
    case = escalation.case
    if not result.strip():
        raise EscalationIncomplete("Say how the authority closed it: the file must show the result.")
    _hold_day(case, escalation, on, now)
    closed = Escalation.objects.filter(pk=escalation.pk, closed_on__isnull=True)
    if not closed.update(closed_on=on, result=result.strip()):
        raise Refused("This authority's file was closed already.")
    escalation.closed_on, escalation.result = on, result.strip()
    record(
        case=case,
        kind=Kind.ESCALATION_CLOSED,
        by=officer.actor,
        now=now,
        escalation=escalation.pk,
        on=on,
        result_hmac=sealed(case, escalation.result),
    )
    _done(escalation, officer, now)


def _check(case: Case, lodged: Lodged, now: datetime) -> None:
    if not lodged.authority.strip():
        raise EscalationIncomplete("Name the authority.")
    if lodged.received_on > today_for(case, now):
        raise EscalationIncomplete("The authority's letter cannot have come on a day to come.")
    if lodged.answer_by < lodged.received_on:
        raise EscalationIncomplete("The day for our answer lies before the day on which the letter came. Check both.")


def _hold_day(case: Case, escalation: Escalation, on: date, now: datetime) -> None:
    if not escalation.received_on <= on <= today_for(case, now):
        raise EscalationIncomplete(
            f"Give a day from {escalation.received_on:%-d %B %Y}, when the authority's letter came, to today."
        )


def _party(case: Case, lodged: Lodged) -> Party:
    """Give the authority as a party: what it writes joins the case as its own word, not as the person's."""
    party, _ = Party.objects.get_or_create(
        case=case,
        role=Role.SUPERVISORY_AUTHORITY,
        name=lodged.authority.strip()[:200],
        email=lodged.email.strip(),
    )
    return party


def _done(escalation: Escalation, officer: User, now: datetime) -> None:
    if escalation.work_item is not None:
        finish_work_item(item=escalation.work_item, by=officer.actor, now=now)
