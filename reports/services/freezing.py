"""Freezes the report on timeliness at the end of each month, from the history alone, and holds frozen ones to their chain."""

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min

from cases.models import Event
from cases.places import local_day
from cases.services.reckoning import ground
from reports.asked import Asked
from reports.exact import answer_from_events
from reports.models import Snapshot
from reports.output import as_document
from reports.period import Period, end_of_month
from reports.registry import TIMELINESS
from reports.tables import table_of

# What a computer may be off for: months before these are frozen by hand, if ever.
MOST_MONTHS_BACK = 12


def freeze_months(*, now: datetime) -> int:
    """Freeze each month that has ended since the last frozen one, the oldest first; give how many. Once each."""
    return sum(_freeze(known_on, now=now) for known_on in _due(now))


def document_known_on(known_on: date) -> dict[str, Any]:
    """Count all cases as they were known at the end of a day."""
    asked = Asked(Period(), known_on, known_on=known_on)
    return as_document(table_of(answer_from_events(asked), TIMELINESS), asked)


def first_broken() -> Snapshot | None:
    """Give the first frozen month that does not fit its digest or the month before; nothing when all hold."""
    before = ""
    for snapshot in Snapshot.objects.order_by("known_on"):
        if snapshot.previous != before or snapshot.digest != _digest(snapshot):
            return snapshot
        before = snapshot.digest
    return None


def _due(now: datetime) -> list[date]:
    today = local_day(place="", moment=now)
    last = Snapshot.objects.order_by("-known_on").values_list("known_on", flat=True).first()
    began = Event.objects.aggregate(first=Min("recorded_at"))["first"]
    if began is None:
        return []
    day = last + timedelta(days=1) if last else local_day(place="", moment=began)
    ends: list[date] = []
    while end_of_month(day) < today:
        ends.append(end_of_month(day))
        day = ends[-1] + timedelta(days=1)
    return ends[-MOST_MONTHS_BACK:]


def _freeze(known_on: date, *, now: datetime) -> int:
    document = document_known_on(known_on)
    last = Snapshot.objects.order_by("-known_on").first()
    snapshot = Snapshot(
        known_on=known_on,
        taken_at=now,
        edition=ground().stamp,
        document=document,
        previous=last.digest if last else "",
    )
    snapshot.digest = _digest(snapshot)
    try:
        with transaction.atomic():
            snapshot.save(force_insert=True)
    except IntegrityError:
        return 0  # another worker froze it a moment earlier
    return 1


def _digest(snapshot: Snapshot) -> str:
    told = json.dumps(snapshot.document, sort_keys=True, separators=(",", ":"))
    parts = (snapshot.previous, snapshot.known_on.isoformat(), snapshot.edition, told)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
