"""The clock of a case: marks in, deadlines out, duties met and reopened, every moved date an event."""

from datetime import date

import pytest

from cases.errors import StopRefused
from cases.lifecycle import State
from cases.models import Case
from cases.selectors import answer_by, urgency
from cases.services.clock import mark_clock, meet_duty, recompute, reopen_duty
from cases.services.move import move
from cases.services.summary import refresh_dates
from cases.services.work import describe
from cases.words import REQUESTER, SYSTEM
from law.words import Duty, MarkName
from tests.builders import make_complaint, make_request, noon

pytestmark = pytest.mark.django_db


def respond(case, regime="eu-gdpr"):
    return case.deadlines.get(duty="respond", regime=regime)


def test_a_request_from_germany_is_due_a_month_after_receipt_with_its_working():
    case = make_request(received_on=date(2026, 9, 3), place="DE")
    row = respond(case)
    assert row.due_on == date(2026, 10, 5)  # 3 October is a Saturday and a holiday, so Monday
    assert any("12(3)" in step["citation"] for step in row.working)
    assert case.due_on == date(2026, 10, 5)


def test_the_law_prevails_over_a_later_promise_and_the_promise_is_the_target():
    case = make_request(received_on=date(2027, 1, 31), place="DE")
    assert (case.answer_due_on, case.answer_target_on) == (date(2027, 3, 1), date(2027, 3, 2))
    assert answer_by(case).on == date(2027, 3, 1)


def test_where_no_law_sets_a_date_the_promise_rules():
    case = make_complaint(received_on=date(2026, 9, 3), place="DE")
    assert case.due_on is None
    assert (answer_by(case).on, answer_by(case).statutory) == (date(2026, 10, 3), False)


def test_a_californian_request_is_due_45_days_after_receipt():
    case = make_request(received_on=date(2026, 9, 3), place="US-CA", rights=("erasure",))
    assert respond(case, "us-ca-ccpa").due_on == date(2026, 10, 18)


def test_clarification_stops_the_clock_and_the_answer_lets_it_go_on():
    case = make_request(received_on=date(2026, 9, 3), place="GB")
    before = respond(case, "uk-gdpr").due_on
    mark_clock(case=case, mark=MarkName.CLARIFICATION_REQUESTED, on=date(2026, 9, 10), by=SYSTEM, now=noon(2026, 9, 10))
    assert case.waiting_since == date(2026, 9, 10)
    mark_clock(case=case, mark=MarkName.CLARIFIED, on=date(2026, 9, 14), by=REQUESTER, now=noon(2026, 9, 14))
    assert case.waiting_since is None
    assert respond(case, "uk-gdpr").due_on > before
    assert case.events.filter(kind="date_moved").exists()


def test_a_case_that_somebody_else_ended_meanwhile_gets_no_running_date_back(officer):
    case = make_request(place="GB")
    ended = Case.objects.get()
    move(case=ended, to=State.WITHDRAWN, by=officer.actor, now=noon(2026, 9, 4))
    mark_clock(case=case, mark=MarkName.CLARIFICATION_REQUESTED, on=date(2026, 9, 4), by=SYSTEM, now=noon(2026, 9, 4))
    ended.refresh_from_db()
    assert (ended.state, ended.next_on, ended.waiting_since) == ("withdrawn", None, None)


@pytest.mark.parametrize("rights", [["access", "erasure"], ["erasure"]])
def test_a_right_found_later_in_an_acknowledged_request_is_acknowledged_and_still_to_be_answered(officer, rights):
    case = make_request(acknowledged=True)
    now = noon(2026, 9, 9)
    describe(case=case, place="DE", language="en", rights=rights, title="", by=officer.actor, now=now)
    case.refresh_from_db()
    assert (case.acknowledged_on, case.answered_on, case.next_duty) == (date(2026, 9, 3), None, "respond")
    assert not case.deadlines.filter(duty="acknowledge", met_on__isnull=True).exists()


def test_a_right_found_later_in_a_request_that_is_not_acknowledged_waits_with_it(officer):
    case = make_request()
    now = noon(2026, 9, 4)
    describe(case=case, place="DE", language="en", rights=["access", "erasure"], title="", by=officer.actor, now=now)
    assert (case.acknowledged_on, case.next_duty) == (None, "acknowledge")


def test_a_second_stop_is_refused_while_one_is_open():
    case = make_request()
    mark_clock(case=case, mark=MarkName.CLARIFICATION_REQUESTED, on=date(2026, 9, 10), by=SYSTEM, now=noon(2026, 9, 10))
    with pytest.raises(StopRefused, match="already waiting"):
        mark_clock(
            case=case, mark=MarkName.CLARIFICATION_REQUESTED, on=date(2026, 9, 11), by=SYSTEM, now=noon(2026, 9, 11)
        )


def test_a_resumption_without_a_stop_is_refused():
    case = make_request()
    with pytest.raises(StopRefused, match="nothing to resume"):
        mark_clock(case=case, mark=MarkName.CLARIFIED, on=date(2026, 9, 10), by=SYSTEM, now=noon(2026, 9, 10))


def test_a_duty_is_met_once_on_the_first_day_and_can_be_reopened():
    case = make_request()
    meet_duty(case=case, duty=Duty.RESPOND, on=date(2026, 9, 20), by=SYSTEM, now=noon(2026, 9, 20))
    meet_duty(case=case, duty=Duty.RESPOND, on=date(2026, 9, 21), by=SYSTEM, now=noon(2026, 9, 21))
    assert case.answered_on == date(2026, 9, 20)
    assert case.events.filter(kind="duty_met").count() == 1
    reopen_duty(case=case, duty=Duty.RESPOND, by=SYSTEM, now=noon(2026, 9, 22), why="bounced")
    assert (case.answered_on, case.due_on) == (None, date(2026, 10, 5))


def test_recomputing_an_unchanged_case_changes_and_records_nothing():
    case = make_request()
    rows = list(case.deadlines.values())
    events = case.events.count()
    recompute(case=case, by=SYSTEM, now=noon(2026, 9, 5))
    assert (list(case.deadlines.values()), case.events.count()) == (rows, events)


def test_correcting_the_place_moves_the_dates_and_says_so(officer):
    case = make_request(received_on=date(2026, 9, 3), place="DE")
    describe(
        case=case, place="US-CA", language="en", rights=["access"], title="x", by=officer.actor, now=noon(2026, 9, 5)
    )
    assert {law["regime"] for law in case.regimes} >= {"us-ca-ccpa"}
    assert case.events.filter(kind="described").exists()


@pytest.mark.parametrize(
    ("today", "code", "words"),
    [
        ((2026, 9, 10), "calm", "In time"),
        ((2026, 9, 29), "soon", "Due soon"),
        ((2026, 10, 5), "today", "Due today"),
        ((2026, 10, 6), "overdue", "Overdue by 1 day"),
    ],
)
def test_urgency_is_said_in_words_and_the_due_day_itself_is_in_time(today, code, words):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    case.deadlines.filter(statutory=False).delete()
    refresh_dates(case=case)
    said = urgency(case, noon(*today))
    assert said.code == code
    assert said.words.startswith(words)
