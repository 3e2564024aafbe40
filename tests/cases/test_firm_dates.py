"""A date that rests on an unverified figure is an alarm of ours: it never rules, and nobody outside is told it."""

from datetime import date

import pytest

from cases.models import Deadline
from cases.rulings import ruling, thresholds, watched
from cases.selectors import answer_by
from cases.services.summary import refresh_dates
from cases.words import Threshold
from law.words import Duty
from tests.builders import make_request

pytestmark = pytest.mark.django_db


def row(regime, firm_on, due_on, *, statutory=True, alarm_on=None):
    return Deadline(
        right="access", duty=Duty.RESPOND, regime=regime, statutory=statutory, firm_on=firm_on, due_on=due_on,
        alarm_on=alarm_on,
    )  # fmt: skip


OCTOBER = [date(2026, 10, day) for day in range(1, 32)]
PROMISE = row("promise", OCTOBER[20], OCTOBER[20], statutory=False)


def test_a_low_figure_alone_leaves_the_case_without_a_statutory_date():
    # 15 business days for limiting the use of sensitive data in California come from memory.
    case = make_request(received_on=date(2026, 9, 3), place="US-CA", rights=("limit_sensitive",))
    alarm = case.deadlines.get(regime="us-ca-ccpa", duty="respond")
    assert (alarm.firm_on, alarm.due_on) == (None, date(2026, 9, 25))
    assert case.answer_due_on is None
    assert answer_by(case).statutory is False
    assert case.target_on <= date(2026, 9, 25)  # and the house is alarmed in time


def test_a_later_day_that_is_not_verified_does_not_rule():
    first, later = OCTOBER[2], OCTOBER[4]
    [rules] = ruling([row("th-pdpa", first, later, alarm_on=first), PROMISE])
    assert rules.on == first


def test_the_law_rules_over_an_earlier_alarm():
    [rules] = ruling([row("a", None, OCTOBER[1]), row("b", OCTOBER[9], OCTOBER[9]), PROMISE])
    assert rules.regime == "b"


def test_a_contract_rules_where_it_is_earlier_and_the_law_behind_it_is_still_watched():
    contract = row("contract", OCTOBER[5], OCTOBER[5], statutory=False)
    law = row("b", OCTOBER[9], OCTOBER[9])
    assert ruling([law, contract, PROMISE]) == [contract]
    assert watched([law, contract, PROMISE]) == [contract, law]


def test_a_stricter_reading_lets_the_watch_speak_a_day_earlier():
    days = dict(thresholds(row("us-ca-ccpa", OCTOBER[17], OCTOBER[17], alarm_on=OCTOBER[16])))
    assert days[Threshold.DUE_SOON] == date(2026, 10, 10)
    assert days[Threshold.OVERDUE] == date(2026, 10, 19)


def test_the_person_is_told_the_firm_day_and_none_of_the_house_s_own_steps():
    case = make_request(received_on=date(2026, 9, 3), place="DE")
    working = [
        {"on": "2026-10-03", "because": "one month", "citation": "Art. 1"},
        {"on": "2026-10-03", "because": "moving on is not verified", "citation": "", "inside": True},
        {"on": "2026-10-05", "because": "so it moves", "citation": "", "inside": True},
    ]
    case.deadlines.filter(duty="respond", statutory=True).update(
        firm_on=date(2026, 10, 3), due_on=date(2026, 10, 5), confidence="low", working=working
    )
    refresh_dates(case=case)
    told = answer_by(case)
    assert (told.on, case.due_on, case.answer_due_on) == (date(2026, 10, 3),) * 3
    assert [step["because"] for step in told.working] == ["one month"]


def test_the_provision_of_the_period_stands_beside_the_date():
    assert answer_by(make_request(place="DE")).provision == "GDPR Art. 12(3)"
