"""A report as files: a document for JSON, lines for CSV, a workbook. Page, command, download and API give the same values."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from reports.answers import DATED
from reports.asked import Asked
from reports.cells import Cell, csv_lines
from reports.tables import Line, Table, Value

# A name that begins like a formula, and a text like an address, stay what they are.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True, "default_date_format": "yyyy-mm-dd"}


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
    return csv_lines(heading, _rows(table))


def as_xlsx(table: Table, *, title: str) -> bytes:
    """Give a workbook of one sheet, its first row fixed."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, PLAIN) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        headings = [*(heading for _, heading in table.heads), *(column.heading for column in table.columns)]
        sheet.write_row(0, 0, headings, bold)
        for number, row in enumerate(_rows(table), start=1):
            sheet.write_row(number, 0, ["" if value is None else value for value in row])
        sheet.freeze_panes(1, len(table.heads))
        sheet.set_column(0, len(headings) - 1, 16)
    return made.getvalue()


def _rows(table: Table) -> Iterator[list[Cell]]:
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
