"""The answer's date as a person reads it: what sets it, and where that stands."""

from datetime import date

import pytest

from cases.services.laws import promise_by_contract
from correspondence.acts import extend, extension_draft
from correspondence.services.returns import bounce
from portal.dates import promised_answer
from tests.builders import make_complaint, make_request, noon, send_letters

pytestmark = pytest.mark.django_db

NOW = noon(2026, 9, 4)


def test_a_date_of_the_law_names_its_provision():
    why = promised_answer(make_request(received_on=date(2026, 9, 3)), NOW).why
    assert why.startswith("The law sets this day.")
    assert why.endswith("It stands in GDPR Art. 12(3).")


def test_a_promise_names_no_law():
    assert "stands in" not in promised_answer(make_complaint(received_on=date(2026, 9, 3)), NOW).why


def test_a_contract_that_is_earlier_is_named(officer):
    case = make_request(received_on=date(2026, 9, 3))
    promise_by_contract(case=case, days=10, citation="Services agreement, 9.2", officer=officer, now=NOW)
    answer = promised_answer(case, NOW)
    assert answer.on == date(2026, 9, 13)
    assert "A contract sets this day: Services agreement, 9.2." in answer.why


def test_a_notice_of_extension_that_did_not_arrive_is_not_given_as_the_reason(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    letter = extension_draft(case=case, reason="There are many systems.", now=NOW)
    sent = extend(case=case, letter=letter, key="e", by=officer.actor, now=NOW)
    send_letters(now=NOW)
    assert "we need more time" in promised_answer(case, NOW).why
    sent.refresh_from_db()
    bounce(letter=sent, hard=True, status="5.1.1", now=NOW)
    answer = promised_answer(case, NOW)
    assert answer.on == date(2026, 10, 5)
    assert "we need more time" not in answer.why


def test_an_extension_that_the_ruling_law_does_not_know_is_not_given_as_the_reason(officer):
    case = make_request(received_on=date(2026, 9, 3), place="BR", acknowledged=True)
    letter = extension_draft(case=case, reason="There are many systems.", now=NOW)
    extend(case=case, letter=letter, key="e", by=officer.actor, now=NOW)
    send_letters(now=NOW)
    answer = promised_answer(case, NOW)
    assert answer.on == date(2026, 9, 18)
    assert "we need more time" not in answer.why
