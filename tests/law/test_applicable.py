"""Which laws apply and which date rules: residence, establishment, unknown place, several laws at once."""

from datetime import UTC, date, datetime

import pytest

from law.applicable import Choice, applicable, chosen, rules_for_case
from law.places import Place
from law.promise import Contract, Promise
from law.words import Duty, Right
from tests.law.builders import mark

DAY = date(2026, 9, 3)
PROMISED = Promise(acknowledge_working_days=5, resolve_days=30)


def laws(place, home, right="access", received_on=DAY):
    found = applicable(
        place=Place.parse(place) if place else None,
        received_on=received_on,
        right=Right(right),
        home=Place.parse(home),
    )
    return {law.regime_id for law in found} & {"eu-gdpr", "uk-gdpr", "us-ca-ccpa"}


def rules(place, home, right="access", received=DAY, marks=()):
    return rules_for_case(
        place=Place.parse(place) if place else None,
        received=received,
        right=Right(right),
        home=Place.parse(home),
        marks=[mark(text) for text in marks],
        promised=PROMISED,
    )


@pytest.mark.parametrize(
    ("place", "home", "expected"),
    [
        ("DE", "AE", {"eu-gdpr"}),
        ("NO", "AE", {"eu-gdpr"}),  # EEA
        ("DE-BY", "AE", {"eu-gdpr"}),
        ("GB-SCT", "AE", {"uk-gdpr"}),
        ("US-CA", "AE", {"us-ca-ccpa"}),
        ("US", "AE", set()),  # state unknown
        ("US-CA", "IE", {"eu-gdpr", "us-ca-ccpa"}),  # established in the Union: Art. 3(1)
        ("GB", "IE", {"eu-gdpr", "uk-gdpr"}),
        ("AE", "IE", {"eu-gdpr"}),
        (None, "IE", {"eu-gdpr"}),
        (None, "US-CA", {"us-ca-ccpa"}),
        (None, "AE", set()),
        ("AE", "AE", set()),
    ],
)
def test_a_law_applies_to_people_in_its_places_and_to_controllers_established_there(place, home, expected):
    assert laws(place, home) == expected


def test_a_law_that_is_not_yet_or_no_more_in_force_does_not_apply():
    assert laws("GB", "AE", received_on=date(2020, 12, 31)) == set()
    assert laws("GB", "AE", received_on=date(2021, 1, 1)) == {"uk-gdpr"}


def test_a_law_that_does_not_know_the_right_does_not_apply():
    assert laws("DE", "AE", right="appeal") == set()
    assert laws("US-CA", "AE", right="objection") == set()


def test_each_law_says_why_it_applies_and_by_which_provision():
    [person] = applicable(place=Place("DE"), received_on=DAY, right=Right.ACCESS, home=Place("AE"))
    assert (person.because, person.citation) == ("the person is in Germany", "GDPR Art. 3(2)")
    [controller] = [
        law
        for law in applicable(place=Place("AQ"), received_on=DAY, right=Right.ACCESS, home=Place("IE"))
        if law.regime_id == "eu-gdpr"
    ]
    assert (controller.because, controller.citation) == ("the controller is established in Ireland", "GDPR Art. 3(1)")
    [unknown] = applicable(place=None, received_on=DAY, right=Right.ACCESS, home=Place("US", "CA"))
    assert "unknown" in unknown.because


def test_the_earliest_date_of_all_laws_rules():
    # Ireland: 3 October is a Saturday, so Monday 5; California: 3 September + 45.
    found = rules("US-CA", "IE")
    assert {clock.regime_id: clock.duty(Duty.RESPOND).due_on for clock in found.clocks} == {
        "eu-gdpr": date(2026, 10, 5),
        "us-ca-ccpa": date(2026, 10, 18),
    }
    assert (found.ruling(Duty.RESPOND).regime_id, found.ruling(Duty.RESPOND).due_on) == ("eu-gdpr", date(2026, 10, 5))
    assert found.ruling(Duty.ACKNOWLEDGE).regime_id == "us-ca-ccpa"


