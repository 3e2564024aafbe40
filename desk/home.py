"""Today: the numbers that tell a member of staff what needs them, each with the address of exactly its rows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.urls import reverse
from django.utils.timesince import timesince

from cases.models import User
from cases.selectors import notices_for, work_items_for
from desk.door import QUARANTINE, WORK
from desk.paging import COUNT_UP_TO, capped_count
from desk.queue import VIEWS, cases_in
from intake.selectors import quarantined

NOT_ARRIVED = "letter_not_arrived"
# The tone of a number that is not nought; nought is always calm.
TONES = {"overdue": "overdue", "week": "soon", "waiting": "waiting", "unassigned": "soon"}
ON_TODAY = ("overdue", "week", "mine", "unassigned", "waiting", "decided")


@dataclass(frozen=True)
class Number:
    """A count, what it counts, where its rows are, and how it should look."""

    label: str
    count: int
    address: str
    tone: str = "calm"
    detail: str = ""

    @property
    def shown(self) -> str:
        """Give the count, or `1,000+`."""
        return f"{COUNT_UP_TO:,}+" if self.count > COUNT_UP_TO else f"{self.count:,}"


def numbers(*, user: User, now: datetime) -> list[Number]:
    """Give the numbers of what this member of staff may see."""
    found: list[Number] = []
    if user.has_perm(WORK):
        found += [_view_number(key, user, now) for key in ON_TODAY]
    if user.has_perm(QUARANTINE):
        found.append(_quarantine(user, now))
    if user.has_perm(WORK):
        found += _work(user, now)
    return found


def _view_number(key: str, user: User, now: datetime) -> Number:
    count = capped_count(cases_in(view=VIEWS[key], user=user, now=now))
    address = f"{reverse('admin:queue')}?view={key}"
    return Number("My cases" if key == "mine" else VIEWS[key].name, count, address, _tone(count, TONES.get(key, "")))


def _quarantine(user: User, now: datetime) -> Number:
    waiting = quarantined(user)
    count = capped_count(waiting)
    oldest = waiting.order_by().aggregate(oldest=Min("received_at"))["oldest"] if count else None
    detail = f"the oldest for {timesince(oldest, now, depth=1)}" if oldest else ""
    return Number("In quarantine", count, reverse("admin:quarantine"), _tone(count, "soon"), detail)


def _work(user: User, now: datetime) -> list[Number]:
    items, work = work_items_for(user), reverse("admin:work")
    lost = capped_count(items.filter(kind=NOT_ARRIVED))
    return [
        Number("Letters that did not arrive", lost, f"{work}?kind={NOT_ARRIVED}", _tone(lost, "overdue")),
        Number("Open work items", capped_count(items), work),
        Number("Unseen notices", capped_count(notices_for(user, now=now)), reverse("admin:notices")),
    ]


def _tone(count: int, tone: str) -> str:
    return tone if count and tone else "calm"
