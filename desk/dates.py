"""The duties of a case with their dates: which law rules each, how it stands, and the working that an officer can open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.models import Case, Deadline
from cases.rulings import binds, ruling
from correspondence.models import Letter, OutboxState
from desk.words import day, duty_name, law_name
from law.words import Confidence, Duty

ORDER = {duty.value: place for place, duty in enumerate(Duty)}
ALARM = "The date rests on a figure that nobody has confirmed: it is an alarm for us and is told to nobody outside."
MEDIUM = "The source is of medium confidence: read it before you rely on the date."
ON_ITS_WAY = (OutboxState.QUEUED, OutboxState.SENDING)
LEAVING = {False: ("The letter is on its way", "waiting"), True: ("The letter is to be posted", "today")}


@dataclass(frozen=True)
class Step:
    """One step of a working: the day, the reason and the source."""

    on: str
    because: str
    citation: str


@dataclass(frozen=True)
class LawLine:
    """What one law (or the promise) says of a duty; `due_on` is None where it sets no date."""

    law: str
    due_on: date | None
    rules: bool
    steps: Sequence[Step]
    alarm_on: date | None
    doubt: str


@dataclass(frozen=True)
class DutyLine:
    """One duty of one right: the date that rules, how it stands in words and colour, and every law looked at."""

    right: str
    duty: str
    code: str
    due_on: date | None
    met: bool
    law: str
    stands: str
    tone: str
    laws: Sequence[LawLine]


def duty_lines(*, case: Case, deadlines: Sequence[Deadline], letters: Sequence[Letter], today: date) -> list[DutyLine]:
    """Give the duties in the order of the procedure, each right's together; one that no law dates is left out."""
    best = {(row.right, row.duty): row for row in ruling(deadlines)}
    keys = sorted(best, key=lambda key: (key[0], ORDER[key[1]]))
    leaving = {letter.meets_duty: LEAVING[letter.by_post] for letter in letters if letter.state in ON_ITS_WAY}
    return [
        _line(
            case=case,
            row=best[key],
            all_rows=[row for row in deadlines if (row.right, row.duty) == key],
            leaving=leaving.get(key[1]),
            today=today,
        )
        for key in keys
    ]


def _line(
    *, case: Case, row: Deadline, all_rows: Sequence[Deadline], leaving: tuple[str, str] | None, today: date
) -> DutyLine:
    stands, tone = _stands(case=case, row=row, leaving=leaving, today=today)
    return DutyLine(
        right=row.get_right_display(),
        duty=duty_name(row.duty),
        code=row.duty,
        due_on=row.on,
        met=row.met_on is not None,
        law=law_name(row.regime),
        stands=stands,
        tone=tone,
        laws=[_law(each, rules=each is row) for each in sorted(all_rows, key=lambda each: (each is not row, each.pk))],
    )


def _law(row: Deadline, *, rules: bool) -> LawLine:
    return LawLine(
        law=law_name(row.regime),
        due_on=row.on,
        rules=rules,
        steps=[Step(step["on"] or "", step["because"] or "", step["citation"] or "") for step in row.working],
        alarm_on=row.alarm_on if row.alarm_on != row.on else None,
        doubt=_doubt(row),
    )


def _doubt(row: Deadline) -> str:
    """Say why a date is not to be relied on as it stands; empty for one from a sure source."""
    if row.due_on is None or row.confidence == Confidence.HIGH:
        return ""
    if row.firm_on is None:
        return ALARM
    if row.firm_on != row.due_on:
        return f"On figures that nobody has confirmed it would be {day(row.due_on)}; the firm day holds."
    return MEDIUM


def _stands(*, case: Case, row: Deadline, leaving: tuple[str, str] | None, today: date) -> tuple[str, str]:
    """Say how a dated duty stands, and in which tone."""
    if row.met_on is not None:
        late = row.on is not None and row.met_on > row.on
        return (f"Done on {day(row.met_on)}, late", "today") if late else (f"Done on {day(row.met_on)}", "done")
    if leaving:
        return leaving
    if not case.is_owing:
        return "No longer running", "done"
    if row.duty == Duty.ANNOUNCE_EXTENSION:
        return _to_extend(row, today=today), "calm"
    return _counted(row, today=today)


def _to_extend(row: Deadline, *, today: date) -> str:
    """Say until when an extension can be announced; while the clock stands still, that day moves on."""
    if row.stopped_since is not None:
        return f"Clock stopped since {day(row.stopped_since)}"
    return "No longer possible" if row.is_overdue(today) else "Possible until then"


def _counted(row: Deadline, *, today: date) -> tuple[str, str]:
    left = ((row.on or today) - today).days
    days = "1 day" if abs(left) == 1 else f"{abs(left)} days"
    if left < 0:
        return (f"Overdue by {days}", "overdue") if binds(row) else (f"Past our own date by {days}", "soon")
    if row.stopped_since is not None:
        return f"Clock stopped since {day(row.stopped_since)}", "waiting"
    if left == 0:
        return "Due today", "today"
    return f"{days} left", "soon" if left <= 7 else "calm"
