"""The chart of a report as SVG without script or inline style; the table on the page says the same in numbers.

Each has its size in pixels, and a page shows it at that size, so that all charts of a page are written in one size of type.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree

import leather

from reports.figures import Figures

WIDTH, HALF_WIDTH, HEIGHT = 800, 520, 280
# What leather leaves for a title and a legend, which the page has as text: above the columns, and around as a share of the width.
EMPTY_ABOVE, MARGIN = 48, 0.05
BELOW_TICKS = 12
AROUND_BARS = 116
MOST_LABELS = 13
MOST_TICKS = 5
BAR = 30
PRINTED = (
    "svg > g > rect { fill: none } .tick line { stroke: #dbe4ea } text { fill: #1c2429 } "
    ".bars rect { fill: #dbe4ea; stroke: #6b7780 } .bars:nth-of-type(2) rect { fill: #1d566f }"
)
# Each is part of the one before, so columns drawn over one another read as one column in three shades.
SERIES = ("received", "answered", "in_time")


class Column(leather.Columns):
    """Columns without a legend of their own; the page has one, in words that wrap."""

    def legend_to_svg(self, _series: Any, _palette: Any) -> list[Any]:
        """Give nothing to draw."""
        return []


class Bar(leather.Bars):
    """Bars without a legend of their own."""

    def legend_to_svg(self, _series: Any, _palette: Any) -> list[Any]:
        """Give nothing to draw."""
        return []


def chart_svg(months: Sequence[tuple[date, Figures]], *, label: str) -> str:
    """Give the SVG: a column per month with the answered and the timely part inside it; empty where there are no months.

    Colours come from the page's style sheet by the classes that leather sets; `label` is what a screen reader says.
    """
    if not months:
        return ""
    chart = leather.Chart()
    for name in SERIES:
        columns = [(f"{month:%Y-%m}", getattr(figures, name)) for month, figures in months]
        chart.add_series(leather.Series(columns), Column("currentColor"))
    ticks = y_ticks(max(figures.received for _, figures in months))
    chart.add_y_scale(0, ticks[-1])
    chart.add_y_axis(ticks=ticks)
    chart.add_x_axis(tick_formatter=_short_month)
    return _for_page(chart.to_svg(width=WIDTH, height=HEIGHT), label)


def bars_svg(
    names: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], *, label: str, width: int = WIDTH
) -> str:
    """Give the SVG of horizontal bars: for each name a bar per series, in the order of the table; empty without names."""
    if not names:
        return ""
    chart = leather.Chart()
    for _, values in series:
        rows = [(value, name) for name, value in zip(names, values, strict=True)][::-1]  # leather draws from below
        chart.add_series(leather.Series(rows), Bar("currentColor"))
    ticks = y_ticks(math.ceil(max((value for _, values in series for value in values), default=0)))
    chart.add_x_scale(0, ticks[-1])
    chart.add_x_axis(ticks=ticks)
    height = AROUND_BARS + BAR * len(names)
    svg = chart.to_svg(width=width, height=height)
    return _for_page(svg, label, width=width, height=height, above=round(MARGIN * width))


def y_ticks(highest: int) -> list[int]:
    """Give whole numbers from 0 to at least the highest, few enough to read."""
    rough = max(highest, 1) / MOST_TICKS
    power = 10 ** max(math.floor(math.log10(rough)), 0)
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough)
    return list(range(0, step * math.ceil(max(highest, 1) / step) + 1, step))


def _short_month(value: str, place: int, count: int) -> str:
    """Write every month, or every third and so on where all would run into one another."""
    every = math.ceil(count / MOST_LABELS)
    return f"{date.fromisoformat(value + '-01'):%b %y}" if place % every == 0 else ""


def for_print(svg: str) -> str:
    """Give a chart with the colours that a page has from its style sheet, which a printed picture does not see."""
    return svg.replace("</svg>", f"<style>{PRINTED}</style></svg>") if svg else ""


def _for_page(svg: str, label: str, *, width: int = WIDTH, height: int = HEIGHT, above: int = EMPTY_ABOVE) -> str:
    """Name the picture and cut it to what is drawn, a pixel for each of its units."""
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    root = ElementTree.fromstring(svg)  # noqa: S314 - leather wrote it a moment ago
    drawn = height - above - (round(MARGIN * width) - BELOW_TICKS)
    root.set("width", str(width))
    root.set("height", str(drawn))
    root.set("viewBox", f"0 {above} {width} {drawn}")
    root.set("role", "img")
    root.set("aria-label", label)
    root.set("class", "chart")
    return ElementTree.tostring(root, encoding="unicode")
