"""Small numbers taken out of a table that leaves the house, so that nobody can be recognised in it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reports.figures import BALANCES
from reports.tables import Cell, Line, Table

FEW = 5
At = tuple[int | None, int]  # a line's number, None for the total, and the column's place
Counts = Mapping[At, int]


def masked(table: Table, *, least: int = FEW) -> Table:
    """Give the table with each count from 1 to below `least` said as such, and no figure of so few cases.

    Where a sum that is shown would tell what is masked (one alone, or several of 1 each), the next smallest part goes with
    it: down a column its total, along a line `BALANCES`. Shares and days of a line stand only where none of its counts is
    masked. No cell leads to its cases.
    """
    counts = _counts(table)
    hidden = {at for at, count in counts.items() if count < least}
    while more := set(_told(table, counts, hidden, least)):
        hidden |= more
    lines = tuple(_line(table, number, line, hidden, least) for number, line in enumerate(table.lines))
    total = _line(table, None, table.total, hidden, least) if table.total else None
    return replace(table, lines=lines, total=total, alarms=())  # which say counts too


def _numbered(table: Table) -> Iterator[tuple[int | None, Line]]:
    yield from enumerate(table.lines)
    if table.total:
        yield None, table.total


def _is_count(table: Table, place: int) -> bool:
    """Tell whether a column holds counts: whole numbers that are no shares, no days and no pace."""
    name = table.columns[place].name
    return not table.columns[place].per_cent and not name.startswith(("median", "ninetieth", "answered_a_week"))


def _counts(table: Table) -> dict[At, int]:
    """Give what is not nought of the counts."""
    return {
        (number, place): cell.value
        for number, line in _numbered(table)
        for place, cell in enumerate(line.cells)
        if _is_count(table, place) and isinstance(cell.value, int) and cell.value > 0
    }


def _sums(table: Table, counts: Counts) -> Iterator[tuple[list[At], list[At]]]:
    """Give what is the same added up: the parts of a column and its total, and the sides of a line's balance."""
    for place in range(len(table.columns)) if table.total else ():
        yield [(number, place) for number in range(len(table.lines)) if (number, place) in counts], [(None, place)]
    places = {column.name: place for place, column in enumerate(table.columns)}
    for names in BALANCES:
        if all(name in places for side in names for name in side):
            for number, _ in _numbered(table):
                one, other = ([(number, places[name]) for name in side] for side in names)
                yield [at for at in one if at in counts], [at for at in other if at in counts]


def _told(table: Table, counts: Counts, hidden: set[At], least: int) -> Iterator[At]:
    """Give what must be masked too, since a side of a sum that is shown whole tells what is masked of the other."""
    for sides in _sums(table, counts):
        for one, other in (sides, sides[::-1]):
            if not hidden.intersection(other):
                yield from _one_more(one, other, counts, hidden, least)


def _one_more(one: Sequence[At], other: Sequence[At], counts: Counts, hidden: set[At], least: int) -> Iterator[At]:
    """Give the smallest that is left of a side whose masked parts are told, else of the other side."""
    gone = [counts[at] for at in one if at in hidden]
    left = [at for at in one if at not in hidden] or other
    if gone and left and _tells(gone, least):
        yield min(left, key=lambda at: counts[at])


def _tells(gone: Sequence[int], least: int) -> bool:
    """Tell whether their sum says each of them: one alone, or all the least or the most that they can be."""
    smallest = sum(1 if count < least else least for count in gone)
    largest = len(gone) * (least - 1) if all(count < least for count in gone) else None
    return len(gone) == 1 or (least > 2 and sum(gone) in (smallest, largest))


def _line(table: Table, number: int | None, line: Line, hidden: set[At], least: int) -> Line:
    gone = {place for place in range(len(line.cells)) if (number, place) in hidden}
    if gone:  # a share or a number of days would tell what is gone
        gone |= {place for place in range(len(line.cells)) if not _is_count(table, place)}
    cells = (
        _masked(cell, least) if place in gone else replace(cell, address="", label="")
        for place, cell in enumerate(line.cells)
    )
    return replace(line, cells=tuple(cells))


def _masked(cell: Cell, least: int) -> Cell:
    small = isinstance(cell.value, int) and cell.value < least
    return Cell(None, f"fewer than {least}" if small else "not shown")
