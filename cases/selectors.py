"""Questions about cases: what is due, who may see it, what an unverified contact may be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from cases import lifecycle
from cases.gathering import added, is_new
from cases.models import Case, Deadline, Membership, Notice, Party, Team, User, WorkItem
from cases.models.case import OPEN_STATES
from cases.places import today_for
from cases.rulings import WEEK_BEFORE, ruling
from cases.sight import APPLICANTS, GENERAL, RESTRICTED, WORK, visible_to
from cases.words import Audience
from cases.wordsearch import NAME_WORDS, NAMES_BY_LETTERS, beginnings, has_relation, words_of
from law.promise import CONTRACT
from law.words import Duty

# Who holds it leads the team: gets the notices of every case, and gives many cases to officers at once.
LEAD = "cases.assign_case"


def cases_for_staff(user: User) -> QuerySet[Case]:
    """Give the cases that a member of staff may open."""
    return Case.objects.filter(visible_to(user))


def open_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Narrow to cases on which work goes on, next date first."""
    # In the order that the partial indexes name them in: SQLite compares the lists as they are written.
    return cases.filter(state__in=OPEN_STATES).order_by("next_on", "id")


def cases_dated_by(*, regime: str, rights: Sequence[str]) -> QuerySet[Case]:
    """Give the cases that still owe an answer and have dates of a law, for these rights; for no right, of any."""
    dates = Deadline.objects.filter(regime=regime, **({"right__in": rights} if rights else {}))
    return Case.objects.filter(state__in=lifecycle.OWING, pk__in=dates.values("case"))


def same_date() -> dict[str, OuterRef]:
    """Give the condition "about the same date as the notice outside, and to the same side": officer or team leads."""
    return {name: OuterRef(name) for name in ("case", "duty", "for_on", "for_leads")}


def staff_who_work() -> QuerySet[User]:
    """Give the active members of staff who work on cases, by name."""
    able = User.objects.with_perm("cases.work_case").filter(is_active=True, is_staff=True)
    return able.order_by("first_name", "last_name", "username")


def active_teams() -> QuerySet[Team]:
    """Give the teams that get cases, by name."""
    return Team.objects.filter(is_active=True)


def team_with(officer: User, case: Case) -> Team | None:
    """Give the team that the case belongs to with this officer: its own where they work in it, else their first by name.

    Nothing where they work in none.
    """
    teams = list(active_teams().filter(memberships__person=officer))
    return next((team for team in teams if team.pk == case.team_id), teams[0] if teams else None)


def parties_named(text: str) -> QuerySet[Party]:
    """Give the parties in whose name or address a text stands; on a PostgreSQL without trigrams, begins words of it."""
    if connection.vendor == "postgresql" and not has_relation(NAMES_BY_LETTERS):
        said = RawSQL(f"{NAME_WORDS} @@ to_tsquery('simple', %s)", [beginnings(text)], BooleanField())  # noqa: S611 our words
        return Party.objects.filter(said) if words_of(text) else Party.objects.none()
    return Party.objects.filter(Q(name__icontains=text) | Q(email__icontains=text))


def officers_for(case: Case) -> QuerySet[User]:
    """Give the members of staff who may be given the case, by name."""
    wanted = [APPLICANTS if case.audience == Audience.APPLICANTS else GENERAL]
    able = staff_who_work().exclude(concerned_by__case=case)
    for permission in [*wanted, RESTRICTED] if case.restricted else wanted:
        able = able.filter(pk__in=User.objects.with_perm(permission, include_superusers=False).values("pk"))
    return able


def notices_for(user: User, *, now: datetime) -> QuerySet[Notice]:
    """Give the unseen notices to this member of staff, to team leads where they are one, and to nobody yet or any more.

    A notice to team leads is for those of the case's team; where it has no team, or nobody leads it, for all of them.
    Only of cases that they may open, and from the working hour on in which each is shown. Of several about the same date
    the latest: who reads "overdue" need not read "due today".
    """
    to_me = Q(for_leads=False) & _of(user, "officer")
    to_me |= Q(for_leads=True, case__team__in=user.led_teams) if user.led_teams else Q()
    if user.has_perm(LEAD):
        to_me |= Q(for_leads=True) & ~Q(case__team__in=_led())
    shown = Notice.objects.filter(shown_at__lte=now)
    later = shown.filter(**same_date(), pk__gt=OuterRef("pk"))
    latest = shown.filter(~Exists(later), to_me, visible_to(user, "case__"), seen_at__isnull=True)
    return latest.order_by("-created_at", "-pk")


