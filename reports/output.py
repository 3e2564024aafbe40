"""The timeliness report as plain data: a document for JSON, lines for CSV. Page, command and download give the same."""

from collections.abc import Iterator
from typing import Any

from cases.words import LABELS
from reports.cells import Cell, csv_lines
from reports.definitions import BY_NAME
from reports.figures import Figures, Timeliness

COLUMNS = (
    *BY_NAME,
    "share_in_time",
    "share_in_time_promise",
    "median_days_to_answer",
    "median_days_to_acknowledge",
)


def as_document(report: Timeliness) -> dict[str, Any]:
    """Give the report as JSON takes it: days in ISO form, shares in per cent, null where there is nothing to divide."""
    first, last = report.period.first, report.period.last
    return {
        "from": first.isoformat() if first else None,
        "to": last.isoformat() if last else None,
        "as_of": report.as_of.isoformat(),
        "rows": [
            {"month": f"{row.month:%Y-%m}", "procedure": row.procedure, **_values(row.figures)} for row in report.rows
        ],
        "totals": _values(report.totals),
    }


def as_csv(report: Timeliness) -> Iterator[str]:
    """Give the lines of the table, with the totals last."""
    body: list[list[Cell]] = [
        [f"{row.month:%Y-%m}", LABELS[row.procedure], *_values(row.figures).values()] for row in report.rows
    ]
    return csv_lines(["month", "procedure", *COLUMNS], [*body, ["total", "", *_values(report.totals).values()]])


def _values(figures: Figures) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in COLUMNS}
