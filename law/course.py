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
from law.steps import Ending, Missing, Step, finish, gap, length_step, missing, rolled
from law.words import Confidence, MarkName, StopMode, Unit, least_sure

DAY = timedelta(days=1)
Wait = tuple[date, date]
QUESTION_WORDS = {MarkName.IDENTITY_REQUESTED: "proof of identity", MarkName.CLARIFICATION_REQUESTED: "clarification"}


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the person that awaits its answer; `stops` is False where it does not stop the period."""

    name: MarkName
    asked_on: date
    effect: Effect
    stops: bool


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What stays the same on a course: the rules of the right, how the law counts, and the place's calendars."""

    rules: RightRules
    period: Period
    profile: Profile
    roll: Calendar
    business: Calendar

    def counted_end(self, start: date, extensions: int, waits: tuple[Wait, ...], slack: int) -> date:
        """Give the end before roll-over: the length from the start, then waiting, then slack."""
        end = lengthen(self._plain_end(start, extensions), waits, self.period.unit, self.business)
        return end + timedelta(days=slack) if slack else end

    def _plain_end(self, start: date, extensions: int) -> date:
        amount, unit, extension = self.period.amount, self.period.unit, self.rules.extension
        if not extensions or extension is None or extension.amount is None or extension.unit is None:
            return end_of(start, amount, unit, self.business)
        if extension.unit is unit:  # the total counts from the original start: 31 January + 3 months is 30 April
            return end_of(start, amount + extensions * extension.amount, unit, self.business)
        base = end_of(start, amount, unit, self.business)
        return end_of(base, extensions * extension.amount, extension.unit, self.business)

    def length(self, extensions: int) -> str:
        """Say the length with its extensions: `3 months`."""
        return " and ".join(count_words(amount, unit) for amount, unit in self.lengths(extensions))

    def lengths(self, extensions: int) -> list[tuple[int, Unit]]:
        """Give the length with its extensions, in each unit of its own: `[(3, Unit.MONTHS)]`."""
        base, extension = self.period, self.rules.extension
        if not extensions or extension is None or extension.amount is None or extension.unit is None:
            return [(base.amount, base.unit)]
        added = extensions * extension.amount
        if extension.unit is base.unit:
            return [(base.amount + added, base.unit)]
        return [(base.amount, base.unit), (added, extension.unit)]

    def missing(self, start: date, extensions: int) -> Missing:
        """Give day and month of the date that the month of the end lacks, if it does: `(31, 4)`."""
        return missing(start, self._plain_end(start, extensions), self.period.unit)

    def rolled(self, end: date) -> date:
        """Give the last day as it holds."""
        return rolled(end, self.period.unit, self.roll)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a period to respond stands after the marks so far; each mark gives a new course.

    `slack`: days between the counted end and a question asked on the rolled-over last day. `announce`: the ending
    that held when the extension was announced.
    """

    book: Rulebook
    start: date
    steps: tuple[Step, ...]
    confidence: Confidence
    extensions: int = 0
    waits: tuple[Wait, ...] = ()
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
        raw, book = course._end(), self.book
        return finish(
            raw=raw,
            due=book.rolled(raw),
            period=book.period,
            roll=book.roll,
            profile=book.profile,
            steps=course.steps,
            sure=course.confidence,
        )

    def _after(self, mark: Mark) -> Self:
        if mark.name in ANSWER_TO:
            return self._asked(mark)
        if mark.name in QUESTION_OF:
            return self._answered(mark)
        if mark.name in ENDS:
            return self._ended(mark)
        return self._extended(mark)

    def _asked(self, mark: Mark) -> Self:
        if any(question.name == mark.name for question in self.questions):
            return self  # a reminder; the clock reads the first asking
        effect = self.book.rules.identity if mark.name is MarkName.IDENTITY_REQUESTED else self.book.rules.clarification
        words = f"{QUESTION_WORDS[mark.name]} asked for on {in_words(mark.on)}"
        if effect.mode in (StopMode.NONE, StopMode.DENY_AT_DEADLINE):
            return self._asked_in_vain(mark, effect, f"{words}: {effect.text or 'the period runs on'}", effect.mode)
        raw = self._end()
        due = self.book.rolled(raw)
        if mark.on > due and not self.stopped_since:
            too_late = f"{words}, after the period had ended: that no longer stops it"
            return self._asked_in_vain(mark, effect, too_late, "too_late")
        # Asked on a day to which the end had rolled over: what is left of the period is that day.
        slack = self.slack + (mark.on - raw).days if raw < mark.on <= due and not self.stopped_since else self.slack
        return replace(self, questions=(*self.questions, Question(mark.name, mark.on, effect, True)), slack=slack)

    def _asked_in_vain(self, mark: Mark, effect: Effect, words: str, how: str) -> Self:
        telling = {"key": "in_vain", "question": mark.name, "on": mark.on, "how": how}
        course = self._with(Step(None, words, effect.citation, telling=telling))
        return replace(course, questions=(*self.questions, Question(mark.name, mark.on, effect, False)))

    def _answered(self, mark: Mark) -> Self:
        question = next(found for found in self.questions if found.name == QUESTION_OF[mark.name])
        return (
            self._resumed(question, mark.on, "received")
            if question.stops
            else replace(self, questions=self._without(question))
        )

    def _ended(self, mark: Mark) -> Self:
        """End the course; a question that was still open had stopped the clock until then."""
        course = self
        for question in self.questions:
            course = course._resumed(question, mark.on, "still missing") if question.stops else course
        telling = {"key": "ended", "mark": mark.name, "on": mark.on}
        step = Step(mark.on, f"{mark.name} on {in_words(mark.on)}", "", telling=telling)
        return replace(course._with(step), ended_on=mark.on)

    def _resumed(self, question: Question, on: date, how: str) -> Self:
        """Let the clock run again from an answer; the days of waiting, or all days before it, do not count."""
        if question.effect.mode is StopMode.RESET:
            start, slack, waits = on, 0, _from_day(self.waits, on)
        else:
            start, slack, waits = self.start, self.slack, (*self.waits, _wait(question, on, self.start))
        raw = self.book.counted_end(start, self.extensions, waits, slack)
        days = self._days_waited(raw)
        words = (
            f"{QUESTION_WORDS[question.name]} asked for on {in_words(question.asked_on)} and {how} on {in_words(on)}: "
            f"{self._consequence(question.effect, days)}, so {in_words(raw)}"
        )
        telling = {
            "key": "resumed",
            "question": question.name,
            "asked": question.asked_on,
            "on": on,
            "received": how == "received",
            "mode": question.effect.mode,
            "days": days,
            "lengths": self.book.lengths(self.extensions),
            "end": raw,
        }
        return replace(
            self,
            questions=self._without(question),
            start=start,
            slack=slack,
            waits=waits,
            confidence=least_sure(self.confidence, question.effect.confidence),
            steps=(*self.steps, Step(raw, words, question.effect.citation, telling=telling)),
        )

    def _consequence(self, effect: Effect, days: int | None) -> str:
        if effect.mode is StopMode.RESET:
            return f"the period starts again from that day; {self.book.length(self.extensions)}"
        if days is None:
            return "the working days of waiting do not count"
        return "1 day does not count" if days == 1 else f"{days} days do not count"

    def _days_waited(self, raw: date) -> int | None:
        """Give by how many days the end moves to `raw`; None where the period counts working days."""
        return None if self.book.period.unit is Unit.BUSINESS_DAYS else (raw - self._end()).days

    def _supposing_answered(self, question: Question) -> Self:
        course = self._resumed(question, question.asked_on, "received")
        words = (
            f"{QUESTION_WORDS[question.name]} asked for on {in_words(question.asked_on)}, not received yet: "
            "the clock is stopped and this date moves on with every day of waiting"
        )
        telling = {"key": "waiting", "question": question.name, "asked": question.asked_on}
        step = Step(course.steps[-1].on, words, question.effect.citation, telling=telling)
        return replace(course, steps=(*self.steps, step))

    def _without(self, question: Question) -> tuple[Question, ...]:
        return tuple(found for found in self.questions if found is not question)

    def _extended(self, mark: Mark) -> Self:
        extension = self._allowed_extension(mark.on)
        before = self.ending()
        if mark.on > before.due_on and not self.stopped_since:
            raise ExtensionTooLate(mark.on, before.due_on, extension.citation)
        slack = self.slack if extension.amount is None else 0
        extensions = self.extensions + 1
        raw = self.book.counted_end(self.start, extensions, self.waits, slack)
        return replace(
            self,
            extensions=extensions,
            slack=slack,
            confidence=least_sure(self.confidence, extension.confidence),
            announce=self.announce or before,
            steps=(*self.steps, self._extension_step(mark, extension, raw)),
        )

    def _extension_step(self, mark: Mark, extension: Extension, raw: date) -> Step:
        extensions = self.extensions + 1
        lacking = self.book.missing(self.start, extensions)
        telling = {
            "key": "extended",
            "on": mark.on,
            "named": extension.amount is None,
            "lengths": self.book.lengths(extensions),
            "start": self.start,
            "missing": lacking,
            "end": raw,
        }
        words = self._extension_words(mark, extension, raw, gap(lacking))
        return Step(raw, words, extension.citation, telling=telling)

    def _extension_words(self, mark: Mark, extension: Extension, raw: date, lacks: str) -> str:
        announced = f"extension announced on {in_words(mark.on)}: "
        if extension.amount is None:
            return f"{announced}the law sets no length, so the date announced is to be kept; here {in_words(raw)} stays"
        extensions = self.extensions + 1
        return (
            f"{announced}{self.book.length(extensions)} in all, counted from {in_words(self.start)}"
            f"{lacks}, so {in_words(raw)}"
        )

    def _allowed_extension(self, on: date) -> Extension:
        extension = self.book.rules.extension
        if extension is None:
            raise ExtensionNotAllowed(
                f"The period cannot be extended ({self.book.period.citation}); "
                f"the mark extended on {on} is not accepted."
            )
        if self.extensions >= extension.max_count:
            times = "once" if extension.max_count == 1 else f"{extension.max_count} times"
            raise ExtensionNotAllowed(
                f"The period can be extended {times} ({extension.citation}); the further mark extended on {on} "
                "is not accepted."
            )
        return extension

    def _end(self) -> date:
        return self.book.counted_end(self.start, self.extensions, self.waits, self.slack)

    def _with(self, step: Step) -> Self:
        return replace(self, steps=(*self.steps, step))


def begin(book: Rulebook, start: date, first: Step) -> Course:
    """Start the period to respond with the event of that day."""
    period = book.period
    end = end_of(start, period.amount, period.unit, book.business)
    return Course(
        book=book,
        start=start,
        steps=(first, length_step(period, book.profile, start, end)),
        confidence=period.confidence,
    )


def _wait(question: Question, on: date, start: date) -> Wait:
    """Give the first and the last day that do not count; days before the start of the period never did."""
    spared = DAY if question.effect.asking_day_counts else timedelta(0)
    return max(question.asked_on, start) + spared, on


def _from_day(waits: tuple[Wait, ...], day: date) -> tuple[Wait, ...]:
    return tuple((max(first, day), last) for first, last in waits if last >= day)
