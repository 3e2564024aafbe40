"""The values of the timeliness report: what was tallied, and the figures that follow from it. Pure: no database, no clock."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Self

COUNTED = (
    "received", "open", "answered", "in_time", "late_answer", "in_time_promise", "late_answer_promise",
    "acknowledged", "extended", "stopped", "reopened",
)  # fmt: skip
# By number of days.
SPANS = ("acknowledge_days", "answer_days", "net_days", "late_days")
# By the ordinal of the date for the answer: of the cases that still owe one.
OWED = ("owed", "owed_promise")


def _histograms() -> dict[str, Counter[int]]:
    return {name: Counter() for name in (*SPANS, *OWED)}


@dataclass
class Tally:
    """Counts of cases by name (`COUNTED`), and how many have which number of days or which date (`SPANS`, `OWED`)."""

    counts: Counter[str] = field(default_factory=Counter)
    days: dict[str, Counter[int]] = field(default_factory=_histograms)

    def add(self, other: "Tally") -> None:
        """Take another tally in."""
        self.counts.update(other.counts)
        for name, histogram in other.days.items():
            self.days[name].update(histogram)

    def due_before(self, name: str, day: date) -> int:
        """Give how many still owe an answer whose date lies before a day."""
        return sum(count for ordinal, count in self.days[name].items() if ordinal < day.toordinal())

    def as_data(self) -> dict[str, Any]:
        """Give it as JSON takes it, without what is nought."""
        days = {name: {str(number): n for number, n in found.items() if n} for name, found in self.days.items()}
        return {"counts": {name: n for name, n in self.counts.items() if n}, "days": days}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read what `as_data` gave."""
        days = {name: Counter({int(number): n for number, n in found.items()}) for name, found in data["days"].items()}
        return cls(Counter(data["counts"]), _histograms() | days)


@dataclass(frozen=True)
class Figures:
    """Whether promises were kept on a set of cases; reports/definitions.py says exactly what each figure counts.

    Medians and ninetieth percentiles are days; they and the shares (per cent, one decimal) are None where there is nothing
    to divide.
    """

    received: int
    open: int
    overdue: int
    due_this_week: int
    answered: int
    in_time: int
    late: int
    in_time_promise: int
    late_promise: int
    acknowledged: int
    extended: int
    stopped: int
    reopened: int
    median_days_to_answer: float | None
    ninetieth_days_to_answer: float | None
    median_net_days_to_answer: float | None
    ninetieth_net_days_to_answer: float | None
    median_days_to_acknowledge: float | None
    ninetieth_days_to_acknowledge: float | None
    median_days_late: float | None

    @property
    def share_in_time(self) -> float | None:
        """Give the share of answers in time against the law, of all whose day has come or that were answered."""
        return share(self.in_time, self.late)

    @property
    def share_in_time_promise(self) -> float | None:
        """Give the same share against the promise."""
        return share(self.in_time_promise, self.late_promise)


def figures_of(tallies: Iterable[Tally], *, as_of: date) -> Figures:
    """Give the figures of several tallies taken together, as they stand on a day."""
    whole = _together(list(tallies))
    counts, days = whole.counts, whole.days
    overdue = whole.due_before("owed", as_of)
    same = (
        "received",
        "open",
        "answered",
        "in_time",
        "in_time_promise",
        "acknowledged",
        "extended",
        "stopped",
        "reopened",
    )
    return Figures(
        **{name: counts[name] for name in same},
        overdue=overdue,
        due_this_week=whole.due_before("owed", as_of + timedelta(days=7)) - overdue,
        late=counts["late_answer"] + overdue,
        late_promise=counts["late_answer_promise"] + whole.due_before("owed_promise", as_of),
        median_days_to_answer=median(days["answer_days"]),
        ninetieth_days_to_answer=ninetieth(days["answer_days"]),
        median_net_days_to_answer=median(days["net_days"]),
        ninetieth_net_days_to_answer=ninetieth(days["net_days"]),
        median_days_to_acknowledge=median(days["acknowledge_days"]),
        ninetieth_days_to_acknowledge=ninetieth(days["acknowledge_days"]),
        median_days_late=median(days["late_days"] + _days_overdue(days["owed"], as_of)),
    )


def _together(tallies: list[Tally]) -> Tally:
    """Give several tallies as one; a single one as it is, since a page has a hundred of them."""
    if len(tallies) == 1:
        return tallies[0]
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole


def _days_overdue(owed: Mapping[int, int], as_of: date) -> Counter[int]:
    """Give how many answers that are owed have passed their date by which number of days."""
    today = as_of.toordinal()
    return Counter({today - ordinal: count for ordinal, count in owed.items() if ordinal < today})


def median(days: Mapping[int, int]) -> float | None:
    """Give the median of values that occur so many times; the mean of the two in the middle where these differ."""
    total = sum(days.values())
    if total == 0:
        return None
    return (_nth(days, (total - 1) // 2) + _nth(days, total // 2)) / 2


def ninetieth(days: Mapping[int, int]) -> float | None:
    """Give the ninetieth percentile by nearest rank: the least value that nine in ten do not exceed."""
    total = sum(days.values())
    return float(_nth(days, -(-9 * total // 10) - 1)) if total else None


def share(part: int, rest: int) -> float | None:
    """Give `part` of `part + rest` in per cent, to one decimal."""
    return round(100 * part / (part + rest), 1) if part + rest else None


def _nth(days: Mapping[int, int], place: int) -> int:
    """Give the value at a place (from 0) of the values in order."""
    for value in sorted(days):
        place -= days[value]
        if place < 0:
            return value
    raise IndexError("there are fewer values than that")
