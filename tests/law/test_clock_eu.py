"""EU GDPR: one month (Art. 12(3)) counted by Reg. (EEC, Euratom) 1182/71, with suspensions and one extension."""

from datetime import UTC, date, datetime

import pytest

from law.errors import ExtensionNotAllowed, ExtensionTooLate, NotInForce
from law.words import Confidence, Duty
from tests.law.builders import due, respond, run_clock

# Art. 3(2)(c): the same date a month later, or the last day of a month without it; Art. 3(4): a last day that is a
# Saturday, Sunday or public holiday moves to the next working day.
MONTH = [
    ("DE", "2026-09-03", "2026-10-05"),  # 3 October is a Saturday and German Unity Day
    ("DE", "2026-01-31", "2026-03-02"),  # no 31 February; the 28th is a Saturday
    ("DE", "2027-01-29", "2027-03-01"),  # no 29 February 2027; the 28th is a Sunday
    ("DE", "2028-01-31", "2028-02-29"),  # leap year
    ("DE", "2028-02-29", "2028-03-29"),  # not the last day of March
    ("DE", "2026-03-31", "2026-04-30"),
    ("DE", "2026-12-31", "2027-02-01"),  # 31 January 2027 is a Sunday
    ("DE", "2026-03-05", "2026-04-07"),  # Easter Sunday and Easter Monday
    ("IE", "2026-03-03", "2026-04-03"),  # Good Friday is no public holiday in Ireland
    ("DE", "2026-03-03", "2026-04-07"),  # but it is in Germany, and the weekend and Easter Monday follow
    ("FR", "2026-06-14", "2026-07-15"),  # Bastille Day
    ("DE-BY", "2026-12-06", "2027-01-07"),  # Epiphany is a holiday in Bavaria
    ("DE-BE", "2026-12-06", "2027-01-06"),  # and none in Berlin
]


@pytest.mark.parametrize(("place", "received", "expected"), MONTH)
def test_answer_is_due_a_month_after_receipt_and_rolls_over_rest(place, received, expected):
    assert due("eu-gdpr", "access", place, received) == expected


@pytest.mark.parametrize(
    "right",
    ["access", "rectification", "erasure", "restriction", "portability", "objection", "human_review", "opt_out"],
)
def test_every_right_of_articles_15_to_22_has_the_month(right):
    assert due("eu-gdpr", right, "DE", "2026-09-08") == "2026-10-08"


def test_the_extension_counts_three_months_from_receipt_and_not_two_from_the_end_of_the_first():
    # 31 January + 3 months is 30 April; 28 February + 2 months would be 28 April.
    assert due("eu-gdpr", "access", "DE", "2026-01-31", "extended=2026-02-10") == "2026-04-30"


def test_the_extension_may_be_announced_on_the_rolled_over_last_day():
    assert due("eu-gdpr", "access", "DE", "2026-09-03", "extended=2026-10-05") == "2026-12-03"


def test_an_extension_announced_a_day_late_is_refused_with_the_day_it_could_be():
    with pytest.raises(ExtensionTooLate, match="until 2026-10-05"):
        due("eu-gdpr", "access", "DE", "2026-09-03", "extended=2026-10-06")


def test_a_second_extension_is_refused():
    with pytest.raises(ExtensionNotAllowed, match="once"):
        due("eu-gdpr", "access", "DE", "2026-09-03", "extended=2026-09-10", "extended=2026-09-20")


@pytest.mark.parametrize("marks", [[], ["extended=2026-02-10"]])
def test_an_extension_must_be_announced_by_the_end_of_the_first_month(marks):
    clock = run_clock("eu-gdpr", "access", "DE", "2026-01-31", *marks)
    assert clock.duty(Duty.ANNOUNCE_EXTENSION).due_on == date(2026, 3, 2)


# Suspension (EDPB Guidelines 01/2022): the day asked counts, the day received does not.
WAITING = [
    (["identity_requested=2026-11-12", "identity_confirmed=2026-11-24"], "2026-12-22"),  # 10 December + 12
    (["identity_requested=2026-11-12", "identity_confirmed=2026-11-12"], "2026-12-10"),  # the same day: nothing lost
    (["clarification_requested=2026-11-12", "clarified=2026-11-24"], "2026-12-22"),
    # both questions at once: each day is left out once
    (
        [
            "identity_requested=2026-11-12",
            "identity_confirmed=2026-11-24",
            "clarification_requested=2026-11-20",
            "clarified=2026-11-26",
        ],
        "2026-12-24",
    ),
    # one question after the other: 3 + 4 days
    (
        [
            "identity_requested=2026-11-12",
            "identity_confirmed=2026-11-15",
            "identity_requested=2026-11-20",
            "identity_confirmed=2026-11-24",
        ],
        "2026-12-17",
    ),
    # stop, then extension, and extension, then stop: three months from receipt + 12 days
    (["identity_requested=2026-11-12", "identity_confirmed=2026-11-24", "extended=2026-12-01"], "2027-02-22"),
    (["extended=2026-11-11", "identity_requested=2026-11-12", "identity_confirmed=2026-11-24"], "2027-02-22"),
    (["identity_requested=2026-11-12", "extended=2026-11-20", "identity_confirmed=2026-11-24"], "2027-02-22"),
    # asked on the day after the end: the period is over
    (["identity_requested=2026-12-11", "identity_confirmed=2026-12-20"], "2026-12-10"),
    # asked on the last day: nothing is left of it when the answer comes on a Friday
    (["identity_requested=2026-12-10", "identity_confirmed=2026-12-18"], "2026-12-18"),
]


