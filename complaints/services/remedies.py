"""What is put right after a complaint: each remedy has an owner, a day and a work item, and is done on a day."""

from datetime import date, datetime

from django.db import transaction

from cases.errors import Refused
from cases.models import Case, User
from cases.places import today_for
from cases.services.history import record, sealed
from cases.services.work import finish_work_item, open_work_item
from cases.words import Kind
from complaints.errors import RemedyIncomplete
from complaints.models import Complaint, Remedy

REMEDY = "remedy"


@transaction.atomic
def set_remedy(*, case: Case, what: str, owner: User, due_on: date, officer: User, now: datetime) -> Remedy:
    """Decide on a remedy and put its owner on it; also after the decision, while it is found out. Raises RemedyIncomplete."""
    if not what.strip():
        raise RemedyIncomplete("Say what is put right, in words that the person understands.")
    if due_on < today_for(case, now):
        raise RemedyIncomplete(f"{due_on:%-d %B %Y} has passed. Give the day by which it will be done.")
    remedy = Remedy.objects.create(
        complaint=Complaint.objects.get(case=case), what=what.strip(), owner=owner, due_on=due_on, by=officer, at=now
    )
    remedy.work_item = open_work_item(
        case=case,
        kind=REMEDY,
        title=f"Put right: {' '.join(remedy.what.split())}",
        by=officer.actor,
        now=now,
        due_on=due_on,
        key=f"remedy:{remedy.pk}",
        owner=owner,
    )
    remedy.save(update_fields=["work_item"])
    record(
        case=case,
        kind=Kind.REMEDY_SET,
        by=officer.actor,
        now=now,
        remedy=remedy.pk,
        owner=owner.pk,
        due_on=due_on,
        text_hmac=sealed(case, remedy.what),
    )
    return remedy


@transaction.atomic
def carry_out(*, remedy: Remedy, on: date, how: str, officer: User, now: datetime) -> None:
    """Say that a remedy was carried out on a day, once; its work item is done with it. Raises RemedyIncomplete, Refused."""
    case = remedy.complaint.case
    if on > today_for(case, now):
        raise RemedyIncomplete("It cannot have been done on a day to come. Give the day on which it was done.")
    if not Remedy.objects.filter(pk=remedy.pk, done_on__isnull=True).update(done_on=on, how_done=how.strip()):
        raise Refused("This remedy was carried out already.")
    remedy.done_on, remedy.how_done = on, how.strip()
    record(case=case, kind=Kind.REMEDY_DONE, by=officer.actor, now=now, remedy=remedy.pk, on=on)
    if remedy.work_item is not None:
        finish_work_item(item=remedy.work_item, by=officer.actor, now=now)
