"""Watches the dates: due soon, due today and overdue leave one event and one notice to the officer each.

Nothing is windowed to "yesterday": after an outage every threshold that has passed is told, once (unique key on Notice).
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from cases.models import Case, Deadline, Notice
from cases.places import today_for
from cases.rulings import thresholds
from cases.services.history import record
from cases.services.summary import refresh_dates
from cases.words import SYSTEM, Kind, Threshold

BATCH = 500


def watch_dates(*, now: datetime, limit: int = BATCH) -> int:
    """Tell what has come near or passed on up to `limit` deadlines; give how many cases were looked at.

    Days are local, so rows are found up to the latest "today" on Earth (UTC+14) and then held against the case's own.
    """
    latest_today = (now + timedelta(hours=14)).date()
    case_ids = (
        Deadline.objects.filter(next_check_on__lte=latest_today)
        .order_by("next_check_on", "id")
        .values_list("case_id", flat=True)[:limit]
    )
    looked_at = list(dict.fromkeys(case_ids))
    for case_id in looked_at:
        _tell(case_id=case_id, now=now)
    return len(looked_at)


@transaction.atomic
def _tell(*, case_id: int, now: datetime) -> None:
    case = Case.objects.select_for_update().get(pk=case_id)
    today = today_for(case, now)
    for row in Deadline.objects.filter(case=case, next_check_on__lte=today, due_on__isnull=False):
        for threshold, day in thresholds(row):
            if day <= today:
                _tell_once(case=case, row=row, for_on=_due(row), threshold=threshold, now=now)
    refresh_dates(case=case)


def _tell_once(*, case: Case, row: Deadline, for_on: date, threshold: Threshold, now: datetime) -> None:
    if Notice.objects.filter(case=case, duty=row.duty, threshold=threshold, for_on=for_on).exists():
        return
    try:
        with transaction.atomic():
            Notice.objects.create(
                case=case,
                duty=row.duty,
                threshold=threshold,
                for_on=for_on,
                statutory=row.statutory,
                officer=case.officer,
                created_at=now,
            )
            record(
                case=case,
                kind=Kind.DATE_NOTICED,
                by=SYSTEM,
                now=now,
                duty=row.duty,
                threshold=threshold,
                for_on=for_on,
                regime=row.regime,
            )
    except IntegrityError:
        return  # another worker told it a moment earlier


def _due(row: Deadline) -> date:
    if row.on is None:
        raise ValueError("a watched deadline has a date")
    return row.on
