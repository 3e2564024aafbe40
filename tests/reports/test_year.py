"""A year of forty cases in Germany, every figure of which was worked out on paper.

Each month of 2025: a request of the 3rd, answered ten days later; one of the 5th, answered 34 days later, which is late by the
law (a month, to the next working day) and by the promise (30 days); a complaint of the 10th, for which no law sets a date,
answered on the promise's last day. Those of 5 and 10 December are still open on the 31st. Four more: a request of 31 March
answered on 30 April, the last day of a month without a 31st; one of 20 June, withdrawn; one of 20 November, never answered, whose
20 December was a Saturday, so that it has been overdue since the 23rd; one of 15 December, not due yet.

The late ones of January to June say that the search took longer, those of July to October that many came at once, that of
November says nothing; of the one of 20 November we lost sight, as was said on 29 December. Requests of the 3rd and 5th are with
one team, complaints with another, the four more with none. Four complaints brought a remedy: that of March for 1 May, done on
28 April; of June for 1 August, done on the 5th; of October for 1 December and of November for 15 January, both open.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.lifecycle import State
from cases.models import Team
from cases.services.clock import meet_duty
from cases.services.lateness import WhyLate, explain_lateness
from cases.services.move import move
from cases.services.work import give_to_team
from cases.words import SYSTEM, LateReason
from complaints.services.remedies import carry_out, set_remedy
from law.words import Duty
from reports.asked import Asked
from reports.exact import answer_from_events
from reports.period import Period
from reports.registry import reports
from tests.builders import make_complaint, make_request, make_team, noon
from tests.reports.counting import ALL, brought

pytestmark = pytest.mark.django_db
LAST_DAY = date(2025, 12, 31)


def at(day):
    return noon(day.year, day.month, day.day)


def acknowledged(case, days=1):
    on = case.received_on + timedelta(days=days)
    meet_duty(case=case, duty=Duty.ACKNOWLEDGE, on=on, by=SYSTEM, now=at(on))
    return case


def why(case, reason, officer, on):
    case.refresh_from_db()
    explain_lateness(case=case, why=WhyLate(reason), officer=officer, now=at(on))


def promised(case, officer, set_on, due_on, done_on=None):
    remedy = set_remedy(case=case, what="Mend it.", owner=officer, due_on=due_on, officer=officer, now=at(set_on))
    if done_on:
        carry_out(remedy=remedy, on=done_on, how="", officer=officer, now=at(done_on))


def answered(case, days):
    on = case.received_on + timedelta(days=days)
    for state in (State.IN_PROGRESS, State.DECIDED):
        move(case=case, to=state, by=SYSTEM, now=at(on))
    meet_duty(case=case, duty=Duty.RESPOND, on=on, by=SYSTEM, now=at(on))
    move(case=case, to=State.CLOSED, by=SYSTEM, now=at(on))


REMEDIES = {
    3: (date(2025, 4, 9), date(2025, 5, 1), date(2025, 4, 28)),
    6: (date(2025, 7, 10), date(2025, 8, 1), date(2025, 8, 5)),
    10: (date(2025, 11, 9), date(2025, 12, 1)),
    11: (date(2025, 12, 10), date(2026, 1, 15)),
}


@pytest.fixture
def year(officer):
    requests, complaints = make_team("Requests", officer), make_team("Complaints")
    for month in range(1, 13):
        quick = acknowledged(make_request(date(2025, month, 3)))
        slow = acknowledged(make_request(date(2025, month, 5)))
        complaint = acknowledged(make_complaint(date(2025, month, 10)))
        for case, team in ((quick, requests), (slow, requests), (complaint, complaints)):
            give_to_team(case=case, team=team, by=SYSTEM, now=at(case.received_on))
        answered(quick, 10)
        if month < 12:
            if month < 11:
                reason = LateReason.SEARCH if month < 7 else LateReason.MANY_AT_ONCE
                why(slow, reason, officer, date(2025, month, 5) + timedelta(days=34))
            answered(slow, 34)
            answered(complaint, 30)
        if month in REMEDIES:
            promised(complaint, officer, *REMEDIES[month])
    answered(make_request(date(2025, 3, 31)), 30)
    move(case=make_request(date(2025, 6, 20)), to=State.WITHDRAWN, by=SYSTEM, now=noon(2025, 6, 21))
    why(make_request(date(2025, 11, 20)), LateReason.LOST_SIGHT, officer, date(2025, 12, 29))
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


def test_what_masking_takes_for_the_same_added_up_is_the_same(year):
    told = both(by=("month",))
    for figures in [told.totals, *(part for _, part in told.parts)]:
        assert figures.answered + figures.overdue == figures.in_time + figures.late


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


def report(name, day=LAST_DAY, **asked):
    """Give a report's table as {codes: values}, which that from events must equal."""
    brought(as_of=day)
    asked = Asked(ALL, day, **asked)
    rows, events = (_values(reports()[name].table(one)) for one in (asked, replace(asked, exact=True)))
    assert rows == events
    return rows


