"""Takes care of a file: links it to others, corrects what was recorded wrongly, and holds it for a dispute."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from cases.errors import NotOpen, Refused
from cases.models import Case, CaseLink, Correction, LegalHold, Party, User
from cases.places import local_day
from cases.services.clock import recompute
from cases.services.history import record, sealed
from cases.words import Kind, Tie


@dataclass(frozen=True)
class Right:
    """What is right instead of what was recorded; what is None stays as it is.

    A day of receipt that is not given, or given as recorded, follows the place: the moment stays, and in another place it can
    fall on another day. That is a correction of its own.
    """

    received_on: date | None = None
    place: str | None = None
    language: str | None = None
    name: str | None = None


@transaction.atomic
def link_cases(*, case: Case, other: Case, tie: Tie, officer: User, now: datetime) -> CaseLink:
    """Link two cases, once; both histories tell it. Raises Refused."""
    if case.pk == other.pk:
        raise Refused("A case is not linked to itself. Give the reference of the other case.")
    if CaseLink.objects.filter(case=other, other=case).exists():
        raise Refused(f"Cases {case.reference} and {other.reference} are linked already.")
    try:
        with transaction.atomic():
            link = CaseLink.objects.create(case=case, other=other, tie=tie, by=officer, at=now)
    except IntegrityError as error:
        raise Refused(f"Cases {case.reference} and {other.reference} are linked already.") from error
    for one, another in ((case, other), (other, case)):
        record(case=one, kind=Kind.LINKED, by=officer.actor, now=now, tie=tie, other=another.reference)
    return link


@transaction.atomic
def correct(*, case: Case, right: Right, reason: str, officer: User, now: datetime) -> Sequence[Correction]:
    """Correct what was recorded wrongly: old and new stay, and the dates are computed anew. Raises NotOpen, Refused."""
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="a correction")
    if not reason.strip():
        raise Refused("Say how you know: whoever reads the file must see why it was changed.")
    opener = case.parties.filter(opened_case=True).first()
    place, received_on = where_and_when(case, right)
    changes = _changes(case, opener, replace(right, received_on=received_on))
    if not changes:
        raise Refused("Nothing differs from what is recorded. Change what is wrong.")
    if received_on > local_day(place=place, moment=now):
        raise Refused("It cannot have been received on a day to come. Give the day on which it reached us.")
    _apply(case, opener, replace(right, place=place, received_on=received_on))
    saved = Correction.objects.bulk_create(
        [
            Correction(case=case, what=what, old=old, new=new, reason=reason.strip(), by=officer, at=now)
            for what, old, new in changes
        ]
    )
    for correction in saved:
        _record(case, correction, officer, now)
    recompute(case=case, by=officer.actor, now=now)
    return saved


def where_and_when(case: Case, right: Right) -> tuple[str, date]:
    """Give the place and the day of receipt as they will stand: the day that is given, or the moment's in that place."""
    place = case.place if right.place is None else right.place
    if right.received_on is not None and right.received_on != case.received_on:
        return place, right.received_on
    return place, case.received_on if place == case.place else local_day(place=place, moment=case.received_at)


@transaction.atomic
def hold(*, case: Case, reason: str, officer: User, now: datetime) -> LegalHold:
    """Keep the file from removal for a dispute, until the hold is released. Raises Refused."""
    if not reason.strip():
        raise Refused("Say for which dispute or inquiry the file is kept.")
    if LegalHold.objects.filter(case=case, released_at__isnull=True).exists():
        raise Refused(f"Case {case.reference} is held already.")
    held = LegalHold.objects.create(case=case, reason=reason.strip(), by=officer, at=now)
    record(case=case, kind=Kind.HELD, by=officer.actor, now=now, hold=held.pk, reason_hmac=sealed(case, held.reason))
    return held


@transaction.atomic
def release(*, case: Case, reason: str, officer: User, now: datetime) -> None:
    """End the hold: the file may be removed again when its time has come. Raises Refused."""
    if not reason.strip():
        raise Refused("Say why the file need not be kept any longer.")
    held = LegalHold.objects.filter(case=case, released_at__isnull=True)
    if not held.update(released_at=now, released_by=officer, released_because=reason.strip()):
        raise Refused(f"Case {case.reference} is not held.")
    record(case=case, kind=Kind.HOLD_RELEASED, by=officer.actor, now=now, reason_hmac=sealed(case, reason.strip()))


def _changes(case: Case, opener: Party | None, right: Right) -> list[tuple[Correction.What, str, str]]:
    wanted_on = right.received_on.isoformat() if right.received_on else None
    recorded: list[tuple[Correction.What, str, str | None]] = [
        (Correction.What.RECEIVED_ON, case.received_on.isoformat(), wanted_on),
        (Correction.What.PLACE, case.place, right.place),
        (Correction.What.LANGUAGE, case.language, right.language),
        (Correction.What.NAME, opener.name if opener else "", right.name[:200] if right.name is not None else None),
    ]
    return [(what, old, new) for what, old, new in recorded if new is not None and new != old]


def _apply(case: Case, opener: Party | None, right: Right) -> None:
    """Set what is right; the moment of receipt keeps its time of day, and moves by as many days as the given day does."""
    case.place = case.place if right.place is None else right.place
    case.language = right.language or case.language
    case.received_on = right.received_on or case.received_on
    case.received_at += case.received_on - local_day(place=case.place, moment=case.received_at)
    case.save(update_fields=["place", "language", "received_at", "received_on"])
    if opener is not None and right.name is not None:
        opener.name = right.name[:200]
        opener.save(update_fields=["name"])


def _record(case: Case, correction: Correction, officer: User, now: datetime) -> None:
    """Tell it in the history: dates and codes as they are, a name only as an HMAC."""
    facts: dict[str, Any] = {"what": correction.what, "correction": correction.pk}
    if correction.what == Correction.What.NAME:
        facts["new_hmac"] = sealed(case, correction.new)
    else:
        facts |= {"old": correction.old, "new": correction.new}
    record(case=case, kind=Kind.CORRECTED, by=officer.actor, now=now, **facts)
