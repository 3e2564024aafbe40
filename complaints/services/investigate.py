"""The investigation: its plan as work items, and what was found on each question with what shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from cases.errors import NotOpen, Refused
from cases.models import Case, User, WorkItem
from cases.places import today_for
from cases.services.history import record, sealed
from cases.services.move import start_work
from cases.services.work import open_work_item
from cases.words import Kind
from complaints.errors import FindingIncomplete
from complaints.models import Complaint, Finding
from complaints.plan import Step, steps_for
from correspondence.models import Attachment, Message

PLANNED = "investigation"


@dataclass(frozen=True)
class Evidence:
    """What on the file shows a finding: a message, a file that came with one, or a work item."""

    message: Message | None = None
    attachment: Attachment | None = None
    work_item: WorkItem | None = None


@transaction.atomic
def plan_investigation(*, case: Case, codes: Collection[str], officer: User, now: datetime) -> list[WorkItem]:
    """Open a work item for each chosen step of the ground's plan; one that is there already stays. Raises NotOpen, Refused."""
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="planning the investigation")
    complaint = Complaint.objects.get(case=case)
    chosen = [step for step in steps_for(complaint.ground) if step.code in codes]
    if not chosen:
        raise Refused("Choose at least one step of the plan.")
    start_work(case=case, by=officer.actor, now=now)
    return [
        open_work_item(
            case=case,
            kind=PLANNED,
            title=step.title,
            by=officer.actor,
            now=now,
            due_on=due_on(case=case, step=step, now=now),
            key=f"plan:{case.pk}:{complaint.ground}:{step.code}",
        )
        for step in chosen
    ]


def due_on(*, case: Case, step: Step, now: datetime) -> date:
    """Give a step's day: so many days from today, and no later than the answer is due."""
    today = today_for(case, now)
    answer = min((day for day in (case.answer_due_on, case.answer_target_on) if day), default=None)
    day = today + timedelta(days=step.days)
    return max(today, min(day, answer)) if answer else day


def planned_codes(case: Case) -> set[str]:
    """Give the codes of the steps that are on the file already."""
    prefix = f"plan:{case.pk}:{Complaint.objects.values_list('ground', flat=True).get(case=case)}:"
    keys = WorkItem.objects.filter(case=case, kind=PLANNED, key__startswith=prefix).values_list("key", flat=True)
    return {str(key).removeprefix(prefix) for key in keys}


@transaction.atomic
def record_finding(*, case: Case, asked: str, found: str, evidence: Evidence, officer: User, now: datetime) -> Finding:
    """Record what was found on a question, and what shows it. Raises NotOpen, FindingIncomplete."""
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="a finding")
    if not (asked.strip() and found.strip()):
        raise FindingIncomplete("Give both: what was asked, and what was found.")
    start_work(case=case, by=officer.actor, now=now)
    finding = Finding.objects.create(
        complaint=Complaint.objects.get(case=case),
        asked=asked.strip(),
        found=found.strip(),
        message=evidence.message,
        attachment=evidence.attachment,
        work_item=evidence.work_item,
        by=officer,
        at=now,
    )
    record(
        case=case,
        kind=Kind.FINDING,
        by=officer.actor,
        now=now,
        finding=finding.pk,
        message=evidence.message.pk if evidence.message else None,
        attachment=evidence.attachment.pk if evidence.attachment else None,
        item=evidence.work_item.pk if evidence.work_item else None,
        text_hmac=sealed(case, f"{finding.asked}\n{finding.found}"),
    )
    return finding


@transaction.atomic
def take_back_finding(*, finding: Finding, officer: User, now: datetime) -> None:
    """Take a finding back: it stays on the file and counts no more. Raises NotOpen, Refused."""
    case = finding.complaint.case
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="taking a finding back")
    standing = Finding.objects.filter(pk=finding.pk, taken_back_at__isnull=True)
    if not standing.update(taken_back_at=now):
        raise Refused("This finding was taken back already.")
    record(case=case, kind=Kind.FINDING_TAKEN_BACK, by=officer.actor, now=now, finding=finding.pk)
