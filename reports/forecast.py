"""What falls due in the next thirty days, held against the present pace, in words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 30
PACE_WEEKS = 8


@dataclass(frozen=True)
class Week:
    """Seven days from `first`: how many answers fall due in them."""

    first: date
    last: date
    due: int


@dataclass(frozen=True)
class Forecast:
    """Answers owed: overdue now, due in each of the next weeks, answers given in a week, and how many would be late."""

    as_of: date
    overdue: int
    weeks: tuple[Week, ...]
    busiest: tuple[date, int] | None
    pace: float
    at_risk: int
    of_team: bool = False

    @property
    def due(self) -> int:
        """Give how many answers fall due in the whole time."""
        return sum(week.due for week in self.weeks)

    @property
    def alarms(self) -> tuple[str, ...]:
        """Say in sentences what needs somebody's eye; nothing when all is well."""
        said = []
        if self.overdue:
            said.append(f"{_answers(self.overdue)} overdue today.")
        if self.busiest and self.busiest[1] > max(self.pace, 1):
            day, count = self.busiest
            ours = f"we have answered {self.pace:g} a week in the last {PACE_WEEKS} weeks"
            pace = f"this team answers {self.pace:g} a week" if self.of_team else ours
            said.append(f"{count} answers fall due on {day:%A %-d %B}; {pace}.")
        if self.at_risk:
            owed = self.overdue + self.due
            which = "the one answer" if owed == 1 else f"{self.at_risk} of the {owed} answers"
            until = self.as_of + timedelta(days=DAYS)
            said.append(f"At the present pace {which} owed until {until:%-d %B} would not leave in time.")
        return tuple(said)


def forecast(*, owed: Mapping[date, int], answered: int, as_of: date, of_team: bool = False) -> Forecast:
    """Look ahead from answers owed by date and the number answered in the last eight weeks.

    The pace is steady, and the earliest date comes first: what cannot be answered by some day at that pace is at risk.
    """
    pace = round(answered / PACE_WEEKS, 1)
    overdue = sum(count for day, count in owed.items() if day < as_of)
    ahead = [(as_of + timedelta(days=n), owed.get(as_of + timedelta(days=n), 0)) for n in range(DAYS + 1)]
    behind, at_risk = overdue, 0
    for number, (_, count) in enumerate(ahead, start=1):
        behind += count
        at_risk = max(at_risk, behind - int(answered * number / (7 * PACE_WEEKS)))
    days, most = max(ahead, key=lambda pair: pair[1])
    weeks = (ahead[at : at + 7] for at in range(0, len(ahead), 7))
    return Forecast(
        as_of=as_of,
        overdue=overdue,
        weeks=tuple(Week(week[0][0], week[-1][0], sum(count for _, count in week)) for week in weeks),
        busiest=(days, most) if most else None,
        pace=pace,
        at_risk=min(at_risk, overdue + sum(count for _, count in ahead)),
        of_team=of_team,
    )


def _answers(count: int) -> str:
    return "1 answer is" if count == 1 else f"{count} answers are"
