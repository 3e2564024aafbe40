"""A year of forty cases in Germany, every figure of which was worked out on paper.

Each month of 2025: a request of the 3rd, answered ten days later; one of the 5th, answered 34 days later, which is late by the
law (a month, to the next working day) and by the promise (30 days); a complaint of the 10th, for which no law sets a date,
answered on the promise's last day. Those of 5 and 10 December are still open on the 31st. Four more: a request of 31 March
answered on 30 April, the last day of a month without a 31st; one of 20 June, withdrawn; one of 20 November, never answered, whose
20 December was a Saturday, so that it has been overdue since the 23rd; one of 15 December, not due yet.
"""

from datetime import date, timedelta

import pytest

from cases.lifecycle import State
from cases.services.clock import meet_duty
from cases.services.move import move
from cases.words import SYSTEM
from law.words import Duty
from reports.asked import Asked
from reports.exact import answer_from_events
from reports.period import Period
from tests.builders import make_complaint, make_request, noon
from tests.reports.counting import ALL, brought

pytestmark = pytest.mark.django_db
LAST_DAY = date(2025, 12, 31)


def at(day):
    return noon(day.year, day.month, day.day)


def acknowledged(case, days=1):
    on = case.received_on + timedelta(days=days)
    meet_duty(case=case, duty=Duty.ACKNOWLEDGE, on=on, by=SYSTEM, now=at(on))
    return case


def answered(case, days):
    on = case.received_on + timedelta(days=days)
    for state in (State.IN_PROGRESS, State.DECIDED):
        move(case=case, to=state, by=SYSTEM, now=at(on))
    meet_duty(case=case, duty=Duty.RESPOND, on=on, by=SYSTEM, now=at(on))
    move(case=case, to=State.CLOSED, by=SYSTEM, now=at(on))


@pytest.fixture
def year():
    for month in range(1, 13):
        answered(acknowledged(make_request(date(2025, month, 3))), 10)
        slow = acknowledged(make_request(date(2025, month, 5)))
        complaint = acknowledged(make_complaint(date(2025, month, 10)))
        if month < 12:
            answered(slow, 34)
            answered(complaint, 30)
    answered(make_request(date(2025, 3, 31)), 30)
    move(case=make_request(date(2025, 6, 20)), to=State.WITHDRAWN, by=SYSTEM, now=noon(2025, 6, 21))
    make_request(date(2025, 11, 20))
    make_request(date(2025, 12, 15))


def both(**asked):
    """Give the totals from rows, which those from events must equal."""
    told = brought(as_of=LAST_DAY, **asked)
    assert answer_from_events(told.asked) == told
    return told


def test_the_whole_year(year):
    got = both().totals
    assert (got.received, got.answered, got.open, got.overdue) == (40, 35, 4, 1)
    assert (got.in_time, got.late, got.share_in_time) == (24, 12, 66.7)
    assert (got.in_time_promise, got.late_promise) == (24, 12)
    # 12 took 10 days, 12 took 30, 11 took 34: the 18th of 35 is 30, the 32nd 34.
    assert (got.median_days_to_answer, got.ninetieth_days_to_answer, got.median_net_days_to_answer) == (30, 34, 30)
    assert (got.acknowledged, got.median_days_to_acknowledge) == (36, 1)


def test_complaints_are_held_against_the_promise_alone(year):
    got = both(filters=(("procedure", "complaint"),)).totals
    assert (got.received, got.answered, got.in_time, got.late, got.open) == (12, 11, 11, 0, 1)


def test_the_months(year):
    told = dict(both(by=("month",)).parts)
    assert [told[f"2025-{month:02}",].received for month in range(1, 13)] == [3, 3, 4, 3, 3, 4, 3, 3, 3, 3, 4, 4]
    november, december = told["2025-11",], told["2025-12",]
    assert (november.answered, november.in_time, november.late, november.overdue) == (3, 2, 2, 1)
    assert (december.answered, december.in_time, december.late, december.open) == (1, 1, 0, 3)


def test_a_saturday_moves_the_laws_date_to_the_monday_and_the_day_itself_is_in_time(year):
    november = Period(date(2025, 11, 20), date(2025, 11, 20))
    overdue = [brought(as_of=date(2025, 12, day), period=november).totals.overdue for day in (20, 22, 23)]
    assert overdue == [0, 0, 1]


def test_the_last_day_of_a_short_month_is_in_time(year):
    march = Period(date(2025, 3, 31), date(2025, 3, 31))
    assert brought(as_of=LAST_DAY, period=march).totals.in_time == 1


def test_a_leap_day_and_a_night_between_two_months_fall_where_the_person_is():
    make_request(date(2024, 2, 29))
    assert [part for part, _ in brought(as_of=LAST_DAY, by=("month",)).parts] == [("2024-02",)]
    # A month from 29 February is 29 March, a Friday and Good Friday in Germany; the law moves it past the Easter Monday.
    assert [brought(as_of=date(2024, 4, day)).totals.overdue for day in (2, 3)] == [0, 1]


@pytest.mark.parametrize("day", [date(2025, 5, 5), date(2025, 8, 31), date(2025, 12, 31)])
def test_any_day_of_the_year_is_still_known_later(year, day):
    then = answer_from_events(Asked(ALL, day, known_on=day)).totals
    months = [month for month in range(1, 13) if date(2025, month, 3) <= day]
    quick = sum(date(2025, month, 13) <= day for month in months)
    slow = sum(date(2025, month, 5) + timedelta(days=34) <= day for month in months if month < 12)
    complaints = sum(date(2025, month, 10) + timedelta(days=30) <= day for month in months if month < 12)
    assert then.answered == quick + slow + complaints + (day >= date(2025, 4, 30))
