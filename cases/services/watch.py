"""Watches the dates: a week and two days before, on the day and when it has passed, once each.

Each leaves one event, and one notice to the officer and one to the team leads. Nothing is windowed to "yesterday": after an
outage every threshold that has passed is told, once. Batches of cases are claimed by locking their rows, where another
worker's are passed over, and told in one transaction each: a crash in the middle of one leaves nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog
from django.db import OperationalError, connection, transaction
from django.db.models import Q

from cases.bulk import update_rows
from cases.models import Case, Deadline, Notice
from cases.office import next_working_moment
from cases.places import today_for
from cases.rulings import CHASED, thresholds
from cases.services.history import Line, record_lines
from cases.services.summary import set_next_checks
from cases.words import SYSTEM, Kind, Threshold

log = structlog.get_logger(__name__)

BATCH = 500
# What the watch needs of a deadline; its working is long.
COLUMNS = (
    "case_id", "right", "regime", "duty", "statutory", "due_on", "firm_on", "alarm_on", "met_on", "next_check_at",
    "stopped_since",
)  # fmt: skip
# And of a case.
CASE_COLUMNS = ("place", "state", "officer_id", "event_seq", "event_head")
Key = tuple[str, date, str]


@dataclass
class Watched:
    """A case with all the deadlines that the watch speaks about, and what was told of them: (duty, date, threshold)."""

    case: Case
    rows: list[Deadline] = field(default_factory=list)
    told: set[Key] = field(default_factory=set)


@dataclass(frozen=True)
class Fact:
    """A threshold that has come, not yet told."""

    row: Deadline
    on: date
    threshold: Threshold


def watch_dates(*, now: datetime, limit: int = BATCH) -> int:
    """Tell what has come near or passed, in batches of `limit` deadlines; give how many cases were told of.

    One walk over what is due by now, so that each case is looked at once in a run. A case that another worker or an
    officer has under their hands is left for the next run; one that cannot be told of is logged and keeps nobody waiting.
    """
    count, after = 0, Q()
    while page := _due(after, now=now, limit=limit):
        count += _try(sorted({case_id for _, _, case_id in page}), now=now)
        moment, pk, _ = page[-1]
        after = Q(next_check_at__gt=moment) | Q(next_check_at=moment, pk__gt=pk)
    return count


def _due(after: Q, *, now: datetime, limit: int) -> list[tuple[datetime, int, int]]:
    """Give the next deadlines whose check is due, as (moment, id, case id), by the partial index."""
    rows = Deadline.objects.filter(after, next_check_at__isnull=False, next_check_at__lte=now)
    found = rows.order_by("next_check_at", "pk").values_list("next_check_at", "pk", "case_id")[:limit]
    return [(moment, pk, case_id) for moment, pk, case_id in found if moment is not None]


def _try(ids: Sequence[int], *, now: datetime) -> int:
    """Tell of these cases together; when that fails, one by one, so that only the faulty one stays untold."""
    try:
        return _tell(ids, now=now)
    except OperationalError:
        raise  # the database is away, for all of them
    except Exception as error:
        if len(ids) == 1:
            log.error("watch.failed", case=ids[0], error=type(error).__name__)
            return 0
    return sum(_try([pk], now=now) for pk in ids)


@transaction.atomic
def _tell(ids: Sequence[int], *, now: datetime) -> int:
    found = _claim(ids)
    lines: list[Line] = []
    notices: list[Notice] = []
    changed: list[Deadline] = []
    shown_at = next_working_moment(now)
    for one in found:
        for fact in _facts(one, now=now):
            lines.append(_line(one.case, fact))
            notices += _notices(one.case, fact, now=now, shown_at=shown_at)
        changed += _look_later(one)
    Notice.objects.bulk_create(notices)
    record_lines(lines, by=SYSTEM, now=now)
    update_rows(changed, ["next_check_at"])
    return len({line.case.pk for line in lines})


def _claim(ids: Sequence[int]) -> list[Watched]:
    """Lock those of the cases that nobody else holds, and read what is to be told of them as it stands now."""
    skipping = connection.features.has_select_for_update_skip_locked
    cases = Case.objects.select_for_update(skip_locked=skipping).filter(pk__in=ids).order_by("pk").only(*CASE_COLUMNS)
    found = {case.pk: Watched(case) for case in cases}
    rows = Deadline.objects.filter(case__in=list(found), duty__in=CHASED).order_by("pk").only(*COLUMNS)
    for row in rows:
        found[row.case_id].rows.append(row)
    told = Notice.objects.filter(case__in=list(found))
    for case_id, duty, for_on, threshold in told.values_list("case_id", "duty", "for_on", "threshold"):
        found[case_id].told.add((duty, for_on, threshold))
    return list(found.values())


def _facts(one: Watched, *, now: datetime) -> list[Fact]:
    """Give what has come of a case and was not told yet, each once though two rights share it; it counts as told then."""
    today = today_for(one.case, now)
    facts = []
    for row in one.rows:
        if row.next_check_at is None or row.next_check_at > now or row.on is None:
            continue
        for threshold, day in thresholds(row):
            key = (row.duty, row.on, threshold.value)
            if day <= today and key not in one.told:
                one.told.add(key)
                facts.append(Fact(row, row.on, threshold))
    return facts


def _line(case: Case, fact: Fact) -> Line:
    told = {"duty": fact.row.duty, "threshold": fact.threshold, "for_on": fact.on, "regime": fact.row.regime}
    return Line(case, Kind.DATE_NOTICED, told)


def _notices(case: Case, fact: Fact, *, now: datetime, shown_at: datetime) -> list[Notice]:
    """Give the notice to the officer and the one to the team leads; of a case without officer the leads alone are told."""
    told = {
        "case": case,
        "duty": fact.row.duty,
        "threshold": fact.threshold,
        "for_on": fact.on,
        "statutory": fact.row.statutory,
        "created_at": now,
        "shown_at": shown_at,
    }
    to_leads = Notice(**told, for_leads=True)
    return [to_leads] if case.officer_id is None else [Notice(**told, officer_id=case.officer_id), to_leads]


def _look_later(one: Watched) -> list[Deadline]:
    """Set each row's next check, and give the rows whose check moved."""
    before = {row.pk: row.next_check_at for row in one.rows}
    set_next_checks(case=one.case, rows=one.rows, told=one.told)
    return [row for row in one.rows if row.next_check_at != before[row.pk]]