@pytest.mark.parametrize(("marks", "expected"), WAITING)
def test_days_of_waiting_for_the_person_do_not_count(marks, expected):
    assert due("eu-gdpr", "access", "DE", "2026-11-10", *marks) == expected


def test_a_question_on_the_day_to_which_the_end_rolled_over_still_stops_the_clock():
    # The month ends on Saturday 28 February and rolls to Monday 2 March; the answer comes on Thursday.
    marks = ["identity_requested=2026-03-02", "identity_confirmed=2026-03-05"]
    assert due("eu-gdpr", "access", "DE", "2026-01-31", *marks) == "2026-03-05"


def test_the_suspension_lowers_the_confidence_of_the_date_to_its_own():
    plain = respond("eu-gdpr", "access", "DE", "2026-11-10")
    marks = ["identity_requested=2026-11-12", "identity_confirmed=2026-11-24"]
    stopped = respond("eu-gdpr", "access", "DE", "2026-11-10", *marks)
    assert (plain.confidence, stopped.confidence) == (Confidence.HIGH, Confidence.MEDIUM)


def test_while_the_question_is_open_the_clock_is_stopped_and_gives_the_earliest_day_it_can_become():
    clock = run_clock("eu-gdpr", "access", "DE", "2026-11-10", "identity_requested=2026-11-12")
    assert clock.stopped_since == date(2026, 11, 12)
    found = clock.duty(Duty.RESPOND)
    assert (found.due_on, found.stopped_since) == (date(2026, 12, 10), date(2026, 11, 12))
    assert "the clock is stopped" in found.explanation


def test_while_the_clock_is_stopped_an_extension_may_be_announced_after_the_day_shown():
    marks = ["identity_requested=2026-11-12", "extended=2026-12-20", "identity_confirmed=2026-12-22"]
    assert due("eu-gdpr", "access", "DE", "2026-11-10", *marks) == "2027-03-22"


def test_the_answer_ends_the_course_and_what_comes_later_does_not_move_the_date():
    marks = ["answered=2026-11-20", "clarification_requested=2026-11-25", "clarified=2026-11-30"]
    clock = run_clock("eu-gdpr", "access", "DE", "2026-11-10", *marks)
    assert (clock.ended_on, clock.duty(Duty.RESPOND).due_on) == (date(2026, 11, 20), date(2026, 12, 10))


def test_an_answer_given_while_waiting_for_the_person_was_not_late():
    clock = run_clock("eu-gdpr", "access", "DE", "2026-11-10", "identity_requested=2026-11-12", "answered=2026-12-15")
    assert clock.stopped_since is None
    assert clock.duty(Duty.RESPOND).due_on == date(2027, 1, 12)  # 33 days of waiting


def test_a_reminder_of_an_open_question_changes_nothing():
    once = ["identity_requested=2026-11-12", "identity_confirmed=2026-11-24"]
    assert due("eu-gdpr", "access", "DE", "2026-11-10", *once, "identity_requested=2026-11-18") == "2026-12-22"


def test_the_day_of_receipt_is_the_day_in_the_place():
    moment = datetime(2026, 8, 31, 22, 30, tzinfo=UTC)  # half past midnight in Berlin, half past eleven in Dublin
    assert due("eu-gdpr", "access", "DE", moment) == "2026-10-01"
    assert due("eu-gdpr", "access", "IE", moment) == "2026-09-30"


def test_a_complaint_to_the_controller_has_no_date_and_says_why():
    found = respond("eu-gdpr", "complaint", "DE", "2026-09-03")
    assert found.due_on is None
    assert "no clock" in found.working[-1].because


@pytest.mark.parametrize("right", ["consent_withdrawal", "limit_sensitive", "appeal"])
def test_what_the_law_gives_no_number_has_no_date_and_a_citation(right):
    found = respond("eu-gdpr", right, "DE", "2026-09-03")
    assert found.due_on is None
    assert found.working[-1].citation


def test_every_duty_is_answered_and_those_without_a_rule_say_so():
    clock = run_clock("eu-gdpr", "access", "DE", "2026-09-03")
    assert [deadline.duty for deadline in clock.deadlines] == list(Duty)
    assert clock.duty(Duty.ACKNOWLEDGE).due_on is None
    assert "sets no date for acknowledging" in clock.duty(Duty.ACKNOWLEDGE).explanation


def test_the_working_reads_like_a_reckoning():
    assert respond("eu-gdpr", "access", "DE", "2026-01-31").explanation == (
        "received on Saturday 31 January 2026 in Germany; that day is not counted "
        "(Reg. (EEC, Euratom) 1182/71 Art. 3(1)); "
        "1 month; there is no 31 February, so Saturday 28 February 2026 "
        "(GDPR Art. 12(3); Reg. (EEC, Euratom) 1182/71 Art. 3(2)(c)); "
        "the last day falls on rest (Saturday, Sunday), so it moves to Monday 2 March 2026 "
        "(Reg. (EEC, Euratom) 1182/71 Art. 3(4))"
    )


def test_the_last_step_of_a_working_gives_the_date():
    marks = ["identity_requested=2026-11-12", "identity_confirmed=2026-11-24", "extended=2026-12-01"]
    found = respond("eu-gdpr", "access", "DE", "2026-11-09", *marks)
    assert found.working[-1].on == found.due_on


def test_what_was_received_before_the_law_is_refused():
    with pytest.raises(NotInForce, match="2018-05-25"):
        due("eu-gdpr", "access", "DE", "2018-05-24")
    assert due("eu-gdpr", "access", "DE", "2018-05-25") == "2018-06-25"
