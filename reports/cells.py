"""Cells of a table that leaves the house: text that a spreadsheet would run as a formula is made text, numbers stay numbers."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

Cell = str | int | float | date | None
# What a spreadsheet takes for the start of a formula, also as full-width characters, which some of them fold.
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(cell: Cell) -> str | int | float:
    """Give what may stand in the file: a text that begins like a formula gets an apostrophe before it."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.lstrip(" \u00a0\u3000\ufeff\u200b").startswith(STARTERS):
        return f"'{cell}"
    return cell


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        """Give the line."""
        return line


def csv_lines(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Give the lines of a CSV file (RFC 4180), one at a time, so that a long list needs no memory."""
    writer = csv.writer(_Echo())
    yield writer.writerow([safe_cell(cell) for cell in heading])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])
