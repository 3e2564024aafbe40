"""What leaves for a spreadsheet: text stays text, numbers stay numbers."""

import csv
from datetime import date

import pytest

from reports.cells import csv_lines, safe_cell


@pytest.mark.parametrize(
    "hostile",
    [
        '=HYPERLINK("https://evil.example")',
        "+1",
        "-1+1|cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠A",
        " =1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b=1",
    ],
)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(hostile):
    assert safe_cell(hostile) == f"'{hostile}"


@pytest.mark.parametrize(
    ("cell", "expected"), [(-3, -3), (2.5, 2.5), (0, 0), (None, ""), ("CD-7K3M-Q9XT", "CD-7K3M-Q9XT")]
)
def test_numbers_and_plain_text_stay_as_they_are(cell, expected):
    assert safe_cell(cell) == expected


def test_a_date_is_written_in_iso_form():
    assert safe_cell(date(2026, 9, 3)) == "2026-09-03"


def test_lines_are_read_back_as_they_were_given():
    rows = [["a,b", 'say "yes"', 3], ["=1", "line\nbreak", None]]
    lines = "".join(csv_lines(["x", "y", "z"], rows))
    assert list(csv.reader(lines.splitlines(keepends=True))) == [
        ["x", "y", "z"],
        ["a,b", 'say "yes"', "3"],
        ["'=1", "line\nbreak", ""],
    ]
