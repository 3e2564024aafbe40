"""The policy's promise, "within a reasonable amount of time", as numbers: our own target beside the law's dates."""

from dataclasses import dataclass
from datetime import date

from law.calendars import SATURDAY, SUNDAY, Rest, calendar_for
from law.clock import Clock, DutyDeadline
from law.periods import count_words, end_of, in_words
from law.places import Place
from law.steps import Step
from law.words import Confidence, Duty, Right, Unit

PROMISE = "promise"

WORKING_WEEK = Rest(weekdays=frozenset({SATURDAY, SUNDAY}), public_holidays=True)


@dataclass(frozen=True, slots=True)
class Promise:
    """How soon the organisation acknowledges (working days at home) and resolves (calendar days); where it says so."""

    acknowledge_working_days: int
    resolve_days: int
    citation: str = "privacy policy: within a reasonable amount of time"


def run(*, promise: Promise, place: Place, received_on: date, right: Right = Right.COMPLAINT) -> Clock:
    """Compute the promise's dates; `place` is whose working days count, the organisation's home.

    Counted from the day after receipt, so that a promise of 30 days for 3 September is 3 October; nothing stops it and
    nothing extends it. Raises `CalendarUnknown`.
    """
    first = Step(received_on, f"received on {in_words(received_on)}; that day is not counted", promise.citation)
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
    due = end_of(received_on, amount, unit, calendar_for(place, WORKING_WEEK))
    words = f"promised: {count_words(amount, unit)} in {place.name()}, so {in_words(due)}"
    return DutyDeadline(
        Duty.ACKNOWLEDGE, due, (first, Step(due, words, promise.citation)), Confidence.HIGH, firm_on=due
    )


def _respond(promise: Promise, place: Place, received_on: date, first: Step) -> DutyDeadline:
    amount, unit = promise.resolve_days, Unit.CALENDAR_DAYS
    due = end_of(received_on, amount, unit, calendar_for(place, WORKING_WEEK))
    words = f"promised: {count_words(amount, unit)}, so {in_words(due)}"
    return DutyDeadline(Duty.RESPOND, due, (first, Step(due, words, promise.citation)), Confidence.HIGH, firm_on=due)


def _none(promise: Promise, duty: Duty, words: str, first: Step) -> DutyDeadline:
    return DutyDeadline(duty, None, (first, Step(None, words, promise.citation)), Confidence.HIGH)
