"""The promise: acknowledge in working days at home, resolve in calendar days, with its working."""

from datetime import date

from law import promise
from law.places import Place
from law.promise import Contract, Promise
from law.words import Duty, Right

PROMISED = Promise(acknowledge_working_days=5, resolve_days=30)


def run_promise(received_on, place="IE"):
    return promise.run(promise=PROMISED, place=Place.parse(place), received_on=received_on)


def test_five_working_days_leave_out_weekend_and_holidays_at_home():
    # Saint Patrick's Day, Tuesday 17 March 2026, does not count in Ireland and does in Germany.
    received_on = date(2026, 3, 12)
    assert run_promise(received_on).duty(Duty.ACKNOWLEDGE).due_on == date(2026, 3, 20)
    assert run_promise(received_on, "DE").duty(Duty.ACKNOWLEDGE).due_on == date(2026, 3, 19)


def test_thirty_days_are_counted_from_the_day_after_receipt_and_are_not_moved():
    assert run_promise(date(2026, 9, 3)).duty(Duty.RESPOND).due_on == date(2026, 10, 3)  # a Saturday


def test_the_working_names_the_policy():
    found = run_promise(date(2026, 9, 3)).duty(Duty.RESPOND)
    assert "within a reasonable amount of time" in found.explanation
    assert found.working[-1].on == found.due_on


def test_the_promise_has_no_extension_and_no_date_to_complete():
    clock = run_promise(date(2026, 9, 3))
    assert clock.duty(Duty.ANNOUNCE_EXTENSION).due_on is None
    assert clock.duty(Duty.COMPLETE).due_on is None
    assert [deadline.duty for deadline in clock.deadlines] == list(Duty)


def test_a_closing_day_is_no_working_day_and_brings_an_answer_forward():
    closed = frozenset({date(2026, 9, 4), date(2026, 10, 3), date(2026, 10, 2)})
    promised = Promise(acknowledge_working_days=5, resolve_days=30, closed=closed)
    clock = promise.run(promise=promised, place=Place.parse("IE"), received_on=date(2026, 9, 3))
    assert run_promise(date(2026, 9, 3)).duty(Duty.ACKNOWLEDGE).due_on == date(2026, 9, 10)
    assert clock.duty(Duty.ACKNOWLEDGE).due_on == date(2026, 9, 11)
    assert clock.duty(Duty.RESPOND).due_on == date(2026, 10, 1)
    assert "closed" in clock.duty(Duty.RESPOND).explanation


def test_a_contract_dates_the_answer_and_cites_its_clause():
    contract = Contract(days=10, citation="Services agreement, clause 9.2")
    clock = promise.run_contract(
        contract=contract, place=Place.parse("IE"), received_on=date(2026, 9, 3), right=Right.ACCESS
    )
    answer = clock.duty(Duty.RESPOND)
    assert (answer.due_on, answer.provision) == (date(2026, 9, 13), "Services agreement, clause 9.2")
    assert clock.duty(Duty.ACKNOWLEDGE).due_on is None
