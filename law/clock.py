"""The clock: from a law, a right, a place, the receipt and its marks to a date for every duty, with its working."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from law.calendars import Calendar, calendar_for
from law.course import Course, Rulebook, begin
from law.doubt import verified
from law.errors import NotInForce
from law.marks import Mark, in_order
from law.periods import end_of, in_words
from law.places import Place, local_date
from law.records import NoPeriod, Period, Regime, RightRules
from law.steps import Ending, Step, finish, length_step, rolled
from law.words import Confidence, Duty, MarkName, Right, Unit, least_sure

__all__ = ["Clock", "DutyDeadline", "Mark", "Step", "run"]

DUTY_WORDS = {
    Duty.ACKNOWLEDGE: "acknowledging: the promise rules",
    Duty.RESPOND: "responding",
    Duty.ANNOUNCE_EXTENSION: "announcing an extension",
    Duty.COMPLETE: "carrying out what was decided",
}


@dataclass(frozen=True, slots=True)
class DutyDeadline:
    """The last day for one duty, with its working.

    `due_on` is None where the law sets no date; `firm_on` is the last day that rests on verified figures alone, None
    where there is none: the only date to show outside the house. `alarm_on` is an earlier day where the text can also
    be read more strictly; `stopped_since` is set while a question to the person stops the clock, and `due_on` is then
    the earliest day that it can become; `due_at` is the moment at which a period of hours ends; `provision` is where
    the law sets the period, empty where it sets none.
    """

    duty: Duty
    due_on: date | None
    working: tuple[Step, ...]
    confidence: Confidence
    firm_on: date | None = None
    alarm_on: date | None = None
    stopped_since: date | None = None
    due_at: datetime | None = None
    provision: str = ""

    @property
    def explanation(self) -> str:
        """The working as one sentence that an officer can read to a data subject."""
        return "; ".join(
            f"{step.because} ({step.citation})" if step.citation else step.because for step in self.working
        )


@dataclass(frozen=True, slots=True)
class Clock:
    """Every duty of one law on one case. `ended_on`: the day on which it was answered or withdrawn."""

    regime_id: str
    regime_version: str
    right: Right
    place: Place
    received_on: date
    deadlines: tuple[DutyDeadline, ...]
    stopped_since: date | None = None
    ended_on: date | None = None

    def duty(self, duty: Duty) -> DutyDeadline:
        """Give the deadline of one duty."""
        return next(deadline for deadline in self.deadlines if deadline.duty is duty)


def run(*, regime: Regime, right: Right, place: Place, received: date | datetime, marks: Sequence[Mark] = ()) -> Clock:
    """Compute every duty of a law; pure.

    `received` is the day in the place, or an aware moment that is turned into it; `place` names the calendar.
    Raises the named refusals of `law.errors`: a law not in force that day, marks that cannot be true, an extension too
    late or not allowed, a calendar that is not known.
    """
    received_on, first = _receipt(regime, place, received)
    moment = received if isinstance(received, datetime) else None
    _hold_in_force(regime, received_on)
    ordered = in_order(marks, received_on)
    reckoning = _Reckoning(regime, right, place, received_on, first, moment)
    return reckoning.clock(ordered)


def _receipt(regime: Regime, place: Place, received: date | datetime) -> tuple[date, Step]:
    profile = regime.profile
    if not isinstance(received, datetime):
        received_on, moment = received, ""
    else:
        received_on, moment = local_date(place, received), f" (at {received.isoformat(timespec='minutes')})"
    words = f"received on {in_words(received_on)} in {place.name()}{moment}"
    return received_on, Step(
        received_on, f"{words}; {profile.start_text}" if profile.start_text else words, profile.start_citation
    )


def _hold_in_force(regime: Regime, received_on: date) -> None:
    if not regime.in_force_on(received_on):
        start, end = regime.in_force_from, regime.in_force_to
        span = " ".join(f"{word} {day}" for word, day in (("from", start), ("until", end)) if day)
        raise NotInForce(regime.id, received_on, span, regime.successor)


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """One computation: what stays the same while the duties are reckoned."""

    regime: Regime
    right: Right
    place: Place
    received_on: date
    first: Step
    moment: datetime | None

    def clock(self, marks: Sequence[Mark]) -> Clock:
        rules = self.regime.rights.get(self.right)
        if rules is None:
            return self._silent_clock()
        course = self._course(rules, marks)
        respond = self._respond(rules, course, marks)
        return self._clock(
            (
                self._simple(Duty.ACKNOWLEDGE, rules, rules.acknowledge, self.received_on),
                respond,
                self._announce_extension(rules, course),
                self._complete(rules, respond, marks),
            ),
            course,
        )

    def _clock(self, deadlines: tuple[DutyDeadline, ...], course: Course | None = None) -> Clock:
        return Clock(
            regime_id=self.regime.id,
            regime_version=self.regime.version,
            right=self.right,
            place=self.place,
            received_on=self.received_on,
            deadlines=deadlines,
            stopped_since=course.stopped_since if course else None,
            ended_on=course.ended_on if course else None,
        )

    def _silent_clock(self) -> Clock:
        words = f"{self.regime.short_name} has no rule for {self.right}: no date"
        return self._clock(tuple(self._none(duty, words, self.regime.name, Confidence.LOW) for duty in Duty))

    def _course(self, rules: RightRules, marks: Sequence[Mark]) -> Course | None:
        period = rules.respond
        if not isinstance(period, Period) or not self._holds(period):
            return None
        book = Rulebook(rules, period, self.regime.profile, self._roll, self._business)
        return begin(book, self.received_on, self.first).follow(marks)

    def _respond(self, rules: RightRules, course: Course | None, marks: Sequence[Mark]) -> DutyDeadline:
        if course:
            ending = self._sure_ending(rules, course.book.period, course.ending(), marks)
            provision = course.book.period.citation
            return self._deadline(Duty.RESPOND, ending, provision, course.stopped_since, self._due_at(course))
        if isinstance(rules.respond, NoPeriod):
            return self._none(Duty.RESPOND, rules.respond.text, rules.respond.citation, rules.respond.confidence)
        return self._not_yet(Duty.RESPOND, rules.respond)

    def _sure_ending(self, rules: RightRules, period: Period, ending: Ending, marks: Sequence[Mark]) -> Ending:
        """Where a question or an extension rests on an unverified figure, let the day without it be the sure one."""
        if ending.firm_on is not None or period.confidence is Confidence.LOW:
            return ending
        sure, taken = verified(rules, marks)
        course = self._course(sure, taken)
        return replace(ending, firm_on=course.ending().firm_on) if course else ending

    def _due_at(self, course: Course) -> datetime | None:
        """Give the moment at which a period of hours ends, while nothing but its length moved it."""
        period = course.book.period
        if period.unit is not Unit.HOURS or self.moment is None or course.start != self.received_on or course.waits:
            return None
        return self.moment + timedelta(hours=period.amount)

    def _announce_extension(self, rules: RightRules, course: Course | None) -> DutyDeadline:
        if course is None or rules.extension is None:
            words = f"{self.regime.short_name} gives no extension here"
            return self._none(Duty.ANNOUNCE_EXTENSION, words, rules.respond.citation, rules.respond.confidence)
        ending = course.announce or course.ending()
        words = f"an extension must be announced before the period ends, on {in_words(ending.due_on)} at the latest"
        step = Step(ending.due_on, words, rules.extension.citation)
        sure = least_sure(ending.confidence, rules.extension.confidence)
        firm = None if rules.extension.confidence is Confidence.LOW else ending.firm_on
        announced = replace(ending, steps=(*ending.steps, step), confidence=sure, firm_on=firm)
        return self._deadline(Duty.ANNOUNCE_EXTENSION, announced, rules.extension.citation, course.stopped_since)

    def _complete(self, rules: RightRules, respond: DutyDeadline, marks: Sequence[Mark]) -> DutyDeadline:
        period = rules.complete
        if period is None or not period.after_response or respond.due_on is None:
            return self._simple(Duty.COMPLETE, rules, period, self.received_on)
        answered_on = next((mark.on for mark in marks if mark.name is MarkName.ANSWERED), None)
        start = answered_on or respond.firm_on or respond.due_on
        words = "answered on" if answered_on else "at the latest answered on"
        if answered_on is None and respond.firm_on is None:  # what follows from an unverified date is no surer
            period = replace(period, confidence=Confidence.LOW)
        return self._simple(Duty.COMPLETE, rules, period, start, Step(start, f"{words} {in_words(start)}", ""))

    def _simple(
        self, duty: Duty, rules: RightRules, period: Period | NoPeriod | None, start: date, first: Step | None = None
    ) -> DutyDeadline:
        """Reckon a duty that no question and no extension moves."""
        if period is None:
            words = f"{self.regime.short_name} sets no date for {DUTY_WORDS[duty]}"
            return self._none(duty, words, rules.respond.citation, rules.respond.confidence)
        if isinstance(period, NoPeriod):
            return self._none(duty, period.text, period.citation, period.confidence)
        if not self._holds(period):
            return self._not_yet(duty, period)
        raw = end_of(start, period.amount, period.unit, self._business)
        steps = (first or self.first, length_step(period, self.regime.profile, start, raw))
        return self._deadline(duty, self._finish(raw, period, steps), period.citation)

    def _finish(self, raw: date, period: Period, steps: tuple[Step, ...]) -> Ending:
        return finish(
            raw=raw,
            due=rolled(raw, period.unit, self._roll),
            period=period,
            roll=self._roll,
            profile=self.regime.profile,
            steps=steps,
            sure=period.confidence,
        )

    def _deadline(
        self,
        duty: Duty,
        ending: Ending,
        provision: str,
        stopped_since: date | None = None,
        due_at: datetime | None = None,
    ) -> DutyDeadline:
        return DutyDeadline(
            duty=duty,
            due_on=ending.due_on,
            working=ending.steps,
            confidence=ending.confidence,
            firm_on=ending.firm_on,
            alarm_on=ending.alarm_on,
            stopped_since=stopped_since,
            due_at=due_at,
            provision=provision,
        )

    def _none(self, duty: Duty, words: str, citation: str, confidence: Confidence) -> DutyDeadline:
        return DutyDeadline(duty, None, (self.first, Step(None, words, citation)), confidence)

    def _not_yet(self, duty: Duty, period: Period) -> DutyDeadline:
        words = f"the rule holds for what is received from {in_words(period.in_force_from or date.max)} on: no date"
        return self._none(duty, words, period.citation, period.confidence)

    def _holds(self, period: Period) -> bool:
        return period.in_force_from is None or self.received_on >= period.in_force_from

    @property
    def _roll(self) -> Calendar:
        return calendar_for(self.place, self.regime.profile.roll_over)

    @property
    def _business(self) -> Calendar:
        return calendar_for(self.place, self.regime.profile.business_rest)
