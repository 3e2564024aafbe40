"""Tables to be published: no count from which somebody could be recognised, said or to be worked out."""

import pytest

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
