"""A report as a table, before it becomes a page, a file or an answer of the API: heads, columns and lines with their cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from reports.asked import Answer, Asked
from reports.cuts import CUTS, words_of
from reports.definitions import BY_NAME, SPANS_IN_WORDS
from reports.period import Period, end_of_month, month_text

NOTHING = "–"
SHARES = {
    "share_in_time": ("Share (law)", "In time ÷ (in time + late), by the date of the law."),
    "share_in_time_promise": ("Share (promise)", "In time ÷ (in time + late), by the date of the promise."),
}
BAD = frozenset({"overdue", "late", "late_promise"})
Value = int | float | str | date | None


@dataclass(frozen=True)
class Column:
    """One column: its name in files, its heading, what it counts, and whether its values are per cent."""

    name: str
    heading: str
    words: str
    per_cent: bool = False


@dataclass(frozen=True)
class Cell:
    """One value, in words, with the address of the cases that it counts and what the link is called."""

    value: Value
    words: str
    address: str = ""
    label: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Line:
    """A row: the codes and the words of what it is about, and a cell per column."""

    codes: tuple[str, ...]
    heads: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A report laid out in rows; `heads` are (name, heading) of what stands before the columns, `alarms` sentences above."""

    heads: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    alarms: tuple[str, ...] = ()


def column(name: str) -> Column:
    """Give the column of a figure. Raises KeyError."""
    if name in BY_NAME:
        return Column(name, BY_NAME[name].heading, BY_NAME[name].words)
    heading, words = (SPANS_IN_WORDS | SHARES)[name]
    return Column(name, heading, words, per_cent=name in SHARES)


def table_of(answer: Answer, names: tuple[str, ...]) -> Table:
    """Lay an answer out with the figures of these names; counts lead to their cases, except where they are of a past day."""
    asked = answer.asked
    columns = tuple(column(name) for name in names)

    def line(part: tuple[str, ...], heads: tuple[str, ...], figures: object, of_part: Asked) -> Line:
        whose = ", ".join(heads)
        address = None if asked.from_events else addresses_of_cases(of_part)
        return Line(part, heads, tuple(_cell(one, getattr(figures, one.name), address, whose) for one in columns))

    def heads(part: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(words_of(name, code) for name, code in zip(asked.by, part, strict=True))

    lines = tuple(line(part, heads(part), figures, asked.of_part(part)) for part, figures in answer.parts)
    total = line(("total",), ("All",), answer.totals, asked)
    return Table(tuple((name, CUTS[name].heading) for name in asked.by), columns, lines, total)


def addresses_of_cases(asked: Asked) -> Callable[[str], str]:
    """Give what gives, for the name of a figure, the address of the list of cases behind it: made once for all figures."""
    start = f"{reverse('reports:cases')}?figure="
    rest = urlencode({**period_in_address(asked.period), **dict(asked.filters)})
    return lambda figure: f"{start}{figure}&{rest}" if rest else start + figure


def in_address(asked: Asked) -> dict[str, str]:
    """Give what is asked for as an address names it."""
    named = {**period_in_address(asked.period), **dict(asked.filters)}
    if asked.known_on:
        named["known_on"] = asked.known_on.isoformat()
    return named


def period_in_address(period: Period) -> Mapping[str, str]:
    """Give a period as an address names it: whole months where it is made of them."""
    first, last = period.first, period.last
    named = {}
    if first is not None:
        named["from"] = month_text(first) if first.day == 1 else first.isoformat()
    if last is not None:
        named["to"] = month_text(last) if last == end_of_month(last) else last.isoformat()
    return named


def in_words(value: Value, *, per_cent: bool = False) -> str:
    """Say a value: `92.5 %`, a number to the half, a date, or a dash for none."""
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return f"{value:%-d %b %Y}"
    if isinstance(value, str):
        return value
    return f"{value:g} %" if per_cent else f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _cell(one: Column, value: Value, address: Callable[[str], str] | None, whose: str) -> Cell:
    tone = "bad" if value and one.name in BAD else ""
    said = in_words(value, per_cent=one.per_cent)
    if not value or address is None or one.name not in BY_NAME:
        return Cell(value, said, tone=tone)
    return Cell(value, said, address(one.name), f"{one.heading}, {whose}: {said}", tone)
