"""What came in and where it ended, and how our letters got on: by month, without a look at cases."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from cases.organisation import organisation
from correspondence.models import Letter, OutboxState
from intake.models import Arrival, ArrivalState
from reports.asked import Asked
from reports.period import Period
from reports.tables import Cell, Column, Line, Table

ARRIVALS = (
    Column("arrivals", "Arrived", "Everything that came in by any door."),
    Column("opened", "Opened a case", "Arrivals that opened a case."),
    Column("joined", "Joined a case", "Arrivals that came onto a case that was there."),
    Column("automatic", "Automatic", "Bounces, automatic replies, reports, repeats and our own mail."),
    Column("quarantined", "In quarantine", "Arrivals that wait for a person now."),
    Column("discarded", "Discarded", "Arrivals that an officer set aside with a reason."),
)
AUTOMATIC = (
    ArrivalState.BOUNCE,
    ArrivalState.AUTO_REPLY,
    ArrivalState.REPORT,
    ArrivalState.DUPLICATE,
    ArrivalState.LOOP,
)
ENDS: dict[str, Q] = {
    "opened": Q(state=ArrivalState.OPENED),
    "joined": Q(state=ArrivalState.JOINED),
    "automatic": Q(state__in=AUTOMATIC),
    "quarantined": Q(state=ArrivalState.QUARANTINED),
    "discarded": Q(state=ArrivalState.DISCARDED),
}
LETTERS = (
    Column("letters", "Letters", "Letters that were queued and not taken back."),
    Column("left", "Left", "Letters that the next mail server accepted."),
    Column("waiting", "Waiting", "Letters that are still to leave."),
    Column("bounced", "Bounced", "Letters that came back for good."),
    Column("failed", "Failed", "Letters that we could not hand over in three days."),
)
BAD = frozenset({"bounced", "failed", "quarantined"})
WAYS: dict[str, Q] = {
    "left": Q(state__in=(OutboxState.SENT, OutboxState.DELIVERED)),
    "waiting": Q(state__in=(OutboxState.QUEUED, OutboxState.SENDING)),
    "bounced": Q(state=OutboxState.BOUNCED),
    "failed": Q(state=OutboxState.FAILED),
}


def quarantine(asked: Asked) -> Table:
    """Give arrivals by the month in which they came, and where they ended."""
    between = _between(asked.period, "received_at")
    rows = _by_month(Arrival.objects.filter(between), "received_at", "arrivals", ENDS)
    return _table(rows, ARRIVALS)


def letters(asked: Asked) -> Table:
    """Give letters by the month in which they were queued, and how they got on."""
    kept = Letter.objects.filter(_between(asked.period, "queued_at")).exclude(state=OutboxState.WITHDRAWN)
    return _table(_by_month(kept, "queued_at", "letters", WAYS), LETTERS)


def _by_month(rows: Any, moment: str, all_of_it: str, conditions: dict[str, Q]) -> dict[date, Counter[str]]:
    counts = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}
    month = TruncMonth(moment, tzinfo=organisation().time_zone)
    grouped = rows.order_by().annotate(of=month).values("of").annotate(n=Count("pk"), **counts)
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for row in grouped:
        tally = found[row["of"].date().replace(day=1)]
        tally[all_of_it] += row["n"]
        tally.update({name: row[f"n_{name}"] for name in conditions})
    return found


def _table(rows: dict[date, Counter[str]], columns: tuple[Column, ...]) -> Table:
    def line(codes: tuple[str, ...], heads: tuple[str, ...], tally: Counter[str]) -> Line:
        return Line(codes, heads, tuple(_cell(one.name, tally[one.name]) for one in columns))

    lines = tuple(line((f"{month:%Y-%m}",), (f"{month:%B %Y}",), rows[month]) for month in sorted(rows, reverse=True))
    total: Counter[str] = sum(rows.values(), Counter())
    return Table((("month", "Month"),), columns, lines, line(("total",), ("All",), total) if lines else None)


def _cell(name: str, count: int) -> Cell:
    return Cell(count, f"{count:,}", tone="bad" if count and name in BAD else "")


def _between(period: Period, field: str) -> Q:
    """Give the condition of moments on the days of a period, where the organisation is."""
    zone, wanted = organisation().time_zone, Q()
    if period.first is not None:
        wanted &= Q(**{f"{field}__gte": datetime.combine(period.first, time.min, tzinfo=zone).astimezone(UTC)})
    if period.last is not None:
        ends = datetime.combine(period.last + timedelta(days=1), time.min, tzinfo=zone)
        wanted &= Q(**{f"{field}__lt": ends.astimezone(UTC)})
    return wanted
