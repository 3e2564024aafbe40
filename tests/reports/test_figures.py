"""The arithmetic of the report: medians, shares and months, on paper."""

from collections import Counter
from datetime import date

import pytest

from reports.figures import Tally, build, figures_of, median, share
from reports.period import Period


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], None),
        ([7], 7),
        ([1, 9], 5),
        ([1, 2], 1.5),
        ([3, 1, 2], 2),
        ([1, 1, 1, 30], 1),
        ([0, 0, 4, 4], 2),
        ([-1, 0], -0.5),
    ],
)
def test_median_is_the_middle_value_or_the_mean_of_the_two_in_the_middle(days, expected):
    assert median(Counter(days)) == expected


@pytest.mark.parametrize(
    ("part", "rest", "expected"), [(0, 0, None), (1, 0, 100.0), (0, 1, 0.0), (1, 2, 33.3), (2, 1, 66.7)]
)
def test_share_is_per_cent_to_one_decimal_and_nothing_where_nothing_was_judged(part, rest, expected):
    assert share(part, rest) == expected


def test_the_median_of_a_total_is_that_of_all_its_cases_and_not_of_the_medians():
    short, long = Tally(answer_days=Counter([1, 1, 1])), Tally(answer_days=Counter([30]))
    assert figures_of([short, long]).median_days_to_answer == 1


def test_rows_come_newest_month_first_and_months_without_gaps_oldest_first():
    tallies = {
        (date(2026, 1, 1), "complaint"): Tally(counts=Counter(received=2)),
        (date(2026, 3, 1), "rights_request"): Tally(counts=Counter(received=1)),
        (date(2026, 3, 1), "complaint"): Tally(counts=Counter(received=4)),
    }
    report = build(tallies=tallies, period=Period(), as_of=date(2026, 4, 1))
    assert [(row.month.month, row.procedure) for row in report.rows] == [
        (3, "complaint"),
        (3, "rights_request"),
        (1, "complaint"),
    ]
    assert [(month.month, figures.received) for month, figures in report.months] == [(1, 2), (2, 0), (3, 5)]
    assert report.totals.received == 7


def test_a_report_without_cases_has_figures_of_nothing():
    report = build(tallies={}, period=Period(), as_of=date(2026, 4, 1))
    assert (report.rows, report.months, report.totals.received) == ((), (), 0)
    assert report.totals.share_in_time is None
    assert report.totals.median_days_to_answer is None
