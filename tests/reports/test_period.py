"""Periods: days and months, turned round, impossible, or left open."""

from datetime import date

import pytest

from reports.period import Period, PeriodRefused, chosen_period, last_months, months_before, period_of

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("", "", Period()),
        ("2026-09", "2026-09", Period(date(2026, 9, 1), date(2026, 9, 30))),
        ("2028-02", "2028-02", Period(date(2028, 2, 1), date(2028, 2, 29))),
        ("2026-09-03", "2026-09-03", Period(date(2026, 9, 3), date(2026, 9, 3))),
        (" 2026-09 ", "", Period(date(2026, 9, 1), None)),
        ("", "2026-12", Period(None, date(2026, 12, 31))),
    ],
)
def test_a_period_is_read_from_days_and_whole_months(first, last, expected):
    assert period_of(first, last) == expected


@pytest.mark.parametrize(
    "given", ["2026-13", "2026-02-30", "september", "2026", "0001-01", "9999-01", "²026-01", "1 OR 1=1"]
)
def test_what_is_no_month_or_day_is_refused_with_an_example(given):
    with pytest.raises(PeriodRefused, match="2026-09-03"):
        period_of(given, "")


def test_a_period_turned_round_is_refused_with_both_its_ends():
    with pytest.raises(PeriodRefused, match="2026-10-01.*2026-09-30"):
        period_of("2026-10", "2026-09")


def test_a_page_without_a_choice_shows_twelve_months_up_to_this_one():
    assert chosen_period("", "", today=TODAY) == Period(date(2025, 12, 1), date(2026, 11, 30))
    assert chosen_period("", "", today=TODAY) == last_months(TODAY, 12)


def test_an_end_alone_is_preceded_by_its_twelve_months():
    assert chosen_period("", "2024-02", today=TODAY) == Period(date(2023, 3, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [("2027-01", "", "still to come"), ("2016-11", "2026-11", "ten years"), ("1900-01", "", "ten years")],
)
def test_a_page_refuses_what_it_cannot_show(first, last, words):
    with pytest.raises(PeriodRefused, match=words):
        chosen_period(first, last, today=TODAY)


def test_ten_years_to_the_month_can_be_shown():
    assert chosen_period("2016-12", "2026-11", today=TODAY).first == date(2016, 12, 1)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, date(2026, 1, 1)), (1, date(2025, 12, 1)), (13, date(2024, 12, 1)), (-12, date(2027, 1, 1))],
)
def test_months_are_counted_across_years(count, expected):
    assert months_before(date(2026, 1, 1), count) == expected


def test_the_part_of_a_period_in_a_month_keeps_to_both():
    period = Period(date(2026, 9, 10), date(2026, 11, 5))
    assert period.within(date(2026, 9, 1)) == Period(date(2026, 9, 10), date(2026, 9, 30))
    assert period.within(date(2026, 10, 1)) == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert period.within(date(2026, 11, 1)) == Period(date(2026, 11, 1), date(2026, 11, 5))
    assert Period().within(date(2026, 2, 1)) == Period(date(2026, 2, 1), date(2026, 2, 28))
