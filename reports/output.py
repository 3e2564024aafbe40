"""A report as files: a document for JSON, lines for CSV. Page, command, download and API give the same values."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from reports.answers import DATED
from reports.asked import Asked
from reports.cells import Cell, csv_lines
from reports.tables import Line, Table, Value


def as_document(table: Table, asked: Asked) -> dict[str, Any]:
    """Give the report as JSON takes it: days in ISO form, shares in per cent, null where there is nothing to divide."""
    first, last = asked.period.first, asked.period.last
    names = [name for name, _ in table.heads]
    return {
        "from": _plain(first),
        "to": _plain(last),
        "as_of": asked.as_of.isoformat(),
        "filters": dict(asked.filters),
        "rows": [dict(zip(names, line.codes, strict=True)) | _values(table, line) for line in table.lines],
        "totals": _values(table, table.total) if table.total else {},
    }


def as_csv(table: Table) -> Iterator[str]:
    """Give the lines of the table, with the totals last."""
    heading = [*(name for name, _ in table.heads), *(column.name for column in table.columns)]
    return csv_lines(heading, rows_of(table))


def rows_of(table: Table) -> Iterator[list[Cell]]:
    """Give the rows of a file: codes of months and weeks, words of the rest, then the values; the totals last."""
    width = len(table.heads)
    for line in table.lines:
        named = zip(table.heads, line.codes, line.heads, strict=True)
        heads = (code if name in DATED else words for (name, _), code, words in named)
        yield [*heads, *(cell.value for cell in line.cells)]
    if table.total:
        yield ["total", *[""] * (width - 1), *(cell.value for cell in table.total.cells)]


def _values(table: Table, line: Line) -> dict[str, Any]:
    return {column.name: _plain(cell.value) for column, cell in zip(table.columns, line.cells, strict=True)}


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value
