"""The overview as its page shows it: headlines with what they were before, the chart by month, what is coming."""

from dataclasses import dataclass
from datetime import date

from reports.answers import all_between
from reports.asked import Answer
from reports.chart import HALF_WIDTH, bars_svg, chart_svg
from reports.definitions import BY_NAME
from reports.figures import Figures, figures_of
from reports.forecast import Forecast
from reports.registry import Report
from reports.tables import BAD, Cell, Table, addresses_of_cases, column, in_words

MOST_BARS = 24


@dataclass(frozen=True)
class Headline:
    """A figure that stands large above the table, the counts that it is made of, and what it was before, in words."""

    heading: str
    cell: Cell
    details: tuple[Cell, ...] = ()
    before: tuple[str, ...] = ()


# What stands above the table, and the counts that each is made of.
HEADLINES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("received", ()),
    ("open", ()),
    ("overdue", ()),
    ("share_in_time", (("in_time", "in time"), ("late", "late"))),
    ("share_in_time_promise", (("in_time_promise", "in time"), ("late_promise", "late"))),
    (
        "median_days_to_answer",
        (
            ("ninetieth_days_to_answer", "for 9 of 10"),
            ("median_net_days_to_answer", "net, without waits"),
            ("ninetieth_net_days_to_answer", "net, for 9 of 10"),
        ),
    ),
    ("median_days_to_acknowledge", (("ninetieth_days_to_acknowledge", "for 9 of 10"),)),
)
TITLES = {"share_in_time": "Answered in time (law)", "share_in_time_promise": "Answered in time (promise)"}
# What a later look at a past period changes too much to be compared.
NOT_COMPARED = frozenset({"open", "overdue"})


def headlines(answer: Answer, earlier: dict[str, Figures]) -> tuple[Headline, ...]:
    """Give the headlines of an answer; `earlier` are the figures of other periods by what they are called."""

    address_of = addresses_of_cases(answer.asked)

    def counted(name: str, words: str = "") -> Cell:
        one, value = column(name), getattr(answer.totals, name)
        said = in_words(value, per_cent=one.per_cent)
        tone = "bad" if value and name in BAD and not words else ""
        linked = name in BY_NAME and value and not answer.asked.from_events
        address = address_of(name) if linked else ""
        return Cell(value, f"{said} {words}".strip(), address, f"{one.heading}, all: {said}", tone)

    def was(name: str) -> tuple[str, ...]:
        if name in NOT_COMPARED:
            return ()
        one = column(name)
        told = ((when, getattr(figures, name)) for when, figures in earlier.items() if figures.received)
        return tuple(f"{in_words(value, per_cent=one.per_cent)} {when}" for when, value in told if value is not None)

    return tuple(
        Headline(
            TITLES.get(name, column(name).heading),
            counted(name),
            tuple(counted(part, words) for part, words in parts),
            was(name),
        )
        for name, parts in HEADLINES
    )


def months_chart(by_month: Answer) -> str:
    """Give the chart of an answer by month, a column for every month between the first and the last."""
    found = {date.fromisoformat(f"{month}-01"): figures for (month,), figures in by_month.parts}
    nothing = figures_of([], as_of=by_month.asked.as_of)
    months = [(month, found.get(month, nothing)) for month in all_between(list(found))]
    if not months:
        return ""
    total = by_month.totals
    label = (
        f"Cases by month of receipt, {months[0][0]:%B %Y} to {months[-1][0]:%B %Y}: {total.received} received, "
        f"{total.answered} answered, {total.in_time} of them in time. The table below has the numbers."
    )
    return chart_svg(months, label=label)


def weeks_chart(ahead: Forecast) -> str:
    """Give the chart of the answers that fall due in the next weeks."""
    if not ahead.due:
        return ""
    names = [f"{week.first:%-d %b} – {week.last:%-d %b}" for week in ahead.weeks]
    label = f"Answers that fall due in the next weeks: {', '.join(str(week.due) for week in ahead.weeks)}."
    return bars_svg(names, [("due", [week.due for week in ahead.weeks])], label=label, width=HALF_WIDTH)


def table_chart(report: Report, table: Table) -> str:
    """Give the chart of a report's table: bars of what it draws, of the first lines where there are many."""
    names = [column.name for column in table.columns]
    lines = table.lines[:MOST_BARS]
    places = [names.index(name) for name in report.drawn]
    series = [(names[place], [_number(line.cells[place]) for line in lines]) for place in places]
    if not any(value for _, values in series for value in values):
        return ""
    label = f"{report.title}: {', '.join(table.columns[place].heading for place in places)}. The table below has the numbers."
    return bars_svg([_short(", ".join(line.heads)) for line in lines], series, label=label)


def legend(report: Report, table: Table) -> list[str]:
    """Give the headings of what the chart draws, in its order."""
    headings = {column.name: column.heading for column in table.columns}
    return [headings[name] for name in report.drawn]


def _number(cell: Cell) -> float:
    return float(cell.value) if isinstance(cell.value, int | float) else 0.0


def _short(text: str) -> str:
    return text if len(text) <= 34 else f"{text[:33]}…"
