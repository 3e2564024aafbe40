"""What officers do on a case beside procedure: assign, note, describe, open and finish work items."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cases import lifecycle
from cases.errors import NotOpen, Refused
from cases.models import Case, InvokedRight, Note, Team, User, WorkItem
from cases.places import local_day
from cases.selectors import team_with
from cases.services.clock import recompute
from cases.services.history import record, sealed
from cases.services.move import start_work
from cases.words import Actor, Kind, Procedure


@transaction.atomic
def assign(*, case: Case, officer: User | None, by: Actor, now: datetime) -> None:
    """Give the case to an officer, and so to their team, or to nobody; work on a received case begins with it.

    Back with nobody, it stays with its team; so it does with an officer who works in it, or in none.
    """
    if officer is not None:
        _set_team(case=case, team=team_with(officer, case), by=by, now=now)
    if case.officer_id == (officer.pk if officer else None):
        return
    old, case.officer = case.officer_id, officer
    case.save(update_fields=["officer"])
    record(case=case, kind=Kind.ASSIGNED, by=by, now=now, old=old, new=officer.pk if officer else None)
    if officer is not None:
        start_work(case=case, by=by, now=now)


@transaction.atomic
def give_to_team(*, case: Case, team: Team, by: Actor, now: datetime) -> None:
    """Give the case to a team, of which nobody has it yet. Raises Refused."""
    if not team.is_active:
        raise Refused(f"{team} gets no cases any more. Choose another team.")
    assign(case=case, officer=None, by=by, now=now)
    _set_team(case=case, team=team, by=by, now=now)


@transaction.atomic
def give_back_all(*, officer: User, by: Actor, now: datetime) -> None:
    """Take the cases that an officer still works on off them, as when they have left; each stays with its team."""
    for case in Case.objects.select_for_update().filter(officer=officer, state__in=lifecycle.OWING).order_by("pk"):
        assign(case=case, officer=None, by=by, now=now)


def _set_team(*, case: Case, team: Team | None, by: Actor, now: datetime) -> None:
    if team is None or case.team_id == team.pk:
        return
    old, case.team = case.team_id, team
    case.save(update_fields=["team"])
    record(case=case, kind=Kind.GIVEN_TO_TEAM, by=by, now=now, old=old, new=team.pk)


@transaction.atomic
def add_note(*, case: Case, text: str, author: User, now: datetime) -> Note:
    """Add a remark that only staff read. Raises Refused when it says nothing."""
    if not text.strip():
        raise Refused("The note is empty. Write what your colleagues should know.")
    note = Note.objects.create(case=case, author=author, text=text.strip(), at=now)
    record(case=case, kind=Kind.NOTED, by=author.actor, now=now, note=note.pk, text_hmac=sealed(case, note.text))
    return note


@transaction.atomic
def describe(
    *, case: Case, place: str, language: str, rights: Sequence[str], title: str, by: Actor, now: datetime
) -> None:
    """Correct what triage or the person first said: the dates are computed anew from it. Raises NotOpen, Refused."""
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="changing its place or rights")
    if case.procedure == Procedure.RIGHTS_REQUEST and not rights:
        raise Refused("Choose at least one right that the request invokes.")
    before = case.received_on
    case.place, case.language, case.title = place, language, title[:200]
    case.received_on = local_day(place=place, moment=case.received_at)
    case.save(update_fields=["place", "language", "title", "received_on"])
    if case.procedure == Procedure.RIGHTS_REQUEST:
        _set_rights(case=case, rights=rights, by=by, now=now)
    facts: dict[str, Any] = {"place": place, "language": language, "received_on": case.received_on}
    if before != case.received_on:
        facts["received_before"] = before
    record(case=case, kind=Kind.DESCRIBED, by=by, now=now, **facts)
    recompute(case=case, by=by, now=now)


def _set_rights(*, case: Case, rights: Sequence[str], by: Actor, now: datetime) -> None:
    old = set(case.rights.values_list("right", flat=True))
    wanted = set(rights)
    if old == wanted:
        return
    case.rights.filter(right__in=old - wanted).delete()
    InvokedRight.objects.bulk_create([InvokedRight(case=case, right=right) for right in sorted(wanted - old)])
    record(case=case, kind=Kind.RIGHTS_CHANGED, by=by, now=now, old=sorted(old), new=sorted(wanted))


@transaction.atomic
def open_work_item(
    *,
    case: Case,
    kind: str,
    title: str,
    by: Actor,
    now: datetime,
    due_on: date | None = None,
    key: str | None = None,
    owner: User | None = None,
) -> WorkItem:
    """Open a thing that a person must do, owned by the case's officer where no `owner` is named.

    A `key` keeps a repeated cause from doubling it.
    """
    if key is not None:
        existing = WorkItem.objects.filter(key=key).first()
        if existing is not None:
            return existing
    item = WorkItem.objects.create(
        case=case, kind=kind, title=title[:200], owner=owner or case.officer, due_on=due_on, opened_at=now, key=key
    )
    record(case=case, kind=Kind.WORK_ITEM, by=by, now=now, item=item.pk, what=kind)
    return item


@transaction.atomic
def give_work_item(
    *,
    case: Case,
    owner: User | None,
    kind: str,
    title: str,
    by: Actor,
    now: datetime,
    due_on: date,
    key: str | None = None,
) -> WorkItem:
    """Open a thing that a certain person must do, or anybody who may open the case."""
    item = WorkItem.objects.create(
        case=case, kind=kind, title=title, owner=owner, due_on=due_on, opened_at=now, key=key
    )
    record(case=case, kind=Kind.WORK_ITEM, by=by, now=now, item=item.pk, what=kind)
    return item


@transaction.atomic
def finish_work_item(*, item: WorkItem, by: Actor, now: datetime) -> None:
    """Say that it is done, once."""
    if WorkItem.objects.filter(pk=item.pk, done_at__isnull=True).update(done_at=now) and item.case is not None:
        record(case=item.case, kind=Kind.WORK_DONE, by=by, now=now, item=item.pk, what=item.kind)
