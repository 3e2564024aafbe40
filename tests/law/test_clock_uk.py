"""UK GDPR: the month of Art. 12A, proof of identity that starts it again, clarification, complaints under s. 164A."""

from datetime import date

import pytest

from law.errors import ExtensionTooLate
from law.words import Duty
from tests.law.builders import due, respond, run_clock

# ICO: the corresponding date in the next month, its last day where there is none, the next working day after rest.
MONTH = [
    ("GB-ENG", "2025-09-03", "2025-10-03"),
    ("GB-ENG", "2026-03-31", "2026-04-30"),
    ("GB-ENG", "2027-04-01", "2027-05-04"),  # Saturday, Sunday, early May bank holiday
    ("GB-ENG", "2026-07-31", "2026-09-01"),  # 31 August is a bank holiday in England
    ("GB-SCT", "2026-07-31", "2026-08-31"),  # and none in Scotland
    ("GB-SCT", "2026-10-30", "2026-12-01"),  # 30 November, Saint Andrew's Day
    ("GB", "2026-07-31", "2026-08-31"),  # nation unknown: only what rests in all of them
    ("GB-ENG", "2026-11-26", "2026-12-29"),  # Boxing Day on Saturday, its substitute on Monday
]


@pytest.mark.parametrize(("place", "received", "expected"), MONTH)
def test_answer_is_due_a_month_after_receipt(place, received, expected):
    assert due("uk-gdpr", "access", place, received) == expected


def test_proof_of_identity_starts_the_month_again():
    marks = ["identity_requested=2026-11-12", "identity_confirmed=2026-11-24"]
    assert due("uk-gdpr", "access", "GB-ENG", "2026-11-10", *marks) == "2026-12-24"


def test_proof_of_identity_that_was_asked_for_after_the_month_changes_nothing():
    marks = ["identity_requested=2026-12-14", "identity_confirmed=2026-12-20"]
    assert due("uk-gdpr", "access", "GB-ENG", "2026-11-10", *marks) == "2026-12-10"


def test_three_months_of_an_extension_count_from_the_proof_of_identity():
    marks = ["identity_requested=2026-11-12", "identity_confirmed=2026-11-24", "extended=2026-12-24"]
    assert due("uk-gdpr", "access", "GB-ENG", "2026-11-10", *marks) == "2027-02-24"
    with pytest.raises(ExtensionTooLate):
        due("uk-gdpr", "access", "GB-ENG", "2026-11-10", *marks[:2], "extended=2026-12-25")


def test_days_from_asking_for_clarification_to_the_answer_do_not_count_both_included():
    marks = ["clarification_requested=2026-09-10", "clarified=2026-09-14"]  # 10 to 14 September are 5 days
    assert due("uk-gdpr", "access", "GB-ENG", "2026-09-03", *marks) == "2026-10-08"


def test_only_access_requests_pause_for_clarification():
    marks = ["clarification_requested=2026-09-10", "clarified=2026-09-14"]
    found = respond("uk-gdpr", "erasure", "GB-ENG", "2026-09-03", *marks)
    assert found.due_on == date(2026, 10, 5)  # 3 October is a Saturday
    assert any("only requests under Art. 15" in step.because for step in found.working)


def test_clarification_before_the_proof_of_identity_is_forgotten_with_the_days_before_it():
    marks = [
        "clarification_requested=2026-11-11",
        "clarified=2026-11-16",
        "identity_requested=2026-11-12",
        "identity_confirmed=2026-11-24",
    ]
    assert due("uk-gdpr", "access", "GB-ENG", "2026-11-10", *marks) == "2026-12-24"


# s. 164A(3): 30 days, by the ICO's counting from the day after receipt, on to the next working day.
COMPLAINT = [
    ("GB-ENG", "2026-11-22", "2026-12-22"),
    ("GB-ENG", "2026-07-31", "2026-09-01"),  # day 30 is a Sunday, then the summer bank holiday
    ("GB-SCT", "2026-07-31", "2026-08-31"),
    ("GB-ENG", "2026-06-19", "2026-07-20"),  # the first day of the rule; day 30 is a Sunday
]


@pytest.mark.parametrize(("place", "received", "expected"), COMPLAINT)
def test_a_complaint_is_acknowledged_within_30_days(place, received, expected):
    found = run_clock("uk-gdpr", "complaint", place, received).duty(Duty.ACKNOWLEDGE)
    assert found.due_on == date.fromisoformat(expected)
    assert "s. 164A(3)" in found.explanation


def test_a_complaint_received_before_the_rule_has_no_date_to_acknowledge_and_says_from_when():
    found = run_clock("uk-gdpr", "complaint", "GB-ENG", "2026-06-18").duty(Duty.ACKNOWLEDGE)
    assert found.due_on is None
    assert "19 June 2026" in found.explanation


def test_the_outcome_of_a_complaint_has_no_number():
    found = respond("uk-gdpr", "complaint", "GB-ENG", "2026-11-22")
    assert found.due_on is None
    assert "without undue delay" in found.explanation
