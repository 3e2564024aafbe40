"""Deciding a complaint: what was established, the outcome, and one answer that meets the duty."""

from datetime import date

import pytest

from cases.errors import NotOpen
from cases.words import Outcome
from complaints.errors import FindingIncomplete
from complaints.services.decide import Result, answer_draft, decide
from tests.builders import make_complaint, noon, send_letters

pytestmark = pytest.mark.django_db
LATER = noon(2026, 9, 20)


def answer(case, found, officer):
    letter = answer_draft(case=case, finding=found, now=LATER)
    return decide(case=case, finding=found, letter=letter, key="k", officer=officer, now=LATER)


def test_an_upheld_complaint_is_decided_and_answered_with_what_was_found_and_put_right(officer):
    case = make_complaint(acknowledged=True)
    letter = answer(case, Result(Outcome.UPHELD, "Your opt-out was lost.", "It is restored."), officer)
    assert "Your opt-out was lost." in letter.body
    assert "It is restored." in letter.body
    assert (case.state, case.outcome) == ("decided", "upheld")
    send_letters(now=noon(2026, 9, 21))
    case.refresh_from_db()
    assert case.answered_on == date(2026, 9, 21)
    assert case.complaint.findings.get().established == "Your opt-out was lost."


def test_an_outcome_without_what_was_established_is_refused(officer):
    case = make_complaint()
    with pytest.raises(FindingIncomplete, match="Say what the investigation established"):
        answer(case, Result(Outcome.NOT_UPHELD, "  "), officer)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("received", "")


def test_a_decided_complaint_is_not_decided_again(officer):
    case = make_complaint()
    answer(case, Result(Outcome.UPHELD, "Your opt-out was lost."), officer)
    with pytest.raises(NotOpen):
        answer(case, Result(Outcome.NOT_UPHELD, "It was not lost."), officer)
