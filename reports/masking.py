"""Small numbers taken out of a table that leaves the house, so that nobody can be recognised in it. Pure."""

from dataclasses import replace

from reports.tables import Cell, Line, Table

FEW = 5


def masked(table: Table, *, least: int = FEW) -> Table:
    """Give the table with each count from 1 to below `least` said as such, and no figure of so few cases.

    Where a single count of a column is masked, the next smallest goes with it, since the total would tell it. Shares and days
    of a line stand only where none of its counts is masked. No cell leads to its cases.
    """
    hidden = {
        (line, place)
        for place, column in enumerate(table.columns)
        if _counts(table, place)
        for line in _hidden_in(table, place, least)
    }
    lines = tuple(_line(line, number, hidden, table, least) for number, line in enumerate(table.lines))
    total = _line(table.total, None, hidden, table, least) if table.total else None
    return replace(table, lines=lines, total=total)


def _counts(table: Table, place: int) -> bool:
    """Tell whether a column holds counts: whole numbers that are no shares and no days."""
    name = table.columns[place].name
    return not table.columns[place].per_cent and not name.startswith(("median", "ninetieth"))


def _hidden_in(table: Table, place: int, least: int) -> set[int]:
    values = {number: line.cells[place].value for number, line in enumerate(table.lines)}
    counts = {number: value for number, value in values.items() if isinstance(value, int) and value > 0}
    few = {number for number, value in counts.items() if value < least}
    others = sorted(counts.keys() - few, key=lambda number: counts[number])
    return few | set(others[:1]) if len(few) == 1 and table.total else few


def _line(line: Line, number: int | None, hidden: set[tuple[int, int]], table: Table, least: int) -> Line:
    some = number is not None and any((number, place) in hidden for place in range(len(table.columns)))
    cells = []
    for place, cell in enumerate(line.cells):
        few = number is None and _counts(table, place) and isinstance(cell.value, int) and 0 < cell.value < least
        if few or (number, place) in hidden:
            small = isinstance(cell.value, int) and cell.value < least
            cells.append(Cell(None, f"fewer than {least}" if small else "not shown"))
        elif some and not _counts(table, place):
            cells.append(Cell(None, "not shown"))
        else:
            cells.append(replace(cell, address="", label=""))
    return replace(line, cells=tuple(cells))
