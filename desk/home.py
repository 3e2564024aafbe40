"""Today: the numbers that tell a member of staff what needs them, each with the address of exactly its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Min
from django.urls import reverse
from django.utils.timesince import timesince

from cases.models import User
from cases.selectors import notices_for, work_items_for
from desk.door import QUARANTINE, WORK
from desk.filters import ME, NO_FILTERS, Filters
from desk.paging import COUNT_UP_TO, capped_count
from desk.queue import RESTRICTED, VIEWS, cases_in
from intake.selectors import quarantined

NOT_ARRIVED = "letter_not_arrived"
YOURS, DESK = "yours", "desk"
# The views of Today: the group they stand in, the view, what the number is called, its tone where it is not nought, and
# whether it waits for somebody to do something.
OF_VIEWS = (
    (YOURS, "mine", "My cases", "", False),
    (YOURS, "overdue", "Overdue", "overdue", True),
    (YOURS, "week", "Due this week", "soon", True),
    (DESK, "unassigned", "Unassigned", "soon", True),
    (DESK, "overdue", "Overdue", "overdue", True),
    (DESK, "week", "Due this week", "soon", True),
    (DESK, "waiting", "Waiting for them", "waiting", False),
    (DESK, "identity", "Identity checks waiting", "soon", True),
    (DESK, "decided", "Decided, not closed", "", False),
)


@dataclass(frozen=True)
class Number:
    """A count, what it counts, where its rows are, and how it should look; `waits`: somebody should do something."""

    group: str
    label: str
    count: int
    address: str
    tone: str = "calm"
    detail: str = ""
    waits: bool = False

    @property
    def shown(self) -> str:
        """Give the count, or `1,000+`."""
        return f"{COUNT_UP_TO:,}+" if self.count > COUNT_UP_TO else f"{self.count:,}"


def numbers(*, user: User, now: datetime) -> list[Number]:
    """Give the numbers of what this member of staff may see, their own first."""
    found: list[Number] = []
    if user.has_perm(WORK):
        found += [*_of_views(user, now), *_work(user, now)]
    if user.has_perm(WORK) and user.has_perm(RESTRICTED):
        found.append(_of_view(DESK, "restricted", "Restricted", "restricted", False, user=user, now=now))
    if user.has_perm(QUARANTINE):
        found.append(_quarantine(user, now))
    return sorted(found, key=lambda number: number.group == DESK)


def needs(*, user: User, now: datetime) -> list[Number]:
    """Give the numbers behind which something waits to be done; none on a quiet day."""
    return [number for number in numbers(user=user, now=now) if number.waits and number.count]


def _of_views(user: User, now: datetime) -> Iterator[Number]:
    for group, key, label, tone, waits in OF_VIEWS:
        yield _of_view(group, key, label, tone, waits, user=user, now=now)


def _of_view(group: str, key: str, label: str, tone: str, waits: bool, *, user: User, now: datetime) -> Number:
    mine = group == YOURS and key != "mine"
    filters = Filters(officer=ME) if mine else NO_FILTERS
    count = capped_count(cases_in(view=VIEWS[key], user=user, now=now, filters=filters))
    address = f"{reverse('admin:queue')}?{urlencode({'view': key, **filters.in_address()})}"
    return Number(group, label, count, address, _tone(count, tone), waits=waits)


def _quarantine(user: User, now: datetime) -> Number:
    waiting = quarantined(user)
    count = capped_count(waiting)
    oldest = waiting.order_by().aggregate(oldest=Min("received_at"))["oldest"] if count else None
    detail = f"the oldest for {timesince(oldest, now, depth=1)}" if oldest else ""
    return Number(DESK, "In quarantine", count, reverse("admin:quarantine"), _tone(count, "soon"), detail, waits=True)


def _work(user: User, now: datetime) -> list[Number]:
    items, work = work_items_for(user), reverse("admin:work")
    lost = capped_count(items.filter(kind=NOT_ARRIVED))
    seen = capped_count(notices_for(user, now=now))
    return [
        Number(YOURS, "Open work items", capped_count(items), work, waits=True),
        Number(YOURS, "Unseen notices", seen, reverse("admin:notices"), waits=True),
        Number(
            DESK,
            "Letters that did not arrive",
            lost,
            f"{work}?kind={NOT_ARRIVED}",
            _tone(lost, "overdue"),
            waits=True,
        ),
    ]


def _tone(count: int, tone: str) -> str:
    return tone if count and tone else "calm"
