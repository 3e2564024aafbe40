"""The timeliness report as a page shows it: every count is a link to the cases that it counts."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from cases.words import LABELS
from reports.chart import chart_svg
from reports.definitions import BY_NAME
from reports.figures import Figures, Timeliness
from reports.period import Period, end_of_month, month_text

NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    """One figure in words, with the address of its cases (empty where there are none) and what the link is called."""

    words: str
    address: str = ""
    label: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    heading: str
    procedure: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Headline:
    """A figure that stands large above the table, and the counts that it is made of."""

    heading: str
    cell: Cell
    details: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Page:
    """Everything that the template shows."""

    headlines: tuple[Headline, ...]
    chart: str
    lines: tuple[Line, ...]
    total: Line


COLUMNS = (
    "Received",
    "Open",
    "Overdue",
    "Answered",
    "In time (law)",
    "Late (law)",
    "Share (law)",
    "In time (promise)",
    "Late (promise)",
    "Share (promise)",
    "Median days to answer",
    "Median days to acknowledge",
)


def page_of(report: Timeliness) -> Page:
    """Lay the report out."""
    lines = tuple(
        Line(
            f"{row.month:%B %Y}",
            LABELS[row.procedure],
            _cells(
                row.figures,
                report.period.within(row.month),
                f"{LABELS[row.procedure]}, {row.month:%B %Y}",
                row.procedure,
            ),
        )
        for row in report.rows
    )
    return Page(
        headlines=_headlines(report.totals, report.period),
        chart=chart_svg(report.months, label=_spoken(report)),
        lines=lines,
        total=Line("All", "", _cells(report.totals, report.period, "all")),
    )


def address_of_cases(figure: str, period: Period, procedure: str = "") -> str:
    """Give the address of the list of cases behind a figure."""
    asked = {"figure": figure, **period_in_address(period)}
    if procedure:
        asked["procedure"] = procedure
    return f"{reverse('reports:cases')}?{urlencode(asked)}"


def period_in_address(period: Period) -> dict[str, str]:
    """Give a period as an address names it: whole months where it is made of them."""
    first, last = period.first, period.last
    named = {}
    if first is not None:
        named["from"] = month_text(first) if first.day == 1 else first.isoformat()
    if last is not None:
        named["to"] = month_text(last) if last == end_of_month(last) else last.isoformat()
    return named


def percent(value: float | None) -> str:
    """Say a share: `92.5 %`."""
    return NOTHING if value is None else f"{value:g} %"


def days(value: float | None) -> str:
    """Say a number of days, to the half."""
    return NOTHING if value is None else f"{value:g}"


def _headlines(figures: Figures, period: Period) -> tuple[Headline, ...]:
    def counted(name: str, tone: str = "") -> Headline:
        return Headline(BY_NAME[name].heading, _count(name, figures, period, "all", tone=tone))

    def parts(*names: str) -> tuple[Cell, ...]:
        cells = (_count(name, figures, period, "all") for name in names)
        said = zip(cells, ("in time", "late"), strict=True)
        return tuple(replace(cell, words=f"{cell.words} {word}") for cell, word in said)

    return (
        counted("received"),
        counted("open"),
        counted("overdue", tone="bad" if figures.overdue else ""),
        Headline("Answered in time (law)", Cell(percent(figures.share_in_time)), parts("in_time", "late")),
        Headline(
            "Answered in time (promise)",
            Cell(percent(figures.share_in_time_promise)),
            parts("in_time_promise", "late_promise"),
        ),
        Headline("Median days to answer", Cell(days(figures.median_days_to_answer))),
        Headline("Median days to acknowledge", Cell(days(figures.median_days_to_acknowledge))),
    )


def _cells(figures: Figures, period: Period, whose: str, procedure: str = "") -> tuple[Cell, ...]:
    def counted(name: str, tone: str = "") -> Cell:
        return _count(name, figures, period, whose, procedure, tone)

    return (
        counted("received"),
        counted("open"),
        counted("overdue", tone="bad"),
        counted("answered"),
        counted("in_time"),
        counted("late", tone="bad"),
        Cell(percent(figures.share_in_time)),
        counted("in_time_promise"),
        counted("late_promise", tone="bad"),
        Cell(percent(figures.share_in_time_promise)),
        Cell(days(figures.median_days_to_answer)),
        Cell(days(figures.median_days_to_acknowledge)),
    )


def _count(name: str, figures: Figures, period: Period, whose: str, procedure: str = "", tone: str = "") -> Cell:
    value: int = getattr(figures, name)
    if not value:
        return Cell("0")
    label = f"{BY_NAME[name].heading}, {whose}: {value}"
    return Cell(f"{value:,}", address_of_cases(name, period, procedure), label, tone)


def _spoken(report: Timeliness) -> str:
    """Say the chart in one sentence."""
    first, last = (
        (f"{month:%B %Y}" for month in (report.months[0][0], report.months[-1][0])) if report.months else ("", "")
    )
    total = report.totals
    return (
        f"Cases by month of receipt, {first} to {last}: {total.received} received, {total.answered} answered, "
        f"{total.in_time} of them in time. The table below has the numbers."
    )
