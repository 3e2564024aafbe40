"""Steps of a working: the lines that explain a date, and what rolling over and strict reading add to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from law.calendars import Calendar
from law.periods import MONTHS, count_words, in_words
from law.places import Place
from law.records import Period, Profile
from law.words import Confidence, Unit, least_sure

DAY = timedelta(days=1)

# What a step says as a key with its facts, from which another language is made (law/german.py).
Telling = Mapping[str, Any]
Missing = tuple[int, int] | tuple[()]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a working: the date it led to (None where none), why, and the provision.

    `inside`: for the house only, since it tells of an alarm or of a day that is not verified. `telling`: the reason as
    data, for every step that leads to a date of an answer and is not for the house only.
    """

    on: date | None
    because: str
    citation: str
    inside: bool = False
    telling: Telling | None = None


def as_data(fact: Any) -> Any:
    """Give a telling, or a fact of it, as JSON keeps it: days in ISO form, places by code, lists."""
    if isinstance(fact, Mapping):
        return {key: as_data(value) for key, value in fact.items()}
    if isinstance(fact, tuple | list):
        return [as_data(value) for value in fact]
    return str(fact) if isinstance(fact, date | Place | StrEnum) else fact


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a period ends, with the steps that led there.

    `firm_on`: the last day that rests on verified figures alone, None where there is none; the same as `due_on` unless
    a figure or the roll-over is of low confidence. `alarm_on`: an earlier day, where the text can also be read more
    strictly or the later day is not certain.
    """

    due_on: date
    firm_on: date | None
    alarm_on: date | None
    steps: tuple[Step, ...]
    confidence: Confidence


def length_step(period: Period, profile: Profile, start: date, end: date) -> Step:
    """Explain the plain length of a period."""
    lacking = missing(start, end, period.unit)
    words = f"{count_words(period.amount, period.unit)}{gap(lacking)}, so {in_words(end)}"
    if period.guidance:
        words = f"by guidance, not by the law itself: {words}"
    extra = {Unit.MONTHS: profile.month_citation, Unit.BUSINESS_DAYS: profile.business_citation}.get(period.unit, "")
    telling = {
        "key": "length",
        "guidance": period.guidance,
        "amount": period.amount,
        "unit": period.unit,
        "missing": lacking,
        "end": end,
    }
    return Step(end, words, "; ".join(filter(None, (period.citation, extra))), telling=telling)


def missing(start: date, end: date, unit: Unit) -> Missing:
    """Give day and month of the date that a shorter month lacks, or nothing: `(31, 2)`."""
    return (start.day, end.month) if unit is Unit.MONTHS and end.day < start.day else ()


def gap(lacking: Missing) -> str:
    """Say which date is missing, if one is: `; there is no 31 February`."""
    return f"; there is no {lacking[0]} {MONTHS[lacking[1] - 1]}" if lacking else ""


def rolled(raw: date, unit: Unit, roll: Calendar) -> date:
    """Give the last day as it holds: a day of rest makes way for the next working day."""
    return raw if unit in (Unit.BUSINESS_DAYS, Unit.HOURS) else roll.next_working_day(raw)


def finish(
    *, raw: date, due: date, period: Period, roll: Calendar, profile: Profile, steps: tuple[Step, ...], sure: Confidence
) -> Ending:
    """Add the last step, a roll-over, and the alarm to a counted period; see how sure the date is."""
    firm = raw if sure is not Confidence.LOW else None
    if raw != due:
        steps = (*steps, _roll_step(raw, due, roll, profile))
        sure = least_sure(sure, profile.confidence)
    alarm = _alarm(raw, due, period, profile)
    return Ending(
        due_on=due,
        firm_on=firm if sure is Confidence.LOW else due,
        alarm_on=alarm.on if alarm else None,
        steps=(*steps[:-1], alarm, steps[-1]) if alarm else steps,
        confidence=sure,
    )


def _roll_step(raw: date, due: date, roll: Calendar, profile: Profile) -> Step:
    days = [raw + DAY * number for number in range((due - raw).days)]
    rests = [(day, reason) for day in days if (reason := roll.rest_reason(day))]
    words = f"the last day falls on rest ({', '.join(reason for _, reason in rests)}), so it moves to {in_words(due)}"
    telling = {"key": "rolled", "rests": rests, "place": roll.place, "end": due}
    return Step(due, words, profile.roll_citation, inside=profile.confidence is Confidence.LOW, telling=telling)


def _alarm(raw: date, due: date, period: Period, profile: Profile) -> Step | None:
    """Explain the earlier day of a stricter reading; it stands before the step that gives the date."""
    if period.alarm_days:
        strict = raw - DAY * period.alarm_days
        words = f"another source gives {period.alarm_days} days less, so {in_words(strict)}: the alarm"
        return Step(strict, words, period.citation, inside=True)
    if profile.receipt_day_may_count and period.unit is Unit.CALENDAR_DAYS:
        strict = raw - DAY
        words = f"with the day of receipt as day 1, {in_words(strict)}: the alarm"
        return Step(strict, words, profile.strict_citation, inside=True)
    if raw != due and profile.confidence is Confidence.LOW:
        words = f"moving on from rest is not verified for this law, so {in_words(raw)} is the alarm"
        return Step(raw, words, profile.citation, inside=True)
    return None
