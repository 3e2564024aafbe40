"""What an act would do to the dates: the service itself does it, and the database takes it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cases.errors import Refused
from cases.models import Case, Deadline
from cases.rulings import ruling
from desk.words import day, duty_name


@dataclass(frozen=True)
class DateMove:
    """A ruling date that would move: what it is about, and both dates."""

    right: str
    duty: str
    code: str
    old: date | None
    new: date | None

    @property
    def words(self) -> str:
        """Say the move in words."""
        return f"{self.duty} ({self.right.lower()}): from {day(self.old)} to {day(self.new)}"


def date_moves(*, case: Case, deed: Callable[[Case], None]) -> list[DateMove]:
    """Give the dates that `deed` would move; it gets its own copy of the case and nothing of it stays."""
    before = _dates(case)
    with transaction.atomic():
        try:
            deed(Case.objects.get(pk=case.pk))
            after = _dates(case)
        except Refused:
            after = before
        transaction.set_rollback(True)
    names = {**before, **after}
    return [
        DateMove(
            right=row.get_right_display(),
            duty=duty_name(row.duty),
            code=key[1],
            old=_on(before, key),
            new=_on(after, key),
        )
        for key, row in names.items()
        if _on(before, key) != _on(after, key)
    ]


def _dates(case: Case) -> dict[tuple[str, str], Deadline]:
    rows = list(Deadline.objects.filter(case=case, due_on__isnull=False))
    return {(row.right, row.duty): row for row in ruling(rows)}


def _on(dates: dict[tuple[str, str], Deadline], key: tuple[str, str]) -> date | None:
    return dates[key].on if key in dates else None
