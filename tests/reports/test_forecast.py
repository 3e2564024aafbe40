"""What is coming: dates owed held against the pace, on paper and from the rows."""

from datetime import date, timedelta

import pytest

from cases.services.clock import meet_duty
from cases.words import SYSTEM
from law.words import Duty
from reports.ahead import look_ahead
from reports.forecast import forecast
from tests.builders import make_request, noon
from tests.reports.counting import brought

TODAY = date(2026, 11, 25)


def in_days(count):
    return TODAY + timedelta(days=count)


def test_nothing_owed_raises_no_alarm():
    told = forecast(owed={}, answered=0, as_of=TODAY)
    assert (told.alarms, told.due, told.at_risk, told.busiest) == ((), 0, 0, None)


def test_a_pace_that_suffices_raises_no_alarm():
    told = forecast(owed={in_days(7): 4, in_days(14): 4}, answered=40, as_of=TODAY)  # five a week
    assert (told.pace, told.at_risk, told.alarms) == (5, 0, ())


def test_what_the_pace_cannot_answer_in_time_is_at_risk_and_said_with_the_busiest_day():
    told = forecast(owed={in_days(-3): 1, in_days(9): 12}, answered=40, as_of=TODAY)
    # Until 4 December, ten days of five a week make seven; thirteen are owed by then. The overdue one is at risk in any case.
    assert (told.overdue, told.due, told.at_risk) == (1, 12, 6)
    assert told.alarms == (
        "1 answer is overdue today.",
        "12 answers fall due on Friday 4 December; we have answered 5 a week in the last 8 weeks.",
        "At the present pace 6 of the 13 answers owed until 25 December would not leave in time.",
    )


def test_weeks_hold_all_that_falls_due_within_thirty_days_and_no_more():
    told = forecast(
        owed={TODAY: 1, in_days(6): 1, in_days(7): 1, in_days(30): 1, in_days(31): 1}, answered=0, as_of=TODAY
    )
    assert [week.due for week in told.weeks] == [2, 1, 0, 0, 1]


@pytest.mark.django_db
def test_the_forecast_reads_dates_owed_and_the_answers_of_eight_weeks(django_assert_num_queries):
    answered, old = make_request(date(2026, 11, 1)), make_request(date(2026, 9, 1))
    meet_duty(case=answered, duty=Duty.RESPOND, on=date(2026, 11, 20), by=SYSTEM, now=noon(2026, 11, 20))
    meet_duty(case=old, duty=Duty.RESPOND, on=date(2026, 9, 20), by=SYSTEM, now=noon(2026, 9, 20))
    make_request(date(2026, 11, 2))  # due on Wednesday 2 December
    brought(as_of=TODAY)
    with django_assert_num_queries(3):
        told = look_ahead(as_of=TODAY)
    assert (told.busiest, told.pace) == ((date(2026, 12, 2), 1), 0.1)
