"""What a report is asked for, and its answer before anything is laid out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from reports.cuts import CUTS, Filters
from reports.figures import Figures
from reports.period import Period


@dataclass(frozen=True)
class Asked:
    """Cases received in a period, with these filters, cut by these, as of a day.

    `known_on` asks for what was known at the end of that day, `exact` for the count from events; both leave the rows aside.
    """

    period: Period
    as_of: date
    by: tuple[str, ...] = ("month", "procedure")
    filters: Filters = ()
    known_on: date | None = None
    exact: bool = False

    @property
    def from_events(self) -> bool:
        """Tell whether it is answered from events alone."""
        return self.exact or self.known_on is not None

    @property
    def not_in_events(self) -> list[str]:
        """Give the headings of what the events do not tell."""
        named = [*self.by, *(name for name, _ in self.filters)]
        return [CUTS[name].heading for name in dict.fromkeys(named) if not CUTS[name].from_events]

    def of_part(self, part: tuple[str, ...]) -> "Asked":
        """Ask for one part of the answer: its codes become filters, a month or week the period."""
        asked = self
        for name, code in zip(self.by, part, strict=True):
            if name == "month":
                asked = replace(asked, period=asked.period.within(date.fromisoformat(f"{code}-01")))
            elif name == "week":
                asked = replace(asked, period=asked.period.of_week(date.fromisoformat(code)))
            else:
                asked = replace(asked, filters=(*(pair for pair in asked.filters if pair[0] != name), (name, code)))
        return asked


@dataclass(frozen=True)
class Answer:
    """The figures of each part (codes in the order of `asked.by`), and of all."""

    asked: Asked
    parts: tuple[tuple[tuple[str, ...], Figures], ...]
    totals: Figures


Answering = Callable[[Asked], Answer]
