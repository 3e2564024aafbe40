"""The queue: saved views over the cases that a member of staff may open, each with the question it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Value

from cases import lifecycle
from cases.lifecycle import State
from cases.models import Case, ClockMark, InvokedRight, Party, User
from cases.models.case import OPEN_STATES
from cases.places import local_day
from cases.selectors import Urgency, cases_for_staff, open_cases, overdue_on, urgency
from desk.filters import NO_FILTERS, Filters, narrowed
from desk.paging import by_next_date, newest_first
from desk.words import duty_name, place_name
from law.words import MarkName

WEEK = timedelta(days=7)
RESTRICTED = "cases.see_restricted"


@dataclass(frozen=True)
class SavedView:
    """One saved view: its key in the address, its name, what to say when nothing is in it, and which cases it holds.

    `permission` is what a member of staff must hold beside working on cases for the view to exist.
    """

    key: str
    name: str
    empty: str
    narrow: Callable[[QuerySet[Case], User, date], QuerySet[Case]]
    by_receipt: bool = False
    permission: str = ""


def _open(cases: QuerySet[Case], _user: User, _today: date) -> QuerySet[Case]:
    return open_cases(cases)


def _mine(cases: QuerySet[Case], user: User, _today: date) -> QuerySet[Case]:
    return open_cases(cases).filter(officer=user)


def _team(cases: QuerySet[Case], user: User, _today: date) -> QuerySet[Case]:
    """Narrow to the teams that the person works in; for who works in none, to what has an officer."""
    if user.team_ids:
        return open_cases(cases).filter(team__in=user.team_ids)
    return open_cases(cases).filter(officer__isnull=False)


def _unassigned(cases: QuerySet[Case], _user: User, _today: date) -> QuerySet[Case]:
    return open_cases(cases).filter(officer__isnull=True)


def _overdue(cases: QuerySet[Case], _user: User, today: date) -> QuerySet[Case]:
    # A date that has passed is never after the next one, and `next_on` has the index.
    return cases.filter(overdue_on(today), next_on__lt=today)


def _week(cases: QuerySet[Case], _user: User, today: date) -> QuerySet[Case]:
    return cases.filter(next_on__lte=today + WEEK).exclude(overdue_on(today))


def _waiting(cases: QuerySet[Case], _user: User, _today: date) -> QuerySet[Case]:
    return cases.filter(waiting_since__isnull=False)


def _ours(cases: QuerySet[Case], _user: User, _today: date) -> QuerySet[Case]:
    return open_cases(cases).filter(waiting_since__isnull=True)


def _identity(cases: QuerySet[Case], _user: User, _today: date) -> QuerySet[Case]:
    """Narrow to open cases that verify, or went on to something else while the question who the person is stayed open.

    Both are few and found by their keys: a condition on the marks of each case would be asked of every case.
    """
    verifying = Case.objects.filter(state=State.VERIFYING).order_by().values("pk")
    asked = ClockMark.objects.filter(mark=MarkName.IDENTITY_REQUESTED, stop_open=True, case__state__in=OPEN_STATES)
    return cases.filter(pk__in=verifying.union(asked.order_by().values("case"))).order_by("next_on", "id")


def _restricted(cases: QuerySet[Case], _user: User, _today: date) -> QuerySet[Case]:
    return cases.filter(restricted=True)


def _decided(cases: QuerySet[Case], _user: User, _today: date) -> QuerySet[Case]:
    return cases.filter(state=State.DECIDED)


def _ended(cases: QuerySet[Case], _user: User, _today: date) -> QuerySet[Case]:
    return cases.filter(state__in=sorted(lifecycle.ENDED))


def _all(cases: QuerySet[Case], _user: User, _today: date) -> QuerySet[Case]:
    return cases


VIEWS = {
    view.key: view
    for view in (
        SavedView("mine", "Mine", "You have no open case. Take one from “Unassigned”.", _mine),
        SavedView(
            "team", "Team", "No open case is with a team of yours, or, where you are in none, with an officer.", _team
        ),
        SavedView("unassigned", "Unassigned", "Every open case has an officer.", _unassigned),
        SavedView("open", "All open", "No case is open.", _open),
        SavedView("overdue", "Overdue", "Nothing is overdue.", _overdue),
        SavedView("week", "Due this week", "Nothing falls due in the next seven days.", _week),
        SavedView("waiting", "Waiting for them", "No clock is stopped for an answer.", _waiting),
        SavedView("ours", "Waiting for us", "Every open case waits for its person.", _ours),
        SavedView("identity", "Identity checks", "No identity waits to be checked.", _identity),
        SavedView("decided", "Decided, not closed", "Every decided case has been closed.", _decided, by_receipt=True),
        SavedView("closed", "Closed", "No case has been closed yet.", _ended, by_receipt=True),
        SavedView("all", "All", "There is no case yet.", _all, by_receipt=True),
        SavedView(
            "restricted", "Restricted", "No case is restricted.", _restricted, by_receipt=True, permission=RESTRICTED
        ),
    )
}


@dataclass(frozen=True)
class Row:
    """A case as the queue shows it."""

    case: Case
    who: Party | None
    rights: str
    place: str
    next_duty: str
    own_target: bool
    urgency: Urgency


@dataclass(frozen=True)
class Rows:
    """One page of the queue."""

    rows: list[Row]
    following: str


def views_for(user: User) -> list[SavedView]:
    """Give the views that exist for this member of staff."""
    return [view for view in VIEWS.values() if not view.permission or user.has_perm(view.permission)]


def cases_in(*, view: SavedView, user: User, now: datetime, filters: Filters = NO_FILTERS) -> QuerySet[Case]:
    """Give the cases of a saved view that this member of staff may open, narrowed by the filters."""
    found = view.narrow(cases_for_staff(user), user, local_day(place="", moment=now))
    return narrowed(found, filters, user=user)


def page_of(cases: QuerySet[Case], *, by_receipt: bool, after: str, now: datetime) -> Rows:
    """Give one page of rows, in two queries or three however many there are."""
    wide = cases.select_related("officer", "team").defer("salt", "regimes")
    page = newest_first(wide, "received_at", after=after) if by_receipt else by_next_date(wide, after=after)
    openers, rights = _of_cases([case.pk for case in page.rows])
    rows = [_row(case, openers.get(case.pk), rights.get(case.pk, []), now) for case in page.rows]
    return Rows(rows, page.following)


def _of_cases(ids: Sequence[int]) -> tuple[dict[int, Party], dict[int, list[InvokedRight]]]:
    """Give who opened each of the cases, and the rights that each invokes, in one query."""
    people = Party.objects.filter(case__in=ids, opened_case=True).order_by()
    invoked = InvokedRight.objects.filter(case__in=ids).order_by()
    openers: dict[int, Party] = {}
    rights: dict[int, list[InvokedRight]] = {}
    told = people.values_list(Value(0), "pk", "case_id", "role", "name", "email").union(
        invoked.values_list(Value(1), "pk", "case_id", "right", Value(""), Value("")), all=True
    )
    for is_right, _, case, code, name, email in sorted(told if ids else []):
        if is_right:
            rights.setdefault(case, []).append(InvokedRight(right=code))
        else:
            openers[case] = Party(role=code, name=name, email=email)
    return openers, rights


def _row(case: Case, who: Party | None, rights: Sequence[InvokedRight], now: datetime) -> Row:
    return Row(
        case=case,
        who=who,
        rights=", ".join(right.get_right_display() for right in rights) if _is_request(case) else "",
        place=place_name(case.place),
        next_duty=duty_name(case.next_duty),
        own_target=case.next_on == case.target_on and case.next_on != case.due_on,
        urgency=urgency(case, now),
    )


def _is_request(case: Case) -> bool:
    return case.procedure == "rights_request"
