"""Steps of a working: the lines that explain a date, and what rolling over and strict reading add to it."""

from dataclasses import dataclass
from datetime import date, timedelta

from law.calendars import Calendar
from law.periods import count_words, in_words, missing_day
from law.records import Period, Profile
from law.words import Confidence, Unit, least_sure

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a working: the date it led to (None where none), why, and the provision.

    `inside`: for the house only, since it tells of an alarm or of a day that is not verified.
    """

    on: date | None
    because: str
    citation: str
    inside: bool = False


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
    words = f"{count_words(period.amount, period.unit)}{gap(start, end, period.unit)}, so {in_words(end)}"
    if period.guidance:
        words = f"by guidance, not by the law itself: {words}"
    extra = {Unit.MONTHS: profile.month_citation, Unit.BUSINESS_DAYS: profile.business_citation}.get(period.unit, "")
    return Step(end, words, "; ".join(filter(None, (period.citation, extra))))


def gap(start: date, end: date, unit: Unit) -> str:
    """Say which date a shorter month lacks, if it does."""
    missing = missing_day(start, end) if unit is Unit.MONTHS else ""
    return f"; there is no {missing}" if missing else ""


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
    rests = (raw + DAY * number for number in range((due - raw).days))
    reasons = ", ".join(filter(None, map(roll.rest_reason, rests)))
    words = f"the last day falls on rest ({reasons}), so it moves to {in_words(due)}"
    return Step(due, words, profile.roll_citation, inside=profile.confidence is Confidence.LOW)


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