def known_on(name, day, **asked):
    return _values(reports()[name].table(Asked(ALL, day, known_on=day, **asked)))


def _values(table):
    lines = [*table.lines, *([table.total] if table.total else [])]
    return {line.codes: tuple(cell.value for cell in line.cells) for line in lines}


def test_why_answers_were_late_and_by_how_many_days(year):
    # Days after the date: 3, 6, 1, 4, 3, 2 from January to June, 3 each from July to October, 4 in November; the one of
    # 20 November was due on the 22nd of December, nine days ago.
    assert report("lateness", by=("reason",)) == {
        ("search",): (6, 0, 3),
        ("many_at_once",): (4, 0, 3),
        ("-",): (1, 0, 4),
        ("lost_sight",): (1, 1, 9),
        ("total",): (12, 1, 3),
    }
    assert report("lateness", by=("reason", "procedure"))["search", "rights_request"] == (6, 0, 3)
    assert report("lateness", by=("month", "reason"))["2025-02", "search"] == (1, 0, 6)
    assert report("lateness", by=("reason", "regime"))["lost_sight", "eu-gdpr"] == (1, 1, 9)


def test_reasons_are_known_on_past_days_as_they_stood_then(year):
    august = known_on("lateness", date(2025, 8, 31), by=("reason",))
    assert {codes: late for codes, (late, *_) in august.items()} == {
        ("search",): 6,
        ("many_at_once",): 1,
        ("total",): 7,
    }
    # On 28 December the one of 20 November was late, and nobody had said why; so was that of 5 November.
    assert known_on("lateness", date(2025, 12, 28), by=("reason",))["-",] == (2, 1, 5)


def test_what_each_team_has_and_whether_its_pace_suffices(year):
    names = dict(Team.objects.values_list("name", "pk"))
    assert report("teams", by=()) == {
        # open, due this week, overdue, a week, in 30 days, at risk. Answered since 5 November: 8 and 13 November, 9 and
        # 13 December. What is owed is due on 5, 9 and 15 January.
        (str(names["Requests"]),): (1, 1, 0, 0.5, 1, 1),
        # Answered on 9 November and 10 December.
        (str(names["Complaints"]),): (1, 0, 0, 0.2, 1, 1),
        ("-",): (2, 0, 1, 0.0, 1, 2),
        ("total",): (4, 1, 1, 0.8, 3, 3),
    }
    told = brought(as_of=LAST_DAY, by=("team",)).parts
    assert {code: figures.received for (code,), figures in told} == {
        str(names["Requests"]): 24,
        str(names["Complaints"]): 12,
        "-": 4,
    }


def test_remedies_that_were_promised_and_what_became_of_them(year):
    # promised, open, overdue, done in time, done late
    assert report("remedies", by=()) == {
        ("2026-01",): (1, 1, 0, 0, 0),
        ("2025-12",): (1, 1, 1, 0, 0),
        ("2025-08",): (1, 0, 0, 0, 1),
        ("2025-05",): (1, 0, 0, 1, 0),
        ("total",): (4, 2, 1, 1, 1),
    }


def test_remedies_are_known_on_past_days_as_they_stood_then(year):
    wanted = {
        date(2025, 4, 27): (1, 1, 0, 0, 0),
        date(2025, 4, 28): (1, 0, 0, 1, 0),
        date(2025, 8, 1): (2, 1, 0, 1, 0),
        date(2025, 8, 2): (2, 1, 1, 1, 0),
        date(2025, 12, 2): (3, 1, 1, 1, 1),
    }
    assert {day: known_on("remedies", day, by=())["total",] for day in wanted} == wanted


@pytest.mark.parametrize("day", [date(2025, 5, 5), date(2025, 8, 31), date(2025, 12, 31)])
def test_any_day_of_the_year_is_still_known_later(year, day):
    then = answer_from_events(Asked(ALL, day, known_on=day)).totals
    months = [month for month in range(1, 13) if date(2025, month, 3) <= day]
    quick = sum(date(2025, month, 13) <= day for month in months)
    slow = sum(date(2025, month, 5) + timedelta(days=34) <= day for month in months if month < 12)
    complaints = sum(date(2025, month, 10) + timedelta(days=30) <= day for month in months if month < 12)
    assert then.answered == quick + slow + complaints + (day >= date(2025, 4, 30))
