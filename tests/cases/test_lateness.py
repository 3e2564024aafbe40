"""Why an answer is late: asked for after its date and never before, kept as a code in the history and as words in a note."""

from datetime import date

import pytest

from cases.errors import Refused
from cases.lifecycle import State
from cases.models import Case
from cases.services.clock import meet_duty
from cases.services.lateness import WhyLate, explain_if_late, explain_lateness, late_since
from cases.services.move import move
from cases.words import SYSTEM, LateReason
from law.words import Duty
from tests.builders import make_complaint, make_request, noon

pytestmark = pytest.mark.django_db
# A request of 3 September 2026 in Germany is due on Monday 5 October.
DUE, IN_TIME, LATE = date(2026, 10, 5), noon(2026, 10, 5), noon(2026, 10, 6)
SEARCH = WhyLate(LateReason.SEARCH)


@pytest.fixture
def case():
    return make_request(date(2026, 9, 3))


def test_answer_is_late_the_day_after_its_date_and_not_on_it(case):
    assert (late_since(case, IN_TIME), late_since(case, LATE)) == (None, DUE)


def test_where_no_law_sets_a_date_the_promises_counts():
    complaint = make_complaint(date(2026, 9, 3))
    assert (late_since(complaint, noon(2026, 10, 3)), late_since(complaint, noon(2026, 10, 4))) == (
        None,
        date(2026, 10, 3),
    )


def test_answer_that_left_in_time_is_never_late_and_one_that_left_after_it_always(case):
    other = make_request(date(2026, 9, 3))
    meet_duty(case=case, duty=Duty.RESPOND, on=DUE, by=SYSTEM, now=IN_TIME)
    meet_duty(case=other, duty=Duty.RESPOND, on=date(2026, 10, 7), by=SYSTEM, now=noon(2026, 10, 7))
    assert (late_since(case, noon(2026, 11, 1)), late_since(other, noon(2026, 11, 1))) == (None, DUE)


def test_what_was_withdrawn_owes_no_answer_and_no_reason(case):
    move(case=case, to=State.WITHDRAWN, by=SYSTEM, now=IN_TIME)
    assert late_since(case, LATE) is None


def test_in_time_nothing_is_asked_and_nothing_can_be_explained(case, officer):
    explain_if_late(case=case, why=None, officer=officer, now=IN_TIME)
    explain_if_late(case=case, why=SEARCH, officer=officer, now=IN_TIME)
    with pytest.raises(Refused, match="is not late"):
        explain_lateness(case=case, why=SEARCH, officer=officer, now=IN_TIME)
    assert (case.late_reason, case.events.filter(kind="late_explained").count()) == ("", 0)


def test_late_answer_without_a_reason_is_refused_with_its_date(case, officer):
    with pytest.raises(Refused, match="was due on 5 October 2026"):
        explain_if_late(case=case, why=None, officer=officer, now=LATE)


def test_reason_that_was_given_before_the_answer_is_enough(case, officer):
    explain_lateness(case=case, why=SEARCH, officer=officer, now=LATE)
    explain_if_late(case=case, why=None, officer=officer, now=noon(2026, 10, 9))
    assert Case.objects.get().late_reason == "search"


def test_history_holds_the_code_and_the_words_are_a_note(case, officer):
    why = WhyLate(LateReason.OTHER, "The archive was flooded.")
    explain_lateness(case=case, why=why, officer=officer, now=LATE)
    assert case.events.get(kind="late_explained").payload == {"new": "other"}
    assert case.notes.get().text == "Why it is late: Something else. The archive was flooded."
    assert not case.events.filter(payload__icontains="flooded").exists()


def test_later_reason_takes_the_place_of_the_first_and_the_same_again_leaves_no_event(case, officer):
    for why in (SEARCH, SEARCH, WhyLate(LateReason.COMPLEX)):
        explain_lateness(case=case, why=why, officer=officer, now=LATE)
    told = [event.payload for event in case.events.filter(kind="late_explained")]
    assert told == [{"new": "search"}, {"old": "search", "new": "complex"}]


def test_something_else_needs_words_and_without_them_nothing_is_saved(case, officer):
    with pytest.raises(Refused, match="Say in a few words"):
        explain_lateness(case=case, why=WhyLate(LateReason.OTHER, "  "), officer=officer, now=LATE)
    assert (Case.objects.get().late_reason, case.notes.count()) == ("", 0)
