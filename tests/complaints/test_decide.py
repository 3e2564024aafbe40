"""Deciding a complaint: what was established, the outcome, and one answer that meets the duty."""

from datetime import date

import pytest

from cases.errors import NotOpen
from cases.words import Outcome
from complaints.errors import FindingIncomplete, RemedyIncomplete
from complaints.services.decide import Result, answer_draft, decide
from complaints.services.investigate import Evidence, record_finding, take_back_finding
from complaints.services.remedies import carry_out, set_remedy
from tests.builders import make_complaint, noon, send_letters

pytestmark = pytest.mark.django_db
LATER = noon(2026, 9, 20)


def answer(case, found, officer):
    letter = answer_draft(case=case, result=found, now=LATER)
    return decide(case=case, result=found, letter=letter, key="k", officer=officer, now=LATER)


def test_an_upheld_complaint_is_decided_and_answered_with_what_was_found_and_put_right(officer):
    case = make_complaint(acknowledged=True)
    letter = answer(
        case, Result(Outcome.UPHELD, "Your opt-out was lost.", "It is restored.", date(2026, 10, 1)), officer
    )
    assert "Your opt-out was lost." in letter.body
    assert "- It is restored. (by 1 October 2026)" in letter.body
    assert (case.state, case.outcome) == ("decided", "upheld")
    send_letters(now=noon(2026, 9, 21))
    case.refresh_from_db()
    assert case.answered_on == date(2026, 9, 21)
    assert case.complaint.conclusions.get().established == "Your opt-out was lost."


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


def test_a_remedy_without_a_day_is_refused_and_nothing_is_decided(officer):
    case = make_complaint()
    with pytest.raises(RemedyIncomplete, match="Give the day by which it is put right"):
        answer(case, Result(Outcome.UPHELD, "Your opt-out was lost.", "It is restored."), officer)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("received", "")


def test_the_answer_tells_each_finding_that_stands_and_each_remedy_with_its_day(officer):
    case = make_complaint(acknowledged=True)
    evidence = Evidence()
    told = {"case": case, "evidence": evidence, "officer": officer, "now": LATER}
    record_finding(asked="Was the opt-out stored?", found="In one list of two.", **told)
    wrong = record_finding(asked="Was it sold?", found="Yes.", **told)
    take_back_finding(finding=wrong, officer=officer, now=LATER)
    set_remedy(case=case, what="Both lists", owner=officer, due_on=date(2026, 9, 30), officer=officer, now=LATER)
    done = set_remedy(case=case, what="Say sorry", owner=officer, due_on=date(2026, 9, 30), officer=officer, now=LATER)
    carry_out(remedy=done, on=date(2026, 9, 19), how="By telephone.", officer=officer, now=LATER)
    letter = answer(case, Result(Outcome.UPHELD, "Your opt-out was lost."), officer)
    assert "- Was the opt-out stored?\n  In one list of two." in letter.body
    assert "Was it sold?" not in letter.body
    assert "- Both lists (by 30 September 2026)" in letter.body
    assert "- Say sorry (done on 19 September 2026)" in letter.body
    assert "By telephone." not in letter.body