def test_the_stricter_reading_of_any_law_gives_the_alarm():
    assert rules("US-CA", "AE").ruling(Duty.RESPOND).alarm_on == date(2026, 10, 17)


def test_a_law_of_elsewhere_is_counted_by_the_calendar_of_the_home():
    # A Californian asks a company in Ireland: 26 October 2026 is a holiday in Ireland and a working day in California.
    [european] = [
        clock for clock in rules("US-CA", "IE", received=date(2026, 9, 26)).clocks if clock.regime_id == "eu-gdpr"
    ]
    assert european.place == Place("IE")
    assert european.duty(Duty.RESPOND).due_on == date(2026, 10, 27)


def test_the_promise_is_the_target_and_the_law_prevails_over_a_later_one():
    earlier = rules("DE", "IE").ruling(Duty.RESPOND)
    assert (earlier.due_on, earlier.target_on) == (date(2026, 10, 5), date(2026, 10, 3))
    later = rules("DE", "IE", received=date(2027, 1, 31)).ruling(Duty.RESPOND)
    assert (later.due_on, later.target_on) == (date(2027, 3, 1), date(2027, 3, 1))


def test_where_no_law_sets_a_date_only_the_promise_gives_one():
    found = rules("AE", "AE", right="complaint").ruling(Duty.RESPOND)
    assert (found.due_on, found.regime_id, found.target_on) == (None, None, date(2026, 10, 3))


def test_a_date_from_memory_alarms_and_does_not_rule():
    found = rules("US-CA", "AE", right="limit_sensitive").ruling(Duty.RESPOND)
    assert found.due_on is None
    assert found.alarm_on == date(2026, 9, 25)  # 15 business days, Labor Day left out


def test_an_extension_that_one_law_does_not_take_leaves_its_date_and_moves_the_others():
    # Announced on 10 October: too late for the month in Ireland, in time for California's 45 days.
    found = rules("US-CA", "IE", marks=["extended=2026-10-10"])
    assert [regime for regime, _ in found.refusals] == ["eu-gdpr"]
    dates = {clock.regime_id: clock.duty(Duty.RESPOND).due_on for clock in found.clocks}
    assert dates == {"eu-gdpr": date(2026, 10, 5), "us-ca-ccpa": date(2026, 12, 2)}


def test_the_day_of_receipt_of_a_moment_is_that_of_the_persons_place():
    found = rules("US-CA", "AE", received=datetime(2026, 9, 4, 6, 30, tzinfo=UTC))
    assert found.clocks[0].received_on == date(2026, 9, 3)


def test_an_officer_adds_a_law_and_takes_one_away():
    choice = Choice(added=frozenset({"us-ca-ccpa"}), removed=frozenset({"eu-gdpr"}))
    found = chosen(applicable(place=Place("DE"), received_on=DAY, right=Right.ACCESS, home=Place("IE")), choice)
    assert [(law.regime_id, law.because) for law in found] == [("us-ca-ccpa", "an officer added it")]


def test_a_contract_makes_the_target_earlier_and_leaves_the_law_alone():
    found = rules_for_case(
        place=Place("DE"),
        received=DAY,
        right=Right.ACCESS,
        home=Place("IE"),
        contract=Contract(days=10, citation="clause 9"),
    )
    ruling = found.ruling(Duty.RESPOND)
    assert (ruling.due_on, ruling.target_on) == (date(2026, 10, 5), date(2026, 9, 13))


def test_a_confirmed_figure_lets_its_date_rule():
    right = Right.LIMIT_SENSITIVE
    choice = Choice(confirmed=(("us-ca-ccpa", frozenset({(right.value, "respond")})),))
    found = rules_for_case(place=Place("US", "CA"), received=DAY, right=right, home=Place("AE"), choice=choice)
    assert found.ruling(Duty.RESPOND).due_on == date(2026, 9, 25)
