"""Tables to be published: no count from which somebody could be recognised, said or to be worked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.masking import masked
from reports.tables import Cell, Column, Line, Table

COLUMNS = (
    Column("received", "Received", ""),
    Column("share_in_time", "Share", "", per_cent=True),
    Column("median_days_to_answer", "Median", ""),
)


def table(*counts):
    lines = tuple(
        Line((str(n),), (str(n),), (Cell(count, str(count), "/cases/"), Cell(50.0, "50 %"), Cell(9.0, "9")))
        for n, count in enumerate(counts)
    )
    total = Line(
        ("total",), ("All",), (Cell(sum(counts), str(sum(counts)), "/cases/"), Cell(50.0, "50 %"), Cell(9.0, "9"))
    )
    return Table((("n", "N"),), COLUMNS, lines, total)


def said(made):
    return [[cell.words for cell in line.cells] for line in made.lines]


def test_counts_of_few_are_said_as_few_and_their_shares_and_days_not_at_all():
    few = ["fewer than 5", "not shown", "not shown"]
    assert said(masked(table(3, 4, 20))) == [few, few, ["20", "50 %", "9"]]


def test_a_single_masked_count_takes_the_next_smallest_with_it_since_the_total_would_tell_it():
    assert [row[0] for row in said(masked(table(3, 8, 20)))] == ["fewer than 5", "not shown", "20"]


@pytest.mark.parametrize("few", [(1, 1), (4, 4), (1, 1, 1)])
def test_several_masked_counts_take_another_with_them_where_their_sum_tells_each(few):
    words = [row[0] for row in said(masked(table(*few, 20, 30)))]
    assert words == ["fewer than 5"] * len(few) + ["not shown", "30"]


def test_nought_is_said_and_enough_is_said():
    assert [row[0] for row in said(masked(table(0, 5, 20)))] == ["0", "5", "20"]


def test_a_total_of_few_is_masked_too():
    assert [cell.words for cell in masked(table(2)).total.cells] == ["fewer than 5", "not shown", "not shown"]


@pytest.mark.parametrize("least", [2, 10])
def test_the_threshold_is_a_setting(least):
    words = [row[0] for row in said(masked(table(1, 1, 9, 30), least=least))]
    assert words == [f"fewer than {least}"] * (2 if least == 2 else 3) + (["9", "30"] if least == 2 else ["30"])


def test_no_masked_value_is_left_in_a_file_and_no_cell_leads_to_its_cases():
    made = masked(table(3, 8, 20))
    assert [line.cells[0].value for line in made.lines] == [None, None, 20]
    assert {cell.address for line in [*made.lines, made.total] for cell in line.cells} == {""}


LINE = tuple(Column(name, name, "") for name in ("answered", "overdue", "in_time", "late"))


def balanced(*lines):
    """Make a table of lines of in time, late answer and overdue."""
    rows = [(in_time + late, overdue, in_time, late + overdue) for in_time, late, overdue in lines]
    made = [_row(str(number), row) for number, row in enumerate(rows)]
    return Table((("n", "N"),), LINE, tuple(made), _row("all", [sum(column) for column in zip(*rows, strict=True)]))


def _row(head, values):
    return Line((head,), (head,), tuple(Cell(value, str(value)) for value in values))


def test_a_count_that_its_own_line_tells_takes_another_of_the_line_with_it():
    made = masked(balanced((17, 3, 0), (40, 20, 10), (40, 20, 10)))
    assert said(made)[0] == ["20", "0", "not shown", "fewer than 5"]


def test_what_goes_with_it_is_not_told_by_the_total_of_its_column_either():
    made = masked(balanced((17, 3, 0), (40, 20, 10), (50, 30, 10)))
    for place in (2, 3):
        assert sum(row[place] in ("not shown", "fewer than 5") for row in said(made)) >= 2


def test_where_no_other_line_is_left_the_total_goes():
    assert [cell.words for cell in masked(table(4, 4)).total.cells] == ["not shown", "not shown", "not shown"]


COUNT = st.one_of(st.integers(0, 6), st.integers(0, 60))


@given(st.lists(st.tuples(COUNT, COUNT, COUNT), min_size=1, max_size=6))
def test_no_small_count_is_told_by_any_sum_that_is_shown(lines):
    before, after = balanced(*lines), masked(balanced(*lines))
    shown = [[cell.value for cell in line.cells] for line in [*after.lines, after.total]]
    true = [[cell.value for cell in line.cells] for line in [*before.lines, before.total]]
    columns = [[(number, place) for number in range(len(true))] for place in range(4)]
    rows = [[(number, place) for place in range(4)] for number in range(len(true))]
    for cells in [*columns, *rows]:
        gone = [(number, place) for number, place in cells if shown[number][place] is None]
        assert len(gone) != 1 or true[gone[0][0]][gone[0][1]] == 0


@given(st.lists(st.tuples(COUNT, COUNT, COUNT), min_size=1, max_size=6))
def test_every_small_count_is_masked_and_nought_is_said(lines):
    before, after = balanced(*lines), masked(balanced(*lines))
    for was, made in zip([*before.lines, before.total], [*after.lines, after.total], strict=True):
        for cell, left in zip(was.cells, made.cells, strict=True):
            assert left.value is None or left.value == 0 or left.value >= 5
            assert cell.value != 0 or left.value == 0
