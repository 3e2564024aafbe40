"""What an act would do to the dates: the service itself does it, and the database takes it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cases.errors import Refused
from cases.models import Case, Deadline
from cases.rulings import ruling
from correspondence.models import OutboxState
from desk.words import day, duty_name, law_name, place_name
from law.words import Duty

Key = tuple[str, str]
TELL_THE_DAY = ("acknowledgement", "extension")
LEFT = (OutboxState.SENT, OutboxState.DELIVERED)


@dataclass(frozen=True)
class DateMove:
    """A ruling date that would move: what it is about, and both dates; `told` is the new one where it may be told outside."""

    right: str
    duty: str
    code: str
    old: date | None
    new: date | None
    told: date | None

    @property
    def words(self) -> str:
        """Say the move in words."""
        return f"{self.duty} ({self.right.lower()}): from {day(self.old)} to {day(self.new)}"


@dataclass(frozen=True)
class Foreseen:
    """The ruling dates that would move, and the laws under which the clock would stand still afterwards."""

    moves: Sequence[DateMove]
    stopped_by: Sequence[str]


def foresee(*, case: Case, deed: Callable[[Case], None]) -> Foreseen:
    """Give what `deed` would do to the dates; it gets its own copy of the case and nothing of it stays.

    What the service would refuse moves nothing: the refusal is said when the act is done.
    """
    before = _ruling(_rows(case))
    with transaction.atomic():
        try:
            deed(Case.objects.get(pk=case.pk))
            rows = _rows(case)
        except Refused:
            rows = []
        transaction.set_rollback(True)
    stopped = dict.fromkeys(law_name(row.regime) for row in rows if row.stopped_since)
    return Foreseen(_moves(before, _ruling(rows)) if rows else [], list(stopped))


def receipt_moves(case: Case, *, place: str, to: date) -> list[str]:
    """Say that the day of receipt moves, from what to what, and where that follows from the place alone."""
    if to == case.received_on:
        return []
    there = f": it came when it was that day in {place_name(place)}" if place != case.place else ""
    return [f"The day of receipt moves from {day(case.received_on)} to {day(to)}{there}. Dates are counted from it."]


def to_be_told(case: Case, moves: Sequence[DateMove]) -> list[str]:
    """Say that the person is to be written to, where a letter that left told them a day for our answer that would move."""
    told = case.letters.filter(name__in=TELL_THE_DAY, state__in=LEFT)
    if any(move.code == Duty.RESPOND for move in moves) and told.exists():
        return [
            "We told the person another day by letter: write to them. Their private page shows the new one by itself."
        ]
    return []


def _rows(case: Case) -> list[Deadline]:
    return list(Deadline.objects.filter(case=case, due_on__isnull=False))


def _ruling(rows: list[Deadline]) -> dict[Key, Deadline]:
    return {(row.right, row.duty): row for row in ruling(rows)}


def _moves(before: dict[Key, Deadline], after: dict[Key, Deadline]) -> list[DateMove]:
    return [
        DateMove(
            right=row.get_right_display(),
            duty=duty_name(row.duty),
            code=row.duty,
            old=_on(before, key),
            new=_on(after, key),
            told=after[key].firm_on if key in after else None,
        )
        for key, row in {**before, **after}.items()
        if _on(before, key) != _on(after, key)
    ]


def _on(dates: dict[Key, Deadline], key: Key) -> date | None:
    return dates[key].on if key in dates else None
