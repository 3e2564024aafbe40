"""The values of the timeliness report: what was tallied, and the figures that follow from it. Pure: no database, no clock."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from reports.period import Period, months_before


@dataclass
class Tally:
    """Counts of cases by figure name, and how many took how many days to be answered and acknowledged."""

    counts: Counter[str] = field(default_factory=Counter)
    answer_days: Counter[int] = field(default_factory=Counter)
    acknowledge_days: Counter[int] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Take another tally in."""
        self.counts.update(other.counts)
        self.answer_days.update(other.answer_days)
        self.acknowledge_days.update(other.acknowledge_days)


@dataclass(frozen=True)
class Figures:
    """Whether promises were kept on a set of cases; reports/definitions.py says exactly what each figure counts.

    Medians are days, to the half; they and the shares (per cent, one decimal) are None where there is nothing to divide.
    """

    received: int
    open: int
    overdue: int
    answered: int
    in_time: int
    late: int
    in_time_promise: int
    late_promise: int
    median_days_to_answer: float | None
    median_days_to_acknowledge: float | None

    @property
    def share_in_time(self) -> float | None:
        """Give the share of answers in time against the law, of all whose day has come or that were answered."""
        return share(self.in_time, self.late)

    @property
    def share_in_time_promise(self) -> float | None:
        """Give the same share against the promise."""
        return share(self.in_time_promise, self.late_promise)


@dataclass(frozen=True)
class Row:
    """The figures of the cases of one procedure that were received in one month (its first day)."""

    month: date
    procedure: str
    figures: Figures


@dataclass(frozen=True)
class Timeliness:
    """The report: a row per month and procedure, newest month first; a line per month, oldest first; the totals."""

    period: Period
    as_of: date
    rows: tuple[Row, ...]
    months: tuple[tuple[date, Figures], ...]
    totals: Figures


def build(*, tallies: Mapping[tuple[date, str], Tally], period: Period, as_of: date) -> Timeliness:
    """Make the report of the tallies by (first day of the month, procedure)."""
    by_month: dict[date, list[Tally]] = {}
    for (month, _), tally in sorted(tallies.items()):
        by_month.setdefault(month, []).append(tally)
    return Timeliness(
        period=period,
        as_of=as_of,
        rows=tuple(
            Row(month, procedure, figures_of([tallies[month, procedure]]))
            for month, procedure in sorted(tallies, key=lambda key: (-key[0].toordinal(), key[1]))
        ),
        months=tuple((month, figures_of(by_month.get(month, []))) for month in _all_between(list(by_month))),
        totals=figures_of(tallies.values()),
    )


def figures_of(tallies: Iterable[Tally]) -> Figures:
    """Give the figures of several tallies taken together."""
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    names = ("received", "open", "overdue", "answered", "in_time", "late", "in_time_promise", "late_promise")
    return Figures(
        **{name: whole.counts[name] for name in names},
        median_days_to_answer=median(whole.answer_days),
        median_days_to_acknowledge=median(whole.acknowledge_days),
    )


def median(days: Mapping[int, int]) -> float | None:
    """Give the median of values that occur so many times; the mean of the two in the middle where these differ."""
    total = sum(days.values())
    if total == 0:
        return None
    return (_nth(days, (total - 1) // 2) + _nth(days, total // 2)) / 2


def share(part: int, rest: int) -> float | None:
    """Give `part` of `part + rest` in per cent, to one decimal."""
    return round(100 * part / (part + rest), 1) if part + rest else None


def _all_between(months: list[date]) -> list[date]:
    """Give every month from the first to the last, so that an empty one shows as such."""
    if not months:
        return []
    count = (months[-1].year - months[0].year) * 12 + months[-1].month - months[0].month
    return [months_before(months[0], -later) for later in range(count + 1)]


def _nth(days: Mapping[int, int], place: int) -> int:
    """Give the value at a place (from 0) of the values in order."""
    for value in sorted(days):
        place -= days[value]
        if place < 0:
            return value
    raise IndexError("there are fewer values than that")
