"""Small numbers taken out of a table that leaves the house, so that nobody can be recognised in it. Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from reports.sums import SUMS
from reports.tables import Cell, Line, Table

FEW = 5
Spot = tuple[int, int]  # number of the line (the total comes after the last) and place of the column
Counts = Mapping[Spot, int]
Hidden = dict[Spot, tuple[float, float]]  # least and most that it may be for who reads the table
Term = tuple[int, float, float]  # sign in the equation, least and most that it may be


@dataclass(frozen=True)
class Equation:
    """Counts that together make what the counts of `whole` make together: of a column, or of a line."""

    parts: tuple[Spot, ...]
    whole: tuple[Spot, ...]


def masked(table: Table, *, least: int = FEW) -> Table:
    """Give the table with each count from 1 to below `least` said as such, and no figure of so few cases.

    Where a total, or another figure of the line that is a sum (`SUMS`), would tell what is masked, the smallest other part
    goes with it, else the sum; and so on, until no sum tells anything. Shares and days of a line stand only where none of
    its counts is masked. No cell leads to its cases.
    """
    counts = _counts_of(table)
    hidden = _hidden(counts, list(_equations(table, counts)), least)
    lines = tuple(_line(line, number, hidden, table, least) for number, line in enumerate(table.lines))
    total = _line(table.total, len(table.lines), hidden, table, least) if table.total else None
    return replace(table, lines=lines, total=total, alarms=())  # which say counts too


def _counts(table: Table, place: int) -> bool:
    """Tell whether a column holds counts: whole numbers that are no shares, no days and no pace."""
    name = table.columns[place].name
    return not table.columns[place].per_cent and not name.startswith(("median", "ninetieth", "answered_a_week"))


def _counts_of(table: Table) -> Counts:
    rows = enumerate([*table.lines, table.total] if table.total else table.lines)
    return {
        (number, place): cell.value
        for number, line in rows
        for place, cell in enumerate(line.cells)
        if _counts(table, place) and isinstance(cell.value, int)
    }


def _equations(table: Table, counts: Counts) -> Iterator[Equation]:
    """Give what a reader can add up: each column to its total, and in each line, the total's too, what is part of a sum."""
    places = {column.name: place for place, column in enumerate(table.columns)}
    known = [one for one in SUMS if places.keys() >= {*one.whole, *one.parts}]
    last = len(table.lines)
    for number in range(last + (table.total is not None)):
        for one in known:
            parts, whole = (tuple((number, places[name]) for name in names) for names in (one.parts, one.whole))
            if counts.keys() >= {*parts, *whole}:
                yield Equation(parts, whole)
    for place in places.values():
        if (last, place) in counts:
            yield Equation(tuple((n, place) for n in range(last) if (n, place) in counts), ((last, place),))


def _hidden(counts: Counts, equations: list[Equation], least: int) -> Hidden:
    """Give the few, and what goes with them, until no equation tells what is hidden or nothing is left to hide.

    Lines are looked at before columns, so that a column counts what its lines hide and takes no more than it must.
    """
    few = (1, least - 1) if least > 2 else (0, 2)  # "fewer than 2" says 1 in any case, so no sum can tell more
    hidden: Hidden = {spot: few for spot, count in counts.items() if 0 < count < least}
    of_spot: dict[Spot, list[int]] = defaultdict(list)
    for number, one in enumerate(equations):
        for spot in (*one.parts, *one.whole):
            of_spot[spot].append(number)
    waiting = list(range(len(equations)))  # in order, so it is a heap
    while waiting:
        one = equations[heappop(waiting)]
        if _tells(one, counts, hidden) and (taken := _next(one, counts, hidden)):
            hidden[taken] = (least if counts[taken] >= least else 1, math.inf)
            for number in of_spot[taken]:
                heappush(waiting, number)
    return hidden


def _next(one: Equation, counts: Counts, hidden: Hidden) -> Spot | None:
    """Give what goes next: the smallest part that is shown and not nought, else the smallest such sum.

    Where all are hidden, it is one of which even "fewer than" says too much, as of 4 that are 1, 1, 1 and 1: the sum first.
    """
    for side in (one.parts, one.whole):
        shown = [spot for spot in side if counts[spot] > 0 and spot not in hidden]
        if shown:
            return min(shown, key=lambda spot: counts[spot])
    return next((spot for spot in (*one.whole, *one.parts) if spot in hidden and hidden[spot][1] < math.inf), None)


def _tells(one: Equation, counts: Counts, hidden: Hidden) -> bool:
    """Tell whether an equation leaves a hidden count only one value, by what is shown and by how much the others may be."""
    signed = [*((spot, 1) for spot in one.parts), *((spot, -1) for spot in one.whole)]
    gone = Counter((sign, *hidden[spot]) for spot, sign in signed if spot in hidden)
    shown = sum(sign * counts[spot] for spot, sign in signed if spot not in hidden)
    return gone.total() == 1 or any(_is_told(term, gone - Counter([term]), shown) for term in gone)


def _is_told(term: Term, others: Counter[Term], shown: int) -> bool:
    """Tell whether a term can be one number only, where it and the others and what is shown make nought."""
    sign, least, most = term
    lowest = highest = float(-sign * shown)
    for (other_sign, low, high), many in others.items():
        same = other_sign == sign
        lowest -= many * (high if same else -low)
        highest -= many * (low if same else -high)
    return max(least, lowest) == min(most, highest)


def _line(line: Line, number: int, hidden: Hidden, table: Table, least: int) -> Line:
    """Mask what is hidden of a line, and with it its shares and numbers of days, which would tell it."""
    gone = {place for place in range(len(line.cells)) if (number, place) in hidden}

    def shown(place: int, cell: Cell) -> Cell:
        if place in gone:
            few = hidden[number, place][1] < math.inf
            return Cell(None, f"fewer than {least}" if few else "not shown")
        return replace(cell, address="", label="") if not gone or _counts(table, place) else Cell(None, "not shown")

    return replace(line, cells=tuple(shown(place, cell) for place, cell in enumerate(line.cells)))
