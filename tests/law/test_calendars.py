"""Calendars: weekends and public holidays by place, the years known, and what is refused."""

from datetime import date

import pytest

from law.calendars import SATURDAY, SUNDAY, Rest, calendar_for, public_holidays, years_known
from law.errors import CalendarUnknown
from law.places import COUNTRIES, Place

REST = Rest(weekdays=frozenset({SATURDAY, SUNDAY}), public_holidays=True)


@pytest.mark.parametrize(
    ("code", "day", "reason"),
    [
        ("DE", date(2026, 4, 6), "Easter Monday"),
        ("GB-SCT", date(2026, 4, 6), None),  # no bank holiday in Scotland
        ("DE-BY", date(2026, 1, 6), "Epiphany"),
        ("DE-BE", date(2026, 1, 6), None),
        ("FR-75", date(2026, 7, 14), "National Day"),  # a part that has no calendar of its own takes the country's
        ("US-CA", date(2026, 11, 27), "Day After Thanksgiving"),
        ("US", date(2026, 11, 27), None),
        ("DE", date(2026, 10, 3), "Saturday"),  # a weekday of rest is named before the holiday on it
        ("DE", date(2026, 9, 3), None),
    ],
)
def test_a_day_of_rest_says_why_it_is_one(code, day, reason):
    assert calendar_for(Place.parse(code), REST).rest_reason(day) == reason


def test_the_weekend_is_that_of_the_place():
    calendar = calendar_for(Place("SA"), Rest(weekend=True))
    assert [calendar.rest_reason(date(2026, 11, day)) for day in (20, 21, 22)] == ["Friday", "Saturday", None]


def test_a_closed_span_over_the_turn_of_the_year_rests_on_both_sides():
    calendar = calendar_for(Place("NZ"), Rest(spans=(((12, 25), (1, 15)),)))
    rests = [calendar.rest_reason(day) for day in (date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 15))]
    assert (rests[0], bool(rests[1]), bool(rests[2])) == (None, True, True)
    assert calendar.next_working_day(date(2026, 12, 25)) == date(2027, 1, 16)


def test_a_national_calendar_leaves_out_the_holidays_of_a_part():
    regional = Rest(public_holidays=True)
    national = Rest(public_holidays=True, national=True)
    auckland_day = date(2026, 1, 26)
    assert calendar_for(Place("NZ", "AUK"), regional).rest_reason(auckland_day)
    assert calendar_for(Place("NZ", "AUK"), national).rest_reason(auckland_day) is None


def test_working_days_are_counted_from_the_day_after():
    calendar = calendar_for(Place("DE"), REST)
    assert calendar.after_working_days(date(2026, 4, 2), 1) == date(2026, 4, 7)  # Good Friday to Easter Monday
    assert calendar.working_days(date(2026, 4, 2), date(2026, 4, 7)) == 2


def test_the_years_known_are_stated_in_the_refusal_of_another():
    known = years_known("DE")
    assert known
    assert 2026 in known
    with pytest.raises(CalendarUnknown, match=f"known for {known.first} to {known.last}, not for {known.last + 1}"):
        public_holidays(Place("DE"), known.last + 1)


def test_a_year_that_is_not_known_is_refused_only_when_the_answer_hangs_on_its_holidays():
    day = date(2150, 9, 3)
    assert calendar_for(Place("DE"), Rest(weekend=True)).next_working_day(day) == day
    with pytest.raises(CalendarUnknown, match="Germany"):
        calendar_for(Place("DE"), REST).next_working_day(day)


def test_every_country_has_a_calendar_for_this_year():
    assert all(2026 in years_known(code) for code in COUNTRIES)


def test_the_same_question_gets_the_same_calendar():
    assert calendar_for(Place("DE"), REST) is calendar_for(Place.parse("DE"), REST)
