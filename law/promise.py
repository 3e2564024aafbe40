"""The policy's promise, "within a reasonable amount of time", as numbers, and a contract's: our own dates beside the law's."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from law.calendars import SATURDAY, SUNDAY, Rest, calendar_for
from law.clock import Clock, DutyDeadline
from law.periods import count_words, end_of, in_words
from law.places import Place
from law.steps import Step, Telling
from law.words import Confidence, Duty, Right, Unit

PROMISE = "promise"
CONTRACT = "contract"

WORKING_WEEK = Rest(weekdays=frozenset({SATURDAY, SUNDAY}), public_holidays=True)


@dataclass(frozen=True, slots=True)
class Promise:
    """How soon the organisation acknowledges (working days at home) and resolves (calendar days); where it says so.

    `closed`: the organisation's own closing days, which move these dates of ours and never one of a law.
    """

    acknowledge_working_days: int
    resolve_days: int
    citation: str = "privacy policy: within a reasonable amount of time"
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Contract:
    """A stricter promise that a contract makes to the person: calendar days from receipt, and the clause."""

    days: int
    citation: str


def run(*, promise: Promise, place: Place, received_on: date, right: Right = Right.COMPLAINT) -> Clock:
    """Compute the promise's dates; `place` is whose working days count, the organisation's home.

    Counted from the day after receipt, so that a promise of 30 days for 3 September is 3 October; nothing stops it and
    nothing extends it. On a closing day no work is counted, and an answer promised for one leaves on the open day before.
    Raises `CalendarUnknown`.
    """
    first = _received(received_on, promise.citation)
    return Clock(
        regime_id=PROMISE,
        regime_version=f"{promise.acknowledge_working_days}/{promise.resolve_days}",
        right=right,
        place=place,
        received_on=received_on,
        deadlines=(
            _acknowledge(promise, place, received_on, first),
            _respond(promise, place, received_on, first),
            _none(promise, Duty.ANNOUNCE_EXTENSION, "the promise knows no extension", first),
            _none(promise, Duty.COMPLETE, "the promise is kept with the answer", first),
        ),
    )


def _acknowledge(promise: Promise, place: Place, received_on: date, first: Step) -> DutyDeadline:
    amount, unit = promise.acknowledge_working_days, Unit.BUSINESS_DAYS
    due = end_of(received_on, amount, unit, calendar_for(place, replace(WORKING_WEEK, days=promise.closed)))
    words = f"promised: {count_words(amount, unit)} in {place.name()}, so {in_words(due)}"
    return DutyDeadline(
        Duty.ACKNOWLEDGE, due, (first, Step(due, words, promise.citation)), Confidence.HIGH, firm_on=due
    )


def _respond(promise: Promise, place: Place, received_on: date, first: Step) -> DutyDeadline:
    amount, unit = promise.resolve_days, Unit.CALENDAR_DAYS
    raw = end_of(received_on, amount, unit, calendar_for(place, WORKING_WEEK))
    words = f"promised: {count_words(amount, unit)}, so {in_words(raw)}"
    telling = _promised("promised", amount, unit, raw)
    steps: tuple[Step, ...] = (first, Step(raw, words, promise.citation, telling=telling))
    due = _open_day(raw, promise.closed, received_on)
    if due != raw:
        words = f"the organisation is closed on {in_words(raw)}, so we answer by {in_words(due)}"
        telling = {"key": "closed", "on": raw, "end": due}
        steps = (*steps, Step(due, words, "the organisation's closing days", telling=telling))
    return DutyDeadline(Duty.RESPOND, due, steps, Confidence.HIGH, firm_on=due)


def _received(on: date, citation: str) -> Step:
    telling = {"key": "received", "on": on, "place": "", "start": "that day is not counted"}
    return Step(on, f"received on {in_words(on)}; that day is not counted", citation, telling=telling)


def _promised(key: str, amount: int, unit: Unit, end: date) -> Telling:
    return {"key": key, "amount": amount, "unit": unit, "end": end}


def _open_day(day: date, closed: frozenset[date], received_on: date) -> date:
    """Give the day, or the last one before it on which the organisation is open; never one before the receipt."""
    while day in closed and day > received_on:
        day -= timedelta(days=1)
    return day


def _none(promise: Promise, duty: Duty, words: str, first: Step) -> DutyDeadline:
    return DutyDeadline(duty, None, (first, Step(None, words, promise.citation)), Confidence.HIGH)


def run_contract(*, contract: Contract, place: Place, received_on: date, right: Right) -> Clock:
    """Compute a contract's date for the answer, counted from the day after receipt; it dates nothing else."""
    unit = Unit.CALENDAR_DAYS
    due = end_of(received_on, contract.days, unit, calendar_for(place, WORKING_WEEK))
    first = _received(received_on, contract.citation)
    words = f"promised by contract: {count_words(contract.days, unit)}, so {in_words(due)}"
    telling = _promised("by_contract", contract.days, unit, due)
    steps = (first, Step(due, words, contract.citation, telling=telling))
    silent = (first, Step(None, "the contract promises the answer only", contract.citation))
    return Clock(
        regime_id=CONTRACT,
        regime_version=str(contract.days),
        right=right,
        place=place,
        received_on=received_on,
        deadlines=tuple(
            DutyDeadline(duty, due, steps, Confidence.HIGH, firm_on=due, provision=contract.citation)
            if duty is Duty.RESPOND
            else DutyDeadline(duty, None, silent, Confidence.HIGH)
            for duty in Duty
        ),
    )