def _led() -> QuerySet[Membership, Any]:
    """Give the teams that somebody leads."""
    return Membership.objects.filter(leads=True, person__is_active=True, team__is_active=True).values("team")


def work_items_for(user: User) -> QuerySet[WorkItem]:
    """Give the open work items of this officer, and those of nobody yet or any more, of cases that they may open or of none."""
    mine = WorkItem.objects.filter(_of(user, "owner"), done_at__isnull=True)
    may_see = visible_to(user, "case__")
    if user.has_perm(WORK):
        may_see |= Q(case__isnull=True)
    return mine.filter(may_see).order_by("due_on", "pk")


def _of(user: User, whose: str) -> Q:
    """Give the condition "this member of staff's, or nobody's": what was of one who has left is anybody's."""
    return Q(**{whose: user}) | Q(**{f"{whose}__isnull": True}) | Q(**{f"{whose}__is_active": False})


def overdue_on(today: date) -> Q:
    """Give the condition "a statutory date (or, where no law sets one, the promise's) has passed"."""
    return Q(due_on__lt=today) | Q(due_on__isnull=True, target_on__lt=today)


@dataclass(frozen=True)
class Urgency:
    """How a case stands to its next date: a code for colour, and the words that say it."""

    code: str
    words: str


def urgency(case: Case, now: datetime) -> Urgency:
    """Say in words how a case stands: ended, decided, waiting, overdue, past our target, due today, due soon, in time."""
    today = today_for(case, now)
    if not case.is_owing or (case.next_on is None and not case.is_open):
        return Urgency("done", lifecycle.LABELS[lifecycle.State(case.state)])
    hard = case.due_on or case.target_on
    if hard is not None and hard < today:
        return Urgency("overdue", f"Overdue by {_days((today - hard).days)}")
    if case.waiting_since is not None:
        return Urgency("waiting", f"Waiting for the person since {case.waiting_since:%-d %b %Y}")
    if case.next_on is None:
        return Urgency("calm", "No duty open")
    left = (case.next_on - today).days
    if left < 0:
        return Urgency("soon", f"Past our target by {_days(-left)}")
    if left == 0:
        return Urgency("today", "Due today")
    if left <= WEEK_BEFORE.days:
        return Urgency("soon", f"Due soon: {_days(left)} left")
    return Urgency("calm", f"In time: {_days(left)} left")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _firm_answers(case: Case) -> Iterable[Deadline]:
    if is_new(case):
        mine = (row for row in added(Deadline) if row.case_id == case.pk)
        return [row for row in mine if row.duty == Duty.RESPOND and row.firm_on]
    return Deadline.objects.filter(case=case, duty=Duty.RESPOND, firm_on__isnull=False)


@dataclass(frozen=True)
class PublicDate:
    """A date that a person may be told, what sets it, where that stands, and the steps of its working fit to be told.

    `stopped`: we wait for the person, and it moves on with every day.
    """

    on: date
    statutory: bool
    by_contract: bool
    stopped: bool
    provision: str
    working: tuple[dict[str, Any], ...]


def answer_by(case: Case) -> PublicDate | None:
    """Give the date by which we answer: the earliest of law and contract, else the promise's.

    Only what rests on verified figures alone: a figure of low confidence, or an unverified later day, is never told.
    """
    first = min(ruling(_firm_answers(case)), key=lambda row: row.firm_on or date.max, default=None)
    if first is None or first.firm_on is None:
        return None
    return PublicDate(
        on=first.firm_on,
        statutory=first.statutory,
        by_contract=first.regime == CONTRACT,
        stopped=first.stopped_since is not None,
        provision=first.provision,
        working=tuple(step for step in first.working if not step.get("inside")),
    )
