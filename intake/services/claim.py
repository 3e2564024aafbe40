"""Takes waiting arrivals for one worker: guarded, with a lease, and with the attempt counted before the work.

What waits for the first time is taken in company, a batch at once. Who comes again, because something went wrong or a worker
died with it, comes alone, so that it can cost nobody else an attempt twice.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from cases.words import Channel
from intake.hooks.mails import provider_of
from intake.models import Arrival, ArrivalState

BATCH = 50
BATCH_BYTES = 12 * 1024 * 1024  # all of it is in memory at once, as it came, as it was read and as it is encrypted


def claimable(now: datetime) -> QuerySet[Arrival]:
    """Give what waits for a worker, oldest first: also what another worker died with."""
    waits = Q(state=ArrivalState.RECEIVED) & (Q(try_after__isnull=True) | Q(try_after__lte=now))
    found = Arrival.objects.filter(waits | Q(state=ArrivalState.PROCESSING, lease_until__lt=now))
    return found.order_by("received_at", "pk")


def claim_one(arrival_id: int, *, now: datetime) -> list[Arrival]:
    """Take this arrival, if it waits and nobody else has it."""
    return _take(claimable(now).filter(pk=arrival_id), now=now, most=1)


def claim_waiting(*, now: datetime, most: int | None = None) -> list[Arrival]:
    """Take the arrivals that have waited longest, as many as go together; other workers pass over them."""
    return _take(claimable(now), now=now, most=min(most or BATCH, BATCH))


def give_back(arrivals: Sequence[Arrival]) -> None:
    """Let arrivals wait again that were claimed and not begun with."""
    for attempts in {arrival.attempts for arrival in arrivals}:
        ours = Arrival.objects.filter(pk__in=[arrival.pk for arrival in arrivals], attempts=attempts)
        ours.filter(state=ArrivalState.PROCESSING).update(
            state=ArrivalState.RECEIVED, lease_until=None, attempts=attempts - 1
        )


def goes_with_others(claimed: Arrival) -> bool:
    """Tell whether a claimed arrival may be decided on with others: a single mail at its first attempt."""
    return claimed.attempts == 1 and _is_mail(claimed)


def _take(waiting: QuerySet[Arrival], *, now: datetime, most: int) -> list[Arrival]:
    with transaction.atomic():
        found = list(waiting.select_related("raw").select_for_update(skip_locked=True, of=("self",))[:most])
        taken = _in_company(found)
        lease = now + settings.ARRIVAL_LEASE
        Arrival.objects.filter(pk__in=[arrival.pk for arrival in taken]).update(
            state=ArrivalState.PROCESSING, lease_until=lease, attempts=F("attempts") + 1
        )
    for arrival in taken:
        arrival.state, arrival.lease_until, arrival.attempts = ArrivalState.PROCESSING, lease, arrival.attempts + 1
    return taken


def _in_company(found: list[Arrival]) -> list[Arrival]:
    """Give the first, and with it those that can go along and fit in memory together."""
    taken, size = found[:1], sum(arrival.size for arrival in found[:1])
    if not taken or not _sociable(taken[0]):
        return taken
    for arrival in filter(_sociable, found[1:]):
        size += arrival.size
        if size > BATCH_BYTES:
            break
        taken.append(arrival)
    return taken


def _sociable(arrival: Arrival) -> bool:
    """Tell whether an arrival goes with others: a single mail that nobody has tried yet."""
    return arrival.attempts == 0 and _is_mail(arrival)


def _is_mail(arrival: Arrival) -> bool:
    return arrival.channel == Channel.MAIL and not provider_of(arrival.source)
