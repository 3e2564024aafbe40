"""Steps of a working: the lines that explain a date, and what rolling over and strict reading add to it."""

from dataclasses import dataclass
from datetime import date, timedelta

from law.calendars import Calendar
from law.periods import in_words
from law.records import Profile
from law.words import Confidence, Unit

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a working: the date it led to (None where none), why, and the provision."""

    on: date | None
    because: str
    citation: str


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a period ends, with the steps that led there.

    `alarm_on`: an earlier day, where the text can also be read more strictly or the later day is not certain.
    """

    due_on: date
    alarm_on: date | None
    steps: tuple[Step, ...]
    confidence: Confidence


def rolled(raw: date, unit: Unit, roll: Calendar) -> date:
    """Give the last day as it holds: a day of rest makes way for the next working day."""
    return raw if unit in (Unit.BUSINESS_DAYS, Unit.HOURS) else roll.next_working_day(raw)


def finish(
    *, raw: date, due: date, unit: Unit, roll: Calendar, profile: Profile, steps: tuple[Step, ...], sure: Confidence
) -> Ending:
    """Add the last step, a roll-over, and the alarm to a counted period."""
    if raw != due:
        steps = (*steps, _roll_step(raw, due, roll, profile))
    return Ending(due, _alarm(raw, due, unit, profile), steps, sure)


def _roll_step(raw: date, due: date, roll: Calendar, profile: Profile) -> Step:
    reason = roll.rest_reason(raw)
    words = f"{in_words(raw)} is a day of rest ({reason}), so the next day that counts, {in_words(due)}"
    return Step(due, words, profile.roll_citation)


def _alarm(raw: date, due: date, unit: Unit, profile: Profile) -> date | None:
    if profile.receipt_day_may_count and unit is Unit.CALENDAR_DAYS:
        return raw - DAY
    return raw if raw != due and profile.confidence is Confidence.LOW else None
