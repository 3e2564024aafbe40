"""What each figure on remedies counts: the same rule for the database, for remedies read from events, and in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q


@dataclass(frozen=True)
class Promised:
    """A remedy as the figures need it: the day by which it was promised, who does it, and the day on which it was done."""

    due_on: date
    owner_id: int
    done_on: date | None = None


@dataclass(frozen=True)
class RemedyFigure:
    """One figure: name, heading, its rule in words, in SQL (of a remedy, as of a day) and of one read from events."""

    name: str
    heading: str
    words: str
    condition: Callable[[date], Q]
    holds: Callable[[Promised, date], bool]


def _late(one: Promised, _as_of: date) -> bool:
    return one.done_on is not None and one.done_on > one.due_on


FIGURES = (
    RemedyFigure(
        "promised",
        "Promised",
        "Remedies that were decided on for complaints of the period, with an owner and a day.",
        lambda as_of: Q(),
        lambda one, as_of: True,
    ),
    RemedyFigure(
        "open",
        "Open",
        "Not carried out yet, whether or not the day has passed.",
        lambda as_of: Q(done_on__isnull=True),
        lambda one, as_of: one.done_on is None,
    ),
    RemedyFigure(
        "overdue",
        "Overdue",
        "Not carried out, and the day has passed. On the day itself it has not.",
        lambda as_of: Q(done_on__isnull=True, due_on__lt=as_of),
        lambda one, as_of: one.done_on is None and one.due_on < as_of,
    ),
    RemedyFigure(
        "done_in_time",
        "Done in time",
        "Carried out on or before the day that was promised.",
        lambda as_of: Q(done_on__lte=F("due_on")),
        lambda one, as_of: one.done_on is not None and one.done_on <= one.due_on,
    ),
    RemedyFigure(
        "done_late",
        "Done late",
        "Carried out after the day that was promised.",
        lambda as_of: Q(done_on__gt=F("due_on")),
        _late,
    ),
)
BY_NAME = {figure.name: figure for figure in FIGURES}
