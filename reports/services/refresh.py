"""Brings facts and tallies up to what the histories say: a little at a time, by whoever comes first.

Where much is new (the first time of all, or after a change of law that moves every date) the facts come first and the tallies of
all their months at the end, so that a month is not tallied again with each step. Until then the months wait in
`Progress.untallied`, and figures of them come from the facts. Each step is a transaction: after a crash the next goes on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q

from cases.models import Case, Event
from reports.models import CaseFact, Progress, Rollup
from reports.selectors import tallies_by
from reports.services.facts import write_facts

# A transaction that is still open may hold an event whose number has been passed; none is open as long as this.
SETTLES_AFTER = timedelta(minutes=10)
# What a step looks at, what it writes, and how many months it tallies: a second or two.
EVENTS, CASES, MONTHS = 20_000, 5000, 12
# More new events than this are not for who looks at a page to wait for.
MUCH = EVENTS


@dataclass(frozen=True)
class HowFar:
    """Up to which event the figures have been brought, of which last one, and how many months wait for their tally."""

    seen: int
    last: int
    untallied: int
    brought_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is left to take in."""
        return self.seen == self.last and not self.untallied

    @property
    def is_much_left(self) -> bool:
        """Tell whether it is more than somebody who looks at a page should wait for."""
        return self.last - self.seen > MUCH or self.untallied > 0

    @property
    def per_cent(self) -> int:
        """Give how much of the history is in the figures; 100 only when all of it is."""
        return 100 if self.seen == self.last else min(99, 100 * self.seen // self.last)


def bring_up_to_date(*, now: datetime, most_steps: int = 20) -> bool:
    """Read the events that came since, write the facts of their cases and the tallies of their months.

    Gives False when some are left after so many steps. Another process that is at it
    just now is waited for.
    """
    return any(step(now=now) for _ in range(most_steps))


def keep_up(*, now: datetime) -> HowFar | None:
    """Take in what is new if it is little, as a page does; more is for the task. Gives how far it is where some is left."""
    far = how_far()
    if not far.is_much_left and (far.is_complete or step(now=now)):
        return None
    return how_far()


def how_far() -> HowFar:
    """Give how far the figures are. Two queries."""
    progress = Progress.objects.filter(pk=1).first() or Progress()
    return HowFar(progress.seen_event, _last_event(), len(progress.untallied), progress.brought_at)


@transaction.atomic
def step(*, now: datetime) -> bool:
    """Take in the next events; tell whether there was nothing left after them."""
    Progress.objects.bulk_create([Progress(pk=1)], ignore_conflicts=True)
    progress = Progress.objects.select_for_update().get(pk=1)
    last = _last_event()
    until = _window_end(progress.settled_event, last, now)
    changed = _changed(progress.settled_event, until)
    now_written, left = changed[:CASES], changed[CASES:]
    waiting = {date.fromisoformat(month) for month in progress.untallied} | write_facts(now_written)
    if not left:
        progress.settled_event = _settled(progress.settled_event, until, now)
        progress.seen_event = until
    all_seen = until >= last and not left
    if all_seen:
        waiting -= rebuild(sorted(waiting)[-MONTHS:])
    progress.untallied = [month.isoformat() for month in sorted(waiting)]
    progress.brought_at = now
    progress.save()
    return all_seen and not waiting


def rebuild(months: Collection[date]) -> set[date]:
    """Tally these months of receipt anew from the facts; give them."""
    if not months:
        return set()
    Rollup.objects.filter(month__in=months).delete()
    tallies = tallies_by(CaseFact.objects.filter(month__in=months), "month", "procedure", "regime")
    Rollup.objects.bulk_create(
        Rollup(month=month, procedure=procedure, regime=regime, tally=tally.as_data())
        for (month, procedure, regime), tally in tallies.items()
    )
    return set(months)


def _last_event() -> int:
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def _window_end(after: int, last: int, now: datetime) -> int:
    """Give up to which event to look: a window of old events is enough, what is young is looked at as a whole."""
    window = Event.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "recorded_at")[EVENTS - 1 : EVENTS]
    return next((pk for pk, at in window if at < now - SETTLES_AFTER), last)


def _changed(after: int, until: int) -> list[int]:
    """Give the cases with an event in this range that are not known as of their last event: one more than a step writes."""
    concerned = Event.objects.filter(pk__gt=after, pk__lte=until).values("case_id")
    unknown = Q(fact__isnull=True) | ~Q(fact__event_seq=F("event_seq"))
    changed = Case.objects.filter(unknown, pk__in=concerned).order_by("pk")
    return list(changed.values_list("pk", flat=True)[: CASES + 1])


def _settled(before: int, until: int, now: datetime) -> int:
    """Give up to which event nothing can appear any more that we have not seen."""
    old = Event.objects.filter(pk__gt=before, pk__lte=until, recorded_at__lt=now - SETTLES_AFTER)
    return old.aggregate(last=Max("pk"))["last"] or before
