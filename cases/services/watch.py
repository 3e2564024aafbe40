"""Watches the dates: due soon, due today and overdue leave one event and one notice to the officer each.

Nothing is windowed to "yesterday": after an outage every threshold that has passed is told, once (unique key on Notice).
"""

from datetime import date, datetime, timedelta

import structlog
from django.db import IntegrityError, OperationalError, transaction

from cases.models import Case, Deadline, Notice
from cases.places import today_for
from cases.rulings import thresholds
from cases.services.history import record
from cases.services.summary import refresh_dates
from cases.words import SYSTEM, Kind, Threshold

log = structlog.get_logger(__name__)

BATCH = 500


def watch_dates(*, now: datetime, limit: int = BATCH) -> int:
    """Tell what has come near or passed, in batches of `limit` cases; give how many cases were looked at.

    Days are local, so rows are found up to the latest "today" on Earth (UTC+14) and then held against the case's own.
    Where that day has not come yet nothing is told and the row stays, so each case is looked at once in a run. A case that
    cannot be told of is logged and does not keep the others from being told.
    """
    latest_today = (now + timedelta(hours=14)).date()
    due = Deadline.objects.filter(next_check_on__lte=latest_today).order_by("case_id").values_list("case_id", flat=True)
    count, after = 0, 0
    while case_ids := list(due.filter(case_id__gt=after).distinct()[:limit]):
        for case_id in case_ids:
            _try(case_id=case_id, now=now)
        count, after = count + len(case_ids), case_ids[-1]
    return count


def _try(*, case_id: int, now: datetime) -> None:
    try:
        _tell(case_id=case_id, now=now)
    except OperationalError:
        raise  # the database is away, for all of them
    except Exception as error:
        log.error("watch.failed", case=case_id, error=type(error).__name__)


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
