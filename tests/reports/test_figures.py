"""The arithmetic of the report: medians, shares and months, on paper."""

import json
from collections import Counter
from datetime import date

import pytest

from reports.answers import all_between, answer_from
from reports.asked import Asked
from reports.figures import Tally, figures_of, median, ninetieth, share
from reports.period import Period

DAY = date(2026, 4, 1)


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


@pytest.mark.parametrize(
    ("days", "expected"),
    [([], None), ([7], 7), (range(1, 11), 9), (range(1, 12), 10), ([1] * 9 + [30], 1), ([1] * 8 + [30, 30], 30)],
)
def test_nine_in_ten_do_not_exceed_the_ninetieth_percentile(days, expected):
    assert ninetieth(Counter(days)) == expected


def tally(*, answer_days=(), **counts):
    made = Tally(Counter(counts))
    made.days["answer_days"].update(answer_days)
    return made


def test_the_median_of_a_total_is_that_of_all_its_cases_and_not_of_the_medians():
    short, long = tally(answer_days=[1, 1, 1]), tally(answer_days=[30])
    assert figures_of([short, long], as_of=DAY).median_days_to_answer == 1


def test_an_answer_owed_is_overdue_the_day_after_its_date():
    owing = Tally()
    owing.days["owed"].update([DAY.toordinal() - 1, DAY.toordinal()])
    got = figures_of([owing], as_of=DAY)
    assert (got.overdue, got.late) == (1, 1)


def test_a_tally_survives_being_kept_as_json():
    made = tally(answer_days=[1, 1, 30], received=3)
    assert Tally.from_data(json.loads(json.dumps(made.as_data()))) == made


def test_rows_come_newest_month_first_and_months_without_gaps():
    parts = {
        ("2026-01", "complaint"): tally(received=2),
        ("2026-03", "rights_request"): tally(received=1),
        ("2026-03", "complaint"): tally(received=4),
    }
    told = answer_from(Asked(Period(), DAY), parts)
    assert [part for part, _ in told.parts] == [
        ("2026-03", "complaint"),
        ("2026-03", "rights_request"),
        ("2026-01", "complaint"),
    ]
    assert [month.month for month in all_between([date(2026, 3, 1), date(2026, 1, 1)])] == [1, 2, 3]
    assert told.totals.received == 7


def test_parts_that_are_no_dates_come_with_the_most_cases_first():
    parts = {("GB",): tally(received=2), ("DE",): tally(received=5), ("FR",): tally(received=2)}
    assert [part for part, _ in answer_from(Asked(Period(), DAY, ("place",)), parts).parts] == [
        ("DE",),
        ("FR",),
        ("GB",),
    ]


def test_a_report_without_cases_has_figures_of_nothing():
    told = answer_from(Asked(Period(), DAY), {})
    assert (told.parts, all_between([]), told.totals.received, told.totals.share_in_time) == ((), [], 0, None)
