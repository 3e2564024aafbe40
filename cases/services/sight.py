"""Decides who may see a case: its audience, its restriction, whom of the staff it concerns, and opening one in need."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cases.errors import Refused
from cases.models import BrokenGlass, Case, Concern, Notice, User, WorkItem
from cases.places import today_for
from cases.selectors import officers_for
from cases.services.history import record
from cases.services.work import assign, give_work_item
from cases.sight import APPLICANTS, RESTRICTED, may_open, visible_to
from cases.words import Actor, Audience, Kind

GLASS_HOURS = timedelta(hours=4)
SHORTEST_REASON = 10


@dataclass(frozen=True)
class Sight:
    """Who may see a case: whose work it is, whether the data protection officer alone opens it, whom it concerns."""

    audience: Audience
    restricted: bool
    concerned: Collection[int]


@transaction.atomic
def set_sight(*, case: Case, sight: Sight, by: User, now: datetime) -> None:
    """Set who may see the case. Only who opens restricted cases takes a protection away. Raises Refused.

    An officer to whom it closes loses it, and what they had to do or read of it is anybody's who may open it. A case that
    nobody could open any more stays as it was.
    """
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    case.refresh_from_db(fields=["audience", "restricted"])  # a colleague may have closed it since it was read
    old = sight_of(case)
    _refuse_loosening(old, sight, by)
    if sight.audience != old.audience:
        case.audience = sight.audience
        record(case=case, kind=Kind.AUDIENCE_CHANGED, by=by.actor, now=now, old=old.audience, new=sight.audience)
    if sight.restricted != old.restricted:
        case.restricted = sight.restricted
        kind = Kind.RESTRICTED if sight.restricted else Kind.RESTRICTION_LIFTED
        record(case=case, kind=kind, by=by.actor, now=now)
    case.save(update_fields=["audience", "restricted"])
    _name(case=case, old=old, sight=sight, by=by, now=now)
    able = officers_for(case)
    if not able.exists():
        raise Refused(
            "Nobody could open the case then. Leave it to somebody: let colleagues work on it, or name fewer people."
        )
    if case.officer is not None and not able.filter(pk=case.officer.pk).exists():
        assign(case=case, officer=None, by=by.actor, now=now)
    WorkItem.objects.filter(case=case, done_at__isnull=True).exclude(owner__in=able).update(owner=None)
    Notice.objects.filter(case=case, seen_at__isnull=True).exclude(officer__in=able).update(officer=None)


@transaction.atomic
def give_to_applicants(*, case: Case, by: Actor, now: datetime) -> None:
    """Make a case that an applicant for a job opened the work of human resources."""
    case.audience = Audience.APPLICANTS
    case.save(update_fields=["audience"])
    record(case=case, kind=Kind.AUDIENCE_CHANGED, by=by, now=now, old=Audience.GENERAL, new=case.audience)


@transaction.atomic
def keep_sight(*, of: Case, on: Case, by: Actor, now: datetime) -> None:
    """Protect a case that was just made out of another or about it as that one is: audience, restriction, whom it concerns."""
    sight = sight_of(of)
    if sight.audience != on.audience:
        record(case=on, kind=Kind.AUDIENCE_CHANGED, by=by, now=now, old=on.audience, new=sight.audience)
    if sight.restricted:
        record(case=on, kind=Kind.RESTRICTED, by=by, now=now)
    on.audience, on.restricted = sight.audience, sight.restricted
    on.save(update_fields=["audience", "restricted"])
    for person in sorted(sight.concerned):
        Concern.objects.create(case=on, person_id=person, by=str(by), at=now)
        record(case=on, kind=Kind.CONCERN_NAMED, by=by, now=now, person=person)


def sight_of(case: Case) -> Sight:
    """Give who may see the case now."""
    concerned = frozenset(case.concerns.values_list("person_id", flat=True))
    return Sight(Audience(case.audience), case.restricted, concerned)


def _refuse_loosening(old: Sight, new: Sight, by: User) -> None:
    lifts = old.restricted and not new.restricted
    if (lifts or set(old.concerned) - set(new.concerned)) and not by.has_perm(RESTRICTED):
        raise Refused("Only the data protection officer lifts a restriction or takes a name back.")
    given_back = (old.audience, new.audience) == (Audience.APPLICANTS, Audience.GENERAL)
    if given_back and not by.has_perm(APPLICANTS):
        raise Refused("Only human resources or the data protection officer give an applicant's case to the officers.")


def _name(*, case: Case, old: Sight, sight: Sight, by: User, now: datetime) -> None:
    for person in sorted(set(sight.concerned) - set(old.concerned)):
        Concern.objects.create(case=case, person_id=person, by=str(by.actor), at=now)
        record(case=case, kind=Kind.CONCERN_NAMED, by=by.actor, now=now, person=person)
    for person in sorted(set(old.concerned) - set(sight.concerned)):
        case.concerns.filter(person_id=person).delete()
        record(case=case, kind=Kind.CONCERN_LIFTED, by=by.actor, now=now, person=person)


@transaction.atomic
def break_glass(*, reference: str, reason: str, by: User, now: datetime) -> Case:
    """Open a closed case in need, for four hours; who guards restricted cases is told at once. Raises Refused.

    A case that does not exist and one that concerns who asks are refused alike.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused("Say in a sentence why it cannot wait: the data protection officer reads it.")
    case = Case.objects.filter(reference=reference).exclude(concerns__person=by).first()
    if case is None:
        raise Refused("There is no such case that you could open. Check the reference.")
    if may_open(by, case):
        return case
    until = now + GLASS_HOURS
    broken = BrokenGlass.objects.create(case=case, person=by, reason=reason.strip(), at=now, until=until)
    record(case=case, kind=Kind.GLASS_BROKEN, by=by.actor, now=now, until=until, broken=broken.pk)
    _tell_guards(case=case, broken=broken, by=by.actor, now=now)
    return case


def _tell_guards(*, case: Case, broken: BrokenGlass, by: Actor, now: datetime) -> None:
    """Put a work item before each who may see the case by right; before nobody in particular where there is none."""
    guards: list[User | None] = [*guards_of(case)]
    for guard in guards or [None]:
        give_work_item(
            case=case,
            owner=guard,
            kind="glass_broken",
            title=f"{broken.person} opened this closed case in need: read why",
            by=by,
            now=now,
            due_on=today_for(case, now),
        )


def guards_of(case: Case) -> list[User]:
    """Give the members of staff who guard restricted cases and may open this one."""
    guards = User.objects.with_perm(RESTRICTED, include_superusers=False).filter(is_active=True, is_staff=True)
    return [guard for guard in guards if Case.objects.filter(visible_to(guard), pk=case.pk).exists()]
