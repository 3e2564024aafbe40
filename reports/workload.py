"""Workload by team: what is open, due and overdue, how many answers a team gives in a week, and what that lets us expect."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Count

from cases.models import Team
from reports.asked import Asked
from reports.cuts import UNKNOWN, narrowed
from reports.definitions import BY_NAME, NOT_OWED
from reports.exact import facts_asked_for
from reports.forecast import DAYS, PACE_WEEKS, Forecast, forecast
from reports.selectors import facts_in
from reports.tables import BAD, Cell, Column, Line, Table, addresses_of_cases, column, in_words

PACE = Column(
    "answered_a_week", "Answered a week", f"Answers that left in the last {PACE_WEEKS} weeks, divided by {PACE_WEEKS}."
)
AHEAD = Column("due_ahead", f"Due in {DAYS} days", f"Answers owed whose date is today or one of the next {DAYS} days.")
AT_RISK = Column(
    "at_risk",
    "At risk",
    f"Of the answers that are overdue or fall due in the next {DAYS} days, those that would not leave in time if the team goes "
    "on at its pace and takes the earliest date first.",
)
COLUMNS = (column("open"), column("due_this_week"), column("overdue"), PACE, AHEAD, AT_RISK)


@dataclass
class Load:
    """What a team has: open cases, answers owed by date, and answers given in the last weeks."""

    open: int = 0
    owed: Counter[date] = field(default_factory=Counter)
    answered: int = 0

    def add(self, other: "Load") -> None:
        """Take another load in."""
        self.open += other.open
        self.owed.update(other.owed)
        self.answered += other.answered


Loads = Mapping[int | None, Load]


def workload_by_team(asked: Asked) -> Table:
    """Give a line a team, the most open cases first, with its alarms in words."""
    names = dict(Team.objects.values_list("pk", "name"))
    loads = loads_from_events(asked) if asked.from_events else loads_from_rows(asked)
    whole = Load()
    for load in loads.values():
        whole.add(load)
    order = sorted(loads, key=lambda pk: (pk is None, -loads[pk].open, names.get(pk or 0, "")))
    ahead = {pk: _forecast(loads[pk], asked, of_team=pk is not None) for pk in order}
    lines = tuple(_line(pk, names.get(pk or 0, "No team"), loads[pk], ahead[pk], asked) for pk in order)
    total = _cells(whole, _forecast(whole, asked, of_team=False), asked, "All")
    said = tuple(f"{names[pk]}: {alarm}" for pk in order if pk is not None for alarm in ahead[pk].alarms)
    return Table((("team", "Team"),), COLUMNS, lines, Line(("total",), ("All",), total) if lines else None, said)


def loads_from_rows(asked: Asked) -> Loads:
    """Give the loads from the fact rows. Three queries."""
    loads: dict[int | None, Load] = defaultdict(Load)
    facts = narrowed(facts_in(asked.period), asked.filters)
    is_open = BY_NAME["open"].condition(asked.as_of)
    for team, count in facts.values("team").annotate(n=Count("pk", filter=is_open)).values_list("team", "n"):
        loads[team].open = count
    owing = facts.filter(answered_on__isnull=True, ruling_on__isnull=False).exclude(state__in=NOT_OWED)
    by_day = owing.values("team", "ruling_on").annotate(n=Count("pk")).values_list("team", "ruling_on", "n")
    for team, day, count in by_day:
        if day is not None:
            loads[team].owed[day] = count
    lately = facts.filter(answered_on__gt=_since(asked), answered_on__lte=asked.as_of)
    for team, count in lately.values("team").annotate(n=Count("pk")).values_list("team", "n"):
        loads[team].answered = count
    return loads


def loads_from_events(asked: Asked) -> Loads:
    """Give the same from the history."""
    loads: dict[int | None, Load] = defaultdict(Load)
    for facts in facts_asked_for(asked):
        load = loads[facts.team_id]
        load.open += BY_NAME["open"].holds(facts, asked.as_of)
        if facts.answer_owed and facts.ruling_on is not None:
            load.owed[facts.ruling_on] += 1
        load.answered += facts.answered_on is not None and _since(asked) < facts.answered_on <= asked.as_of
    return loads


def _since(asked: Asked) -> date:
    return asked.as_of - timedelta(weeks=PACE_WEEKS)


def _forecast(load: Load, asked: Asked, *, of_team: bool) -> Forecast:
    return forecast(owed=load.owed, answered=load.answered, as_of=asked.as_of, of_team=of_team)


def _line(pk: int | None, name: str, load: Load, ahead: Forecast, asked: Asked) -> Line:
    code = UNKNOWN if pk is None else str(pk)
    of_team = replace(asked, filters=(*(pair for pair in asked.filters if pair[0] != "team"), ("team", code)))
    return Line((code,), (name,), _cells(load, ahead, of_team, name))


def _cells(load: Load, ahead: Forecast, asked: Asked, whose: str) -> tuple[Cell, ...]:
    week = ahead.weeks[0].due
    values = (load.open, week, ahead.overdue, ahead.pace, ahead.due, ahead.at_risk)
    return tuple(_cell(one, value, asked, whose) for one, value in zip(COLUMNS, values, strict=True))


def _cell(one: Column, value: float, asked: Asked, whose: str) -> Cell:
    said, tone = in_words(value), "bad" if value and one.name in BAD | {AT_RISK.name} else ""
    if not value or asked.from_events or one.name not in BY_NAME:
        return Cell(value, said, tone=tone)
    return Cell(value, said, addresses_of_cases(asked)(one.name), f"{one.heading}, {whose}: {said}", tone)
