"""Laws of elsewhere: what they do that the first three do not. Sources stand in the laws' own files."""

from datetime import date, datetime, timedelta, timezone

import pytest

from law import regimes
from law.applicable import applicable, rules_for_case
from law.errors import NotInForce
from law.places import Place
from law.words import Confidence, Duty, Right
from tests.law.builders import due, respond, run_clock

JAKARTA = timezone(timedelta(hours=7))


def test_all_66_laws_are_on_the_shelf():
    assert len(regimes.all()) == 66


# New Zealand skips days inside the period, 25 December to 15 January too; regional anniversaries count.
NEW_ZEALAND = [
    ("NZ", "2026-11-22", "2026-12-18"),
    ("NZ", "2026-12-24", "2027-02-15"),  # Waitangi Day 2027 is a Saturday, so Monday 8 February rests
    ("NZ-AUK", "2026-12-24", "2027-02-15"),  # Auckland's anniversary, 1 February 2027, counts
    ("NZ", "2026-06-12", "2026-07-13"),  # Matariki
]


@pytest.mark.parametrize(("place", "received", "expected"), NEW_ZEALAND)
def test_new_zealand_counts_twenty_working_days_over_its_closed_time(place, received, expected):
    assert due("nz-privacy-act", "access", place, received) == expected


def test_where_the_law_sets_no_length_for_an_extension_its_date_stays():
    plain = respond("nz-privacy-act", "access", "NZ", "2026-11-22")
    extended = respond("nz-privacy-act", "access", "NZ", "2026-11-22", "extended=2026-12-01")
    assert extended.due_on == plain.due_on
    assert "the date announced is to be kept" in extended.explanation


# South Africa: a last day moves from a Sunday or holiday; a Saturday stays.
SOUTH_AFRICA = [("2026-11-20", "2026-12-21"), ("2026-11-16", "2026-12-17"), ("2026-11-19", "2026-12-19")]


@pytest.mark.parametrize(("received", "expected"), SOUTH_AFRICA)
def test_south_africa_moves_a_sunday_and_a_holiday_but_no_saturday(received, expected):
    assert due("za-popia", "rectification", "ZA", received) == expected


def test_a_roll_over_that_was_not_verified_lowers_the_confidence_and_keeps_a_firm_day_before_it():
    found = respond("ch-fadp", "access", "CH", "2026-11-20")  # day 30 is Sunday 20 December
    assert (found.due_on, found.confidence) == (date(2026, 12, 21), Confidence.LOW)
    assert (found.firm_on, found.alarm_on) == (date(2026, 12, 20), date(2026, 12, 20))


def test_a_verified_date_is_its_own_firm_day_and_one_from_memory_has_none():
    assert respond("ch-fadp", "access", "CH", "2026-11-22").firm_on == date(2026, 12, 22)
    assert respond("eg-pdpl", "access", "EG", "2026-11-22").firm_on is None


def test_the_firm_day_rules_outside_the_house():
    found = rules_for_case(place=Place("CH"), received=date(2026, 11, 20), right=Right.ACCESS, home=Place("CH"))
    assert found.ruling(Duty.RESPOND).due_on == date(2026, 12, 20)


def test_oregon_is_suspended_while_the_person_is_not_authenticated():
    marks = ["identity_requested=2026-11-25", "identity_confirmed=2026-12-05"]
    assert due("us-or", "access", "US-OR", "2026-11-22", *marks) == "2027-01-16"


def test_an_appeal_to_the_controller_has_its_own_period():
    assert due("us-va-vcdpa", "appeal", "US-VA", "2026-11-22") == "2027-01-21"


def test_the_version_in_force_on_the_day_of_receipt_counts():
    assert due("cl-19628", "access", "CL", "2026-11-30") == "2026-12-02"
    with pytest.raises(NotInForce, match="Use 'cl-21719'"):
        due("cl-19628", "access", "CL", "2026-12-01")
    laws = {
        day: [
            law.regime_id
            for law in applicable(place=Place("CL"), received_on=day, right=Right.ACCESS, home=Place("CL"))
        ]
        for day in (date(2026, 11, 30), date(2026, 12, 1))
    }
    assert list(laws.values()) == [["cl-19628"], ["cl-21719"]]


def test_hours_run_from_the_moment_of_receipt():
    received = datetime(2026, 11, 20, 23, 30, tzinfo=JAKARTA)
    found = respond("id-pdp", "access", "ID", received)
    assert (found.due_on, found.due_at) == (date(2026, 11, 23), received + timedelta(hours=72))


def test_mexico_carries_out_within_fifteen_working_days_of_the_answer():
    open_case = run_clock("mx-lfpdppp", "access", "MX", "2026-11-23")
    answered = run_clock("mx-lfpdppp", "access", "MX", "2026-11-23", "answered=2026-12-01")
    assert answered.duty(Duty.COMPLETE).due_on == date(2026, 12, 22)
    assert open_case.duty(Duty.RESPOND).due_on < open_case.duty(Duty.COMPLETE).due_on


def test_colombia_acknowledges_in_two_working_days_and_counts_from_the_complete_claim():
    clock = run_clock("co-1581", "erasure", "CO", "2026-11-25")
    assert clock.duty(Duty.ACKNOWLEDGE).due_on == date(2026, 11, 27)
    marks = ["clarification_requested=2026-11-27", "clarified=2026-12-01"]
    assert due("co-1581", "erasure", "CO", "2026-11-25", *marks) == due("co-1581", "erasure", "CO", "2026-12-01")


def test_peru_leaves_out_the_working_days_of_waiting():
    plain = due("pe-29733", "erasure", "PE", "2026-11-02")
    waited = due(
        "pe-29733", "erasure", "PE", "2026-11-02", "clarification_requested=2026-11-05", "clarified=2026-11-10"
    )
    assert (plain, waited) == ("2026-11-16", "2026-11-19")  # 6, 9 and 10 November


def test_a_source_that_says_less_alarms_earlier():
    found = respond("ke-dpa", "erasure", "KE", "2026-11-22")
    assert (found.due_on, found.alarm_on) == (date(2026, 12, 6), date(2026, 11, 29))


def test_the_guidance_of_an_authority_gives_a_date_and_is_named_as_guidance():
    found = respond("au-privacy-act", "complaint", "AU", "2026-11-22")
    assert found.due_on == date(2026, 12, 22)
    assert "by guidance, not by the law itself" in found.explanation


def test_a_law_that_binds_only_some_controllers_is_not_taken_by_place():
    laws = applicable(place=Place("AE"), received_on=date(2026, 11, 22), right=Right.ACCESS, home=Place("AE"))
    assert [law.regime_id for law in laws] == ["ae-pdpl"]
    assert regimes.get("ae-difc").scope.only
