"""Tables to be published: no count from which somebody could be recognised, said or to be worked out."""

import csv
import io
import itertools
from datetime import date
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.asked import Asked
from reports.definitions import BY_NAME, CaseFacts
from reports.masking import masked
from reports.output import as_csv, as_document
from reports.page import table_chart
from reports.period import Period
from reports.promised import BY_NAME as REMEDY_FIGURES
from reports.promised import Promised
from reports.registry import reports
from reports.tables import Cell, Column, Line, Table
from reports.workbook import as_xlsx

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


LAW = ("answered", "overdue", "in_time", "late", "share_in_time")
REMEDIES = ("promised", "open", "done_in_time", "done_late")
LETTERS = ("letters", "left", "waiting", "bounced", "failed")


def laid_out(names, rows):
    """A table of these counts, its total below; shares are per cent."""
    columns = tuple(Column(name, name.capitalize(), "", per_cent=name.startswith("share")) for name in names)
    total = [50.0 if column.per_cent else sum(row[place] for row in rows) for place, column in enumerate(columns)]

    def line(name, row):
        return Line((name,), (name,), tuple(Cell(value, f"{value}", "/cases/") for value in row))

    lines = tuple(line(str(number), row) for number, row in enumerate(rows))
    return Table((("n", "N"),), columns, lines, line("total", total))


def values(made):
    return [[cell.value for cell in line.cells] for line in [*made.lines, made.total]]


def test_a_masked_part_of_a_sum_takes_the_other_part_and_their_share_with_it():
    made = masked(laid_out(LAW, [(20, 0, 17, 3, 85.0), (60, 0, 30, 30, 50.0), (50, 0, 40, 10, 80.0)]))
    assert said(made)[0] == ["20", "0", "not shown", "fewer than 5", "not shown"]


def test_what_a_line_takes_is_guarded_in_its_column_and_again_in_that_line_and_no_more_goes_than_must():
    made = masked(laid_out(LAW, [(20, 0, 17, 3, 85.0), (60, 0, 30, 30, 50.0), (50, 0, 40, 10, 80.0)]))
    assert values(made)[1:3] == [[60, 0, None, None, None], [50, 0, 40, 10, 80.0]]


def test_the_smallest_other_part_goes_where_there_are_several():
    made = masked(laid_out(REMEDIES, [(100, 60, 37, 3), (200, 90, 60, 50), (300, 100, 100, 100)]))
    assert said(made)[0] == ["100", "60", "not shown", "fewer than 5"]


def test_a_part_of_few_in_the_line_of_totals_takes_another_with_it():
    made = masked(laid_out(("answered", "in_time", "late"), [(20, 17, 3), (30, 30, 0)]))
    assert [cell.words for cell in made.total.cells] == ["50", "not shown", "fewer than 5"]


def test_the_total_goes_where_no_other_line_is_left_to_hide():
    made = masked(table(4, 4))
    assert [cell.words for cell in made.total.cells] == ["not shown"] * 3


def test_one_more_goes_where_the_least_that_the_other_can_be_tells_the_masked_one():
    assert [row[0] for row in said(masked(table(1, 5, 20)))] == ["fewer than 5", "not shown", "not shown"]


def test_a_sum_of_few_that_are_one_each_says_nothing_since_fewer_than_five_would_tell_them():
    made = masked(table(1, 1, 1, 1))
    assert [row[0] for row in said(made)] == ["fewer than 5"] * 4
    assert made.total.cells[0].words == "not shown"


COUNTS = st.one_of(st.integers(0, 7), st.integers(0, 60))
LAW_ROWS = st.tuples(COUNTS, COUNTS, COUNTS).map(lambda n: (n[0] + n[1], n[2], n[0], n[1] + n[2], 50.0))
SHORT_ROWS = st.tuples(COUNTS, COUNTS).map(lambda n: (sum(n), *n))
REMEDY_ROWS = st.tuples(COUNTS, COUNTS, COUNTS).map(lambda n: (sum(n), *n))
# Columns, what makes a row of them, and the sums in a row: the first ones' sum is the others'.
KINDS = (
    (LAW, LAW_ROWS, (0, 1), (2, 3)),
    (("answered", "in_time", "late"), SHORT_ROWS, (0,), (1, 2)),
    (("answered", "in_time_promise", "late_promise"), SHORT_ROWS, (0,), (1, 2)),
    (REMEDIES, REMEDY_ROWS, (0,), (1, 2, 3)),
    (
        ("letters", "left", "waiting", "bounced", "failed"),
        st.tuples(*[COUNTS] * 4).map(lambda n: (sum(n), *n)),
        (0,),
        (1, 2, 3, 4),
    ),
)
TABLES = st.sampled_from(KINDS).flatmap(
    lambda kind: st.lists(kind[1], min_size=1, max_size=5).map(lambda rows: (kind, laid_out(kind[0], rows)))
)


