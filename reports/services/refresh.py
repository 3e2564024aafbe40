"""Brings facts and tallies up to what the histories say: a little at a time, by whoever comes first."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q

from cases.models import Case, Event
from reports.models import CaseFact, Progress, Rollup
from reports.selectors import tallies_by
from reports.services.facts import write_facts

# A transaction that is still open may hold an event whose number has been passed; none is open as long as this.
SETTLES_AFTER = timedelta(minutes=10)
# What a step looks at, and what it writes.
EVENTS, CASES = 20_000, 5000


def bring_up_to_date(*, now: datetime, most_steps: int = 20) -> bool:
    """Read the events that came since, write the facts of their cases and the tallies of their months.

    Gives False when some are left after so many steps. Another process that is at it
    just now is waited for.
    """
    return any(step(now=now) for _ in range(most_steps))


def is_current() -> bool:
    """Tell whether no event has come since the last look. Two queries."""
    seen = Progress.objects.filter(pk=1).values_list("seen_event", flat=True).first() or 0
    return seen == _last_event()


@transaction.atomic
def step(*, now: datetime) -> bool:
    """Take in the next events; tell whether there was nothing left after them."""
    Progress.objects.bulk_create([Progress(pk=1)], ignore_conflicts=True)
    progress = Progress.objects.select_for_update().get(pk=1)
    last = _last_event()
    until = _window_end(progress.settled_event, last, now)
    changed = _changed(progress.settled_event, until)
    now_written, left = changed[:CASES], changed[CASES:]
    if now_written:
        rebuild(write_facts(now_written))
    if not left:
        progress.settled_event = _settled(progress.settled_event, until, now)
        progress.seen_event = until
    progress.brought_at = now
    progress.save()
    return until >= last and not left


def rebuild(months: Collection[date]) -> None:
    """Tally these months of receipt anew from the facts."""
    if not months:
        return
    Rollup.objects.filter(month__in=months).delete()
    tallies = tallies_by(CaseFact.objects.filter(month__in=months), "month", "procedure", "regime")
    Rollup.objects.bulk_create(
        Rollup(month=month, procedure=procedure, regime=regime, tally=tally.as_data())
        for (month, procedure, regime), tally in tallies.items()
    )


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
