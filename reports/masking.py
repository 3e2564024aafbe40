"""Small numbers taken out of a table that leaves the house, so that nobody can be recognised in it. Pure."""

from dataclasses import replace

from reports.tables import Cell, Line, Table

FEW = 5


def masked(table: Table, *, least: int = FEW) -> Table:
    """Give the table with each count from 1 to below `least` said as such, and no figure of so few cases.

    Where the total would tell the masked counts of a column (one alone, or several of 1 each), the next smallest goes with
    them. Shares and days of a line stand only where none of its counts is masked. No cell leads to its cases.
    """
    hidden = {
        (line, place)
        for place, column in enumerate(table.columns)
        if _counts(table, place)
        for line in _hidden_in(table, place, least)
    }
    lines = tuple(_line(line, number, hidden, table, least) for number, line in enumerate(table.lines))
    total = _line(table.total, None, hidden, table, least) if table.total else None
    return replace(table, lines=lines, total=total, alarms=())  # which say counts too


def _counts(table: Table, place: int) -> bool:
    """Tell whether a column holds counts: whole numbers that are no shares, no days and no pace."""
    name = table.columns[place].name
    return not table.columns[place].per_cent and not name.startswith(("median", "ninetieth", "answered_a_week"))


def _hidden_in(table: Table, place: int, least: int) -> set[int]:
    values = {number: line.cells[place].value for number, line in enumerate(table.lines)}
    counts = {number: value for number, value in values.items() if isinstance(value, int) and value > 0}
    few = {number for number, value in counts.items() if value < least}
    others = sorted(counts.keys() - few, key=lambda number: counts[number])
    return few | set(others[:1]) if table.total and _told_by_total([counts[number] for number in few], least) else few


def _told_by_total(few: list[int], least: int) -> bool:
    """Tell whether the sum of what is masked says each of it: one alone, or all the least or the most that they can be."""
    bounds = (1, least - 1)
    return len(few) == 1 or (least > 2 and any(few and sum(few) == len(few) * bound for bound in bounds))


def _line(line: Line, number: int | None, hidden: set[tuple[int, int]], table: Table, least: int) -> Line:
    """Mask a line; the total has no number, and of its counts the few are masked."""

    def goes(place: int, cell: Cell) -> bool:
        few = _counts(table, place) and isinstance(cell.value, int) and 0 < cell.value < least
        return few if number is None else (number, place) in hidden

    gone = {place for place, cell in enumerate(line.cells) if goes(place, cell)}
    if gone:  # a share or a number of days would tell what is gone
        gone |= {place for place in range(len(line.cells)) if not _counts(table, place)}
    cells = (
        _masked(cell, least) if place in gone else replace(cell, address="", label="")
        for place, cell in enumerate(line.cells)
    )
    return replace(line, cells=tuple(cells))


def _masked(cell: Cell, least: int) -> Cell:
    small = isinstance(cell.value, int) and cell.value < least
    return Cell(None, f"fewer than {least}" if small else "not shown")