def sums_of(made, whole, parts):
    """Every sum that a reader knows: signed spots that make nought."""
    height, width = len(made.lines) + 1, len(made.columns)
    for row in range(height):
        yield [*((row, place, 1) for place in parts), *((row, place, -1) for place in whole)]
    for place in range(width):
        if not made.columns[place].per_cent:
            yield [*((row, place, 1) for row in range(height - 1)), (height - 1, place, -1)]


def worked_out(table, whole, parts, least):
    """The sums that leave a masked count a single value, tried by every value that the masked counts may have."""
    made = masked(table, least=least)
    lines = [*made.lines, made.total]
    for one in sums_of(made, whole, parts):
        cells = [(lines[row].cells[place], values(table)[row][place], sign) for row, place, sign in one]
        shown = sum(sign * cell.value for cell, _, sign in cells if cell.value is not None)
        few = [sign for cell, _, sign in cells if cell.words == f"fewer than {least}"]
        # Each may be any number from here on.
        others = [(sign, least if value >= least else 1) for cell, value, sign in cells if cell.words == "not shown"]
        if len(few) + len(others) == 1:
            yield one
        guesses = [
            guess
            for guess in itertools.product(range(1, least), repeat=len(few))
            if fits(shown + sum(sign * value for sign, value in zip(few, guess, strict=True)), others)
        ]
        if guesses and any(len(set(found)) == 1 for found in zip(*guesses, strict=True)):
            yield one


def fits(rest, others):
    """Tell whether numbers of these signs, each from its least on, make nought with the rest."""
    signs = {sign for sign, _ in others}
    if len(signs) != 1:
        return bool(signs) or rest == 0
    return -rest * signs.pop() >= sum(least for _, least in others)


@given(kind_and_table=TABLES)
@settings(max_examples=300, deadline=None)
def test_no_single_sum_of_a_line_or_a_column_tells_a_masked_count_in_any_table(kind_and_table):
    (_, _, whole, parts), made = kind_and_table
    assert list(worked_out(made, whole, parts, 5)) == []


@given(kind_and_table=TABLES)
@settings(max_examples=100, deadline=None)
def test_no_count_of_few_is_shown_and_no_share_beside_a_masked_count_in_any_table(kind_and_table):
    made = masked(kind_and_table[1])
    for line in [*made.lines, made.total]:
        shown = [cell.value for cell in line.cells]
        assert not any(isinstance(value, int) and 0 < value < 5 for value in shown)
        assert None not in shown or not any(isinstance(value, float) for value in shown)


SPRING = date(2026, 3, 2)
ANSWERS = (None, date(2026, 3, 20), date(2026, 4, 20))


@pytest.mark.parametrize("answered_on", ANSWERS)
def test_answered_and_overdue_are_in_time_and_late_for_every_case_with_a_date(answered_on):
    facts = CaseFacts("rights_request", "in_progress", SPRING, None, answered_on, date(2026, 4, 2), date(2026, 4, 2))
    counts = {name: one.holds(facts, date(2026, 5, 4)) for name, one in BY_NAME.items()}
    assert counts["answered"] + counts["overdue"] == counts["in_time"] + counts["late"] == 1
    assert counts["in_time_promise"] + counts["late_promise"] == 1


@pytest.mark.parametrize("done_on", ANSWERS)
def test_promised_remedies_are_open_or_done_in_time_or_done_late(done_on):
    one = Promised(date(2026, 4, 2), 1, done_on)
    counts = {name: figure.holds(one, date(2026, 5, 4)) for name, figure in REMEDY_FIGURES.items()}
    assert counts["promised"] == counts["open"] + counts["done_in_time"] + counts["done_late"] == 1


def test_csv_workbook_document_and_chart_of_a_masked_table_have_its_masked_values_alone():
    made = masked(laid_out(REMEDIES, [(1000, 600, 377, 3), (2000, 907, 593, 500), (3000, 1000, 1000, 1000)]))
    rows = list(csv.reader(io.StringIO("".join(as_csv(made)))))
    assert rows[1] == ["0", "1000", "600", "", ""]
    asked = Asked(Period(None, None), date(2026, 5, 4), ("month",), ())
    assert as_document(made, asked)["rows"][0] == {
        "n": "0",
        "promised": 1000,
        "open": 600,
        "done_in_time": None,
        "done_late": None,
    }
    with ZipFile(io.BytesIO(as_xlsx(made, title="Remedies"))) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    numbers = {cell.text for cell in sheet.iter() if cell.tag.endswith("}v")}
    assert {"1000", "600"} <= numbers and "377" not in numbers


@pytest.mark.django_db
def test_the_chart_of_a_masked_table_draws_no_bar_for_what_is_masked():
    made = masked(laid_out(REMEDIES, [(20, 3, 17, 0), (60, 20, 30, 10), (80, 30, 30, 20)]))
    gone = [line.cells[1].value for line in made.lines]
    assert gone[0] is None
    svg = ElementTree.fromstring(table_chart(reports()["remedies"], made))
    bars = [group for group in svg.iter() if "bars" in group.get("class", "").split()]
    widths = [float(bar.get("width")) for bar in bars[1].iter() if bar.tag.endswith("rect")]
    assert [width == 0 for width in widths[::-1]] == [value is None for value in gone]
