"""Questions about cases: what is due, who may see it, what an unverified contact may be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from cases import lifecycle
from cases.gathering import added, is_new
from cases.models import Case, Deadline, Notice, User, WorkItem
from cases.models.case import OPEN_STATES
from cases.places import today_for
from cases.rulings import LEAD_DAYS, ruling
from law.promise import CONTRACT
from law.words import Duty


def cases_for_staff(user: User) -> QuerySet[Case]:
    """Give the cases that a member of staff may open: restricted ones only with that permission."""
    return Case.objects.filter(openable(user))


def openable(user: User, case: str = "") -> Q:
    """Give the condition "this member of staff may open the case"; `case` is the path to it, such as `case__`."""
    if not user.has_perm("cases.work_case"):
        return Q(pk__in=[])
    return Q() if user.has_perm("cases.see_restricted") else Q(**{f"{case}restricted": False})


def open_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Narrow to cases on which work goes on, next date first."""
    # In the order that the partial indexes name them in: SQLite compares the lists as they are written.
    return cases.filter(state__in=OPEN_STATES).order_by("next_on", "id")


def cases_dated_by(*, regime: str, rights: Sequence[str]) -> QuerySet[Case]:
    """Give the cases that still owe an answer and have dates of a law, for these rights; for no right, of any."""
    dates = Deadline.objects.filter(regime=regime, **({"right__in": rights} if rights else {}))
    return Case.objects.filter(state__in=lifecycle.OWING, pk__in=dates.values("case"))


def officers_for(case: Case) -> QuerySet[User]:
    """Give the members of staff who may be given the case, by name."""
    able = User.objects.with_perm("cases.work_case").filter(is_active=True, is_staff=True)
    if case.restricted:
        able = able & User.objects.with_perm("cases.see_restricted")
    return able.order_by("first_name", "last_name", "username")


def notices_for(user: User) -> QuerySet[Notice]:
    """Give the unseen notices to this officer, and those to nobody yet, of cases that the officer may open."""
    mine = Notice.objects.filter(Q(officer=user) | Q(officer__isnull=True), seen_at__isnull=True)
    return mine.filter(openable(user, "case__")).order_by("-created_at", "-pk")


def work_items_for(user: User) -> QuerySet[WorkItem]:
    """Give the open work items of this officer, and those of nobody yet, of cases that the officer may open or of none."""
    mine = WorkItem.objects.filter(Q(owner=user) | Q(owner__isnull=True), done_at__isnull=True)
    may_see = openable(user, "case__")
    if may_see and user.has_perm("cases.work_case"):
        may_see |= Q(case__isnull=True)
    return mine.filter(may_see).order_by("due_on", "pk")


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
    if left <= LEAD_DAYS[Duty.RESPOND]:
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
    """A date that a person may be told, what sets it, where that stands, and the steps of its working fit to be told."""

    on: date
    statutory: bool
    by_contract: bool
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
        provision=first.provision,
        working=tuple(step for step in first.working if not step.get("inside")),
    )
