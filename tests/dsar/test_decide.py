"""Deciding a rights request: an outcome per right, reasons where it is refused, one answer that meets the duty."""

from datetime import date

import pytest

from cases.errors import NotOpen
from cases.selectors import urgency
from cases.services.watch import watch_dates
from cases.words import Outcome
from correspondence.models import Letter
from correspondence.services.outbox import withdraw_letter
from dsar.errors import DecisionIncomplete
from dsar.services.decide import RightDecision, decide, overall, response_draft
from tests.builders import make_request, noon, send_letters

pytestmark = pytest.mark.django_db
LATER = noon(2026, 9, 20)


def answer(case, decisions, officer, key="k"):
    letter = response_draft(case=case, decisions=decisions, now=LATER)
    return decide(case=case, decisions=decisions, letter=letter, key=key, officer=officer, now=LATER)


def test_granting_decides_the_case_and_the_answer_meets_the_duty_on_the_day_it_leaves(officer):
    case = make_request(acknowledged=True)
    answer(case, [RightDecision("access", Outcome.GRANTED)], officer)
    assert (case.state, case.outcome, case.answered_on) == ("decided", "granted", None)
    send_letters(now=noon(2026, 9, 21))
    case.refresh_from_db()
    assert case.answered_on == date(2026, 9, 21)
    assert case.events.filter(kind="decided").count() == 1


def test_an_answer_that_was_taken_back_is_still_owed_and_watched(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    letter = answer(case, [RightDecision("access", Outcome.GRANTED)], officer)
    withdraw_letter(letter=letter, by=officer.actor, now=LATER)
    case.refresh_from_db()
    assert (case.state, case.due_on) == ("decided", date(2026, 10, 5))
    assert urgency(case, noon(2026, 10, 6)).words == "Overdue by 1 day"
    watch_dates(now=noon(2026, 10, 6))
    assert case.notices.filter(threshold="overdue", duty="respond").count() == 1


def test_a_refusal_without_article_or_reasons_is_refused_and_nothing_is_saved(officer):
    case = make_request()
    with pytest.raises(DecisionIncomplete, match="give the article relied on and the reasons"):
        answer(case, [RightDecision("access", Outcome.REFUSED, citation="GDPR Art. 12(5)")], officer)
    case.refresh_from_db()
    assert (case.state, Letter.objects.count()) == ("received", 0)


def test_a_refusal_with_article_and_reasons_is_taken(officer):
    case = make_request()
    refusal = RightDecision("access", Outcome.REFUSED, citation="GDPR Art. 12(5)(b)", reasons="The fourth this month.")
    letter = answer(case, [refusal], officer)
    assert "GDPR Art. 12(5)(b)" in letter.body
    assert case.rights_request.decisions.get().reasons == "The fourth this month."


@pytest.mark.parametrize(
    "decided",
    [[], ["access"], ["access", "erasure", "objection"], ["access", "access"]],
    ids=lambda d: " ".join(d) or "-",
)
def test_every_invoked_right_is_decided_once(officer, decided):
    case = make_request(rights=("access", "erasure"))
    with pytest.raises(DecisionIncomplete, match="Decide on each of them once"):
        answer(case, [RightDecision(right, Outcome.GRANTED) for right in decided], officer)


def test_a_case_is_decided_once_also_by_a_double_click(officer):
    case = make_request()
    answer(case, [RightDecision("access", Outcome.GRANTED)], officer)
    with pytest.raises(NotOpen):
        answer(case, [RightDecision("access", Outcome.GRANTED)], officer)
    assert Letter.objects.count() == 1


def test_one_outcome_for_all_rights_is_the_cases_and_mixed_ones_are_partly_granted():
    assert overall([Outcome.NOTHING_HELD, Outcome.NOTHING_HELD]) == Outcome.NOTHING_HELD
    assert overall([Outcome.GRANTED, Outcome.REFUSED]) == Outcome.PARTLY_GRANTED
