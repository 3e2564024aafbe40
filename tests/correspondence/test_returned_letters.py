"""A letter that did not arrive takes with it what it did: the stop, the extension, the answer; the case owes again."""

from datetime import date

import pytest

from cases.lifecycle import State
from cases.models import ClockMark, WorkItem
from cases.services.move import close_case
from cases.words import Outcome
from correspondence.acts import (
    ask_clarification,
    clarification_draft,
    extend,
    extension_draft,
    record_answer,
)
from correspondence.services.returns import bounce
from dsar.services.decide import RightDecision, decide, response_draft
from law.words import MarkName
from reports.asked import Asked
from reports.exact import answer_from_events
from reports.replay import facts_from_events
from tests.builders import make_request, noon, send_letters
from tests.reports.counting import ALL, brought

pytestmark = pytest.mark.django_db


def ask(case, officer, *, key="k", now):
    letter = clarification_draft(case=case, question="Which account?", now=now)
    asked = ask_clarification(case=case, letter=letter, key=key, by=officer.actor, now=now)
    send_letters(now=now)
    case.refresh_from_db()
    return asked


def come_back(letter, case, *, now):
    bounce(letter=letter, hard=True, status="5.1.1", now=now)
    case.refresh_from_db()


def test_a_question_that_came_back_stops_no_clock_and_can_be_asked_again(officer):
    case = make_request(received_on=date(2026, 9, 3), place="GB", acknowledged=True)
    due = case.due_on
    letter = ask(case, officer, now=noon(2026, 9, 8))
    assert case.waiting_since == date(2026, 9, 8)
    come_back(letter, case, now=noon(2026, 9, 9))
    assert (case.waiting_since, case.due_on) == (None, due)
    mark = ClockMark.objects.get()
    assert (mark.on, mark.taken_off_at, mark.taken_off_because) == (date(2026, 9, 8), noon(2026, 9, 9), "bounced")
    assert case.events.get(kind="mark_taken_off").payload == {
        "mark": "clarification_requested",
        "on": "2026-09-08",
        "why": "bounced",
    }
    item = WorkItem.objects.get(case=case)
    assert item.title.startswith("The question did not arrive, so the clock runs as if it had not been asked")
    assert item.due_on == date(2026, 9, 9)
    ask(case, officer, key="again", now=noon(2026, 9, 10))
    assert case.waiting_since == date(2026, 9, 10)


def test_an_extension_that_came_back_gives_the_earlier_date_back(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    letter = extension_draft(case=case, reason="There are many systems.", now=noon(2026, 9, 30))
    sent = extend(case=case, letter=letter, key="e", by=officer.actor, now=noon(2026, 9, 30))
    send_letters(now=noon(2026, 9, 30))
    case.refresh_from_db()
    assert case.due_on == date(2026, 12, 3)
    come_back(sent, case, now=noon(2026, 10, 1))
    assert case.due_on == date(2026, 10, 5)
    assert "the date before it counts again" in WorkItem.objects.get(case=case).title
    moved = case.events.filter(kind="date_moved").last()
    assert (moved.payload["old"], moved.payload["new"]) == ("2026-12-03", "2026-10-05")


def test_a_question_that_came_back_takes_its_answer_with_it(officer):
    case = make_request(received_on=date(2026, 9, 3), place="GB", acknowledged=True)
    due = case.due_on
    letter = ask(case, officer, now=noon(2026, 9, 8))
    record_answer(case=case, on=date(2026, 9, 11), by=officer.actor, now=noon(2026, 9, 11))
    case.refresh_from_db()
    assert case.due_on > due
    come_back(letter, case, now=noon(2026, 9, 12))
    assert case.due_on == due
    assert not ClockMark.objects.filter(taken_off_at__isnull=True).exists()


def test_a_soft_bounce_leaves_the_stop(officer):
    case = make_request(place="GB", acknowledged=True)
    letter = ask(case, officer, now=noon(2026, 9, 8))
    bounce(letter=letter, hard=False, status="4.2.2", now=noon(2026, 9, 9))
    case.refresh_from_db()
    assert case.waiting_since == date(2026, 9, 8)


def test_the_report_from_events_knows_that_the_mark_counts_no_more(officer):
    case = make_request(received_on=date(2026, 9, 3), place="GB", acknowledged=True)
    letter = ask(case, officer, now=noon(2026, 9, 8))
    record_answer(case=case, on=date(2026, 9, 20), by=officer.actor, now=noon(2026, 9, 20))
    come_back(letter, case, now=noon(2026, 9, 21))
    [facts] = facts_from_events()
    assert (facts.answer_due_on, facts.answer_target_on) == (case.answer_due_on, case.answer_target_on)


def decided(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    granted = [RightDecision("access", Outcome.GRANTED)]
    now = noon(2026, 9, 10)
    letter = response_draft(case=case, decisions=granted, now=now)
    return case, decide(case=case, decisions=granted, letter=letter, key="d", officer=officer, now=now)


def test_a_closed_case_whose_answer_came_back_is_decided_and_owing_again(officer):
    case, answer = decided(officer)
    send_letters(now=noon(2026, 9, 10))
    case.refresh_from_db()
    close_case(case=case, by=officer.actor, now=noon(2026, 9, 11))
    come_back(answer, case, now=noon(2026, 9, 12))
    assert (case.state, case.outcome, case.closed_at) == (State.DECIDED, "granted", None)
    assert (case.answered_on, case.due_on, case.next_duty) == (None, date(2026, 10, 5), "respond")
    assert WorkItem.objects.filter(case=case, kind="letter_not_arrived").count() == 1
    rows = brought(as_of=date(2026, 9, 30))
    assert answer_from_events(Asked(ALL, date(2026, 9, 30))) == rows


def test_a_closed_case_whose_acknowledgement_came_back_stays_closed(officer):
    case, _ = decided(officer)
    send_letters(now=noon(2026, 9, 10))
    case.refresh_from_db()
    close_case(case=case, by=officer.actor, now=noon(2026, 9, 11))
    come_back(case.letters.get(name="acknowledgement"), case, now=noon(2026, 9, 12))
    assert (case.state, case.next_on) == (State.CLOSED, None)
    assert ClockMark.objects.filter(mark=MarkName.EXTENDED).count() == 0
