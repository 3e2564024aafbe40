"""The course of the period to respond: base period, stops, resumptions and extension, in the order they happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from law.calendars import Calendar
from law.errors import ExtensionNotAllowed, ExtensionTooLate
from law.marks import ANSWER_TO, ENDS, QUESTION_OF, Mark
from law.periods import count_words, end_of, in_words, lengthen
from law.records import Effect, Extension, Period, Profile, RightRules
from law.steps import Ending, Step, finish, gap, length_step, rolled
from law.words import Confidence, MarkName, StopMode, Unit, least_sure

DAY = timedelta(days=1)
QUESTION_WORDS = {MarkName.IDENTITY_REQUESTED: "proof of identity", MarkName.CLARIFICATION_REQUESTED: "clarification"}


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the person that awaits its answer; `stops` is False where it does not stop the period."""

    name: MarkName
    asked_on: date
    effect: Effect
    stops: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a period to respond stands after the marks so far; each mark gives a new course.

    `slack`: days between the counted end and a question asked on the rolled-over last day. `announce`: the ending
    that held when the extension was announced.
    """

    rules: RightRules
    period: Period
    profile: Profile
    roll: Calendar
    business: Calendar
    start: date
    steps: tuple[Step, ...]
    confidence: Confidence
    extensions: int = 0
    waits: tuple[tuple[date, date], ...] = ()
    slack: int = 0
    questions: tuple[Question, ...] = ()
    ended_on: date | None = None
    announce: Ending | None = None

    @property
    def stopped_since(self) -> date | None:
        """The day since which the clock stands still; None while it runs or when it has ended."""
        if self.ended_on:
            return None
        return min((question.asked_on for question in self.questions if question.stops), default=None)

    def follow(self, marks: Sequence[Mark]) -> Self:
        """Let the marks have their effect, until the request is answered or withdrawn: that end is not moved later.

        Raises `ExtensionTooLate` and `ExtensionNotAllowed`.
        """
        course = self
        for mark in marks:
            if course.ended_on:
                break
            course = course._after(mark)
        return course

    def ending(self) -> Ending:
        """Tell where the period ends; while a question is open, as if its answer came at once: it can only be later."""
        course = self
        for question in self.questions:
            if question.stops:
                course = course._supposing_answered(question)
        raw, due = course._ends()
        return finish(
            raw=raw,
            due=due,
            unit=self.period.unit,
            roll=self.roll,
            profile=self.profile,
            steps=course.steps,
            sure=course.confidence,
        )

    def _after(self, mark: Mark) -> Self:
        if mark.name in ANSWER_TO:
            return self._asked(mark)
        if mark.name in QUESTION_OF:
            return self._answered(mark)
        if mark.name in ENDS:
            return replace(self._with(Step(mark.on, f"{mark.name} on {in_words(mark.on)}", "")), ended_on=mark.on)
        return self._extended(mark)

    def _asked(self, mark: Mark) -> Self:
        if any(question.name == mark.name for question in self.questions):
            return self  # a reminder; the clock reads the first asking
        effect = self.rules.identity if mark.name is MarkName.IDENTITY_REQUESTED else self.rules.clarification
        words = f"{QUESTION_WORDS[mark.name]} asked for on {in_words(mark.on)}"
        if effect.mode in (StopMode.NONE, StopMode.DENY_AT_DEADLINE):
            return self._asked_in_vain(mark, effect, f"{words}: {effect.text or 'the period runs on'}")
        raw, due = self._ends()
        if mark.on > due and not self.stopped_since:
            return self._asked_in_vain(mark, effect, f"{words}, after the period had ended: that no longer stops it")
        # Asked on a day to which the end had rolled over: what is left of the period is that day.
        slack = self.slack + (mark.on - raw).days if raw < mark.on <= due and not self.stopped_since else self.slack
        return replace(self, questions=(*self.questions, Question(mark.name, mark.on, effect, True)), slack=slack)

    def _asked_in_vain(self, mark: Mark, effect: Effect, words: str) -> Self:
        course = self._with(Step(None, words, effect.citation))
        return replace(course, questions=(*self.questions, Question(mark.name, mark.on, effect, False)))

    def _answered(self, mark: Mark) -> Self:
        question = next(found for found in self.questions if found.name == QUESTION_OF[mark.name])
        course = replace(self, questions=tuple(found for found in self.questions if found is not question))
        return course._resumed(question, mark.on) if question.stops else course

    def _resumed(self, question: Question, on: date) -> Self:
        sure = least_sure(self.confidence, question.effect.confidence)
        if question.effect.mode is StopMode.RESET:
            return self._started_again(question, on, sure)
        asked = question.asked_on
        wait = (asked + DAY if question.effect.asking_day_counts else asked, on)
        course = replace(self, waits=(*self.waits, wait), confidence=sure)
        (before, _), (raw, _) = self._ends(), course._ends()
        words = (
            f"{QUESTION_WORDS[question.name]} asked for on {in_words(asked)} and received on {in_words(on)}: "
            f"{self._waiting(raw - before)} not count, so {in_words(raw)}"
        )
        return course._with(Step(raw, words, question.effect.citation))

    def _started_again(self, question: Question, on: date, sure: Confidence) -> Self:
        waits = tuple((max(first, on), last) for first, last in self.waits if last >= on)
        course = replace(self, start=on, slack=0, waits=waits, confidence=sure)
        raw, _ = course._ends()
        words = (
            f"{QUESTION_WORDS[question.name]} received on {in_words(on)}: the period starts again from that day; "
            f"{course._length()}, so {in_words(raw)}"
        )
        return course._with(Step(raw, words, question.effect.citation))

    def _supposing_answered(self, question: Question) -> Self:
        words = (
            f"{QUESTION_WORDS[question.name]} asked for on {in_words(question.asked_on)}, not received yet: "
            "the clock is stopped and this date moves on with every day of waiting"
        )
        course = self._resumed(question, question.asked_on)
        kept = Step(course.steps[-1].on, words, question.effect.citation)
        return replace(course, steps=(*self.steps, kept))

    def _extended(self, mark: Mark) -> Self:
        extension = self._allowed_extension(mark.on)
        before = self.ending()
        if mark.on > before.due_on and not self.stopped_since:
            raise ExtensionTooLate(mark.on, before.due_on, extension.citation)
        sure = least_sure(self.confidence, extension.confidence)
        course = replace(
            self, extensions=self.extensions + 1, slack=0, confidence=sure, announce=self.announce or before
        )
        raw, _ = course._ends()
        words = (
            f"extension announced on {in_words(mark.on)}: {course._length()} in all, counted from "
            f"{in_words(course.start)}{gap(course.start, raw)}, so {in_words(raw)}"
        )
        return course._with(Step(raw, words, extension.citation))

    def _allowed_extension(self, on: date) -> Extension:
        extension = self.rules.extension
        if extension is None:
            raise ExtensionNotAllowed(
                f"The period cannot be extended ({self.period.citation}); the mark extended on {on} is not accepted."
            )
        if self.extensions >= extension.max_count:
            times = "once" if extension.max_count == 1 else f"{extension.max_count} times"
            raise ExtensionNotAllowed(
                f"The period can be extended {times} ({extension.citation}); the further mark extended on {on} "
                "is not accepted."
            )
        return extension

    def _ends(self) -> tuple[date, date]:
        """Give the counted end and the end after roll-over."""
        raw = lengthen(self._counted(), self.waits, self.period.unit, self.business)
        if self.slack:
            raw += timedelta(days=self.slack)
        return raw, rolled(raw, self.period.unit, self.roll)

    def _counted(self) -> date:
        amount, unit, extension = self.period.amount, self.period.unit, self.rules.extension
        if not self.extensions or extension is None:
            return end_of(self.start, amount, unit, self.business)
        if extension.unit is unit:  # the total counts from the original start: 31 January + 3 months is 30 April
            return end_of(self.start, amount + self.extensions * extension.amount, unit, self.business)
        base = end_of(self.start, amount, unit, self.business)
        return end_of(base, self.extensions * extension.amount, extension.unit, self.business)

    def _length(self) -> str:
        base, extension = self.period, self.rules.extension
        if not self.extensions or extension is None:
            return count_words(base.amount, base.unit)
        added = self.extensions * extension.amount
        if extension.unit is base.unit:
            return count_words(base.amount + added, base.unit)
        return f"{count_words(base.amount, base.unit)} and {count_words(added, extension.unit)}"

    def _waiting(self, added: timedelta) -> str:
        if self.period.unit is Unit.BUSINESS_DAYS:
            return "the working days of waiting do"
        return "1 day does" if added.days == 1 else f"{added.days} days do"

    def _with(self, step: Step) -> Self:
        return replace(self, steps=(*self.steps, step))


def begin(
    *, rules: RightRules, period: Period, profile: Profile, roll: Calendar, business: Calendar, start: date, first: Step
) -> Course:
    """Start the period to respond with the event of that day."""
    end = end_of(start, period.amount, period.unit, business)
    return Course(
        rules=rules,
        period=period,
        profile=profile,
        roll=roll,
        business=business,
        start=start,
        steps=(first, length_step(period, profile, start, end)),
        confidence=period.confidence,
    )
