"""The duty to acknowledge: a law's number, or else the promise, and a working that says whose rule it is."""

from datetime import date

import pytest

from law import clock, regimes
from law.applicable import rules_for_case
from law.places import Place
from law.promise import Promise
from law.records import Period
from law.words import Duty, Right

RECEIVED = date(2026, 12, 4)
BELGIUM = Place.parse("BE")
IN_FORCE = [law for law in regimes.all() if law.in_force_on(RECEIVED)]


def acknowledging(law, right):
    place = Place.parse(law.default_place)
    return clock.run(regime=law, right=right, place=place, received=RECEIVED).duty(Duty.ACKNOWLEDGE)


@pytest.mark.parametrize("law", IN_FORCE, ids=lambda law: law.id)
def test_where_a_law_gives_no_number_of_days_to_acknowledge_its_working_hands_over_to_the_promise(law):
    for right, rules in law.rights.items():
        found = acknowledging(law, right)
        assert (found.due_on is not None) is isinstance(rules.acknowledge, Period)
        if found.due_on is None:
            assert found.working[-1].because.endswith("the promise rules"), right
            assert found.working[-1].citation


@pytest.mark.parametrize(
    ("law", "right", "said", "citation"),
    [
        ("eu-gdpr", "access", "EU GDPR sets no date for acknowledging: the promise rules", "GDPR Art. 12(3)"),
        (
            "cl-21719",
            "erasure",
            "acknowledge receipt, without a number of days: the promise rules",
            "Law 19.628 Art 11 as replaced by Law 21.719",
        ),
        (
            "pe-29733",
            "objection",
            "the receipt must be recorded, without a number of days: the promise rules",
            "DS 016-2024-JUS Art 66.1",
        ),
    ],
)
def test_the_working_says_what_the_law_asks_instead_of_a_number(law, right, said, citation):
    step = acknowledging(regimes.get(law), Right(right)).working[-1]
    assert (step.because, step.citation) == (said, citation)


@pytest.mark.parametrize("place", ["DE", "CL", "NZ", "US-NV", "JP"])
def test_the_promise_dates_every_acknowledgement_and_says_that_it_is_a_promise(place):
    found = rules_for_case(
        place=Place.parse(place),
        received=RECEIVED,
        right=Right.ACCESS,
        home=BELGIUM,
        promised=Promise(acknowledge_working_days=5, resolve_days=30),
    )
    kept = found.promise.duty(Duty.ACKNOWLEDGE)
    assert kept.due_on == date(2026, 12, 11)
    assert kept.working[-1].because == "promised: 5 working days in Belgium, so Friday 11 December 2026"
    assert kept.working[-1].citation == "privacy policy: within a reasonable amount of time"
    assert found.ruling(Duty.ACKNOWLEDGE).target_on == date(2026, 12, 11)
