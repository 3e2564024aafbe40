"""California: 10 business days to confirm receipt, 45 days to answer whatever is asked meanwhile, 15 business days to opt out."""

from datetime import UTC, date, datetime

import pytest

from law.errors import ExtensionNotAllowed, ExtensionTooLate
from law.words import Confidence, Duty
from tests.law.builders import due, respond, run_clock


@pytest.mark.parametrize("right", ["access", "erasure", "rectification", "portability"])
def test_answer_is_due_45_days_after_receipt_and_the_strict_reading_alarms_a_day_earlier(right):
    found = respond("us-ca-ccpa", right, "US-CA", "2026-11-22")
    assert (found.due_on, found.alarm_on) == (date(2027, 1, 6), date(2027, 1, 5))
    assert any(step.on == found.alarm_on and "7021(b)" in step.citation for step in found.working)


def test_a_last_day_on_christmas_is_not_moved():
    assert due("us-ca-ccpa", "access", "US-CA", "2026-11-10") == "2026-12-25"


def test_proof_of_identity_and_clarification_do_not_stop_the_45_days():
    marks = ["identity_requested=2026-11-12", "identity_confirmed=2026-11-24", "clarification_requested=2026-11-25"]
    found = respond("us-ca-ccpa", "access", "US-CA", "2026-11-10", *marks)
    assert (found.due_on, found.stopped_since) == (date(2026, 12, 25), None)
    assert any("regardless of verification" in step.because for step in found.working)


def test_an_extension_makes_90_days_from_receipt_when_announced_within_the_first_45():
    found = respond("us-ca-ccpa", "access", "US-CA", "2026-11-22", "extended=2027-01-06")
    assert (found.due_on, found.alarm_on) == (date(2027, 2, 20), date(2027, 2, 19))
    with pytest.raises(ExtensionTooLate):
        due("us-ca-ccpa", "access", "US-CA", "2026-11-22", "extended=2027-01-07")


# 11 CCR 7021(a): 10 business days; Saturdays, Sundays and the state's holidays do not count.
ACKNOWLEDGE = [
    ("US-CA", "2026-11-22", "2026-12-08"),  # Thanksgiving and, in California, the day after
    ("US", "2026-11-22", "2026-12-07"),  # state unknown: the federal holidays
    ("US-CA", "2026-09-03", "2026-09-18"),  # Labor Day
]


@pytest.mark.parametrize(("place", "received", "expected"), ACKNOWLEDGE)
def test_receipt_is_confirmed_within_10_business_days(place, received, expected):
    found = run_clock("us-ca-ccpa", "access", place, received).duty(Duty.ACKNOWLEDGE)
    assert found.due_on == date.fromisoformat(expected)
    assert found.alarm_on is None


def test_an_opt_out_is_carried_out_within_15_business_days():
    assert due("us-ca-ccpa", "opt_out", "US", "2026-12-24") == "2027-01-19"  # 25 December, 1 January, 18 January


def test_an_opt_out_needs_no_acknowledgement_and_knows_no_extension():
    clock = run_clock("us-ca-ccpa", "opt_out", "US-CA", "2026-12-24")
    assert clock.duty(Duty.ACKNOWLEDGE).due_on is None
    assert clock.duty(Duty.ANNOUNCE_EXTENSION).due_on is None
    with pytest.raises(ExtensionNotAllowed):
        due("us-ca-ccpa", "opt_out", "US-CA", "2026-12-24", "extended=2026-12-28")


def test_the_limit_on_sensitive_data_is_a_date_from_memory_and_says_so():
    assert respond("us-ca-ccpa", "limit_sensitive", "US-CA", "2026-12-24").confidence is Confidence.LOW


@pytest.mark.parametrize(("received", "expected"), [("2026-12-31", None), ("2027-01-01", "2027-01-25")])
def test_the_rule_on_automated_decisions_holds_from_2027(received, expected):
    assert due("us-ca-ccpa", "human_review", "US-CA", received) == expected


@pytest.mark.parametrize("right", ["complaint", "appeal", "objection", "consent_withdrawal"])
def test_what_california_does_not_number_has_no_date(right):
    assert due("us-ca-ccpa", right, "US-CA", "2026-11-22") is None


def test_the_day_of_receipt_is_the_day_in_california():
    moment = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # half past eleven in the evening of the 22nd
    assert due("us-ca-ccpa", "access", "US-CA", moment) == "2027-01-06"
