"""The moves of a case: one table, one function, one event."""

from datetime import date

import pytest

from cases.errors import MovedMeanwhile, MoveRefused
from cases.lifecycle import ALLOWED, LABELS, OPEN, State, may_move
from cases.models import Case
from cases.services.move import close_case, move, reopen_case, start_work
from tests.builders import make_request, noon

pytestmark = pytest.mark.django_db


def test_every_state_has_a_label_and_a_row_in_the_table():
    assert set(LABELS) == set(ALLOWED) == set(State)


def test_no_state_may_become_received_again():
    assert not any(may_move(state, State.RECEIVED) for state in State)


def test_an_allowed_move_changes_the_state_and_leaves_one_event(officer):
    case = make_request()
    move(case=case, to=State.IN_PROGRESS, by=officer.actor, now=noon(2026, 9, 4))
    assert Case.objects.get().state == "in_progress"
    event = case.events.get(kind="moved")
    assert (event.payload["old"], event.payload["new"], event.actor) == (
        "received",
        "in_progress",
        f"staff:{officer.pk}",
    )


def test_a_move_outside_the_table_is_refused_and_says_what_is_possible(officer):
    case = make_request()
    with pytest.raises(MoveRefused, match=r"cannot become closed\. From here it can become: .*in progress"):
        move(case=case, to=State.CLOSED, by=officer.actor, now=noon(2026, 9, 4))
    assert Case.objects.get().state == "received"
    assert not case.events.filter(kind="moved").exists()


def test_a_move_that_somebody_else_made_first_is_refused(officer):
    case = make_request()
    start_work(case=Case.objects.get(), by=officer.actor, now=noon(2026, 9, 4))
    with pytest.raises(MovedMeanwhile, match="Open it again"):
        move(case=case, to=State.WITHDRAWN, by=officer.actor, now=noon(2026, 9, 4))


def test_an_ended_case_has_no_dates_ahead_and_reopening_brings_them_back(officer):
    case = make_request(received_on=date(2026, 9, 3))
    move(case=case, to=State.WITHDRAWN, by=officer.actor, now=noon(2026, 9, 4))
    assert (case.next_on, case.closed_at) == (None, noon(2026, 9, 4))
    reopen_case(case=case, why="new_message", by=officer.actor, now=noon(2026, 9, 5))
    assert (case.due_on, case.closed_at) == (date(2026, 10, 5), None)


def test_only_a_decided_case_can_be_closed(officer):
    case = make_request()
    with pytest.raises(MoveRefused):
        close_case(case=case, by=officer.actor, now=noon(2026, 9, 4))


def test_open_states_are_those_in_which_duties_run():
    assert {State.RECEIVED, State.VERIFYING, State.IN_PROGRESS} == OPEN
