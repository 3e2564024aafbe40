"""Says what a complaint is about: its ground, what is asked for, and which case it is about."""

from datetime import datetime

from django.db import transaction

from cases.errors import NotOpen, Refused
from cases.models import Case, User
from cases.services.history import record, sealed
from cases.words import Kind
from complaints.models import Complaint, Ground


@transaction.atomic
def describe_complaint(
    *, case: Case, ground: Ground, what_is_asked: str, about: Case | None, officer: User, now: datetime
) -> None:
    """Set ground, wish and the case that the complaint is about (or none). Raises NotOpen, Refused."""
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="changing what it is about")
    if about is not None and about.pk == case.pk:
        raise Refused("A complaint cannot be about itself. Give the reference of the other case.")
    complaint = Complaint.objects.get(case=case)
    old = complaint.ground
    complaint.ground, complaint.what_is_asked = ground, what_is_asked.strip()
    complaint.save(update_fields=["ground", "what_is_asked"])
    case.about = about
    case.save(update_fields=["about"])
    record(
        case=case,
        kind=Kind.COMPLAINT_DESCRIBED,
        by=officer.actor,
        now=now,
        old=old,
        new=ground,
        about=about.reference if about else "",
        asked_hmac=sealed(case, complaint.what_is_asked),
    )
