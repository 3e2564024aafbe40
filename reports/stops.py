"""On how many days the clock of a case stood still. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from law.clock import Mark
from law.words import MarkName

# What begins a wait for the person, and what ends it.
WAITS = {
    MarkName.IDENTITY_REQUESTED: MarkName.IDENTITY_CONFIRMED,
    MarkName.CLARIFICATION_REQUESTED: MarkName.CLARIFIED,
}


def stopped_days(marks_of_rights: Iterable[Sequence[Mark]], *, until: date | None) -> int:
    """Give the days before `until` on which at least one right waited for the person; 0 without an end.

    A day counts from the one on which we asked up to the one before the answer came, whether or not the law at hand
    stops for it: the figure says how long the person kept us waiting.
    """
    if until is None:
        return 0
    days: set[date] = set()
    for marks in marks_of_rights:
        for asked, told in WAITS.items():
            days.update(_waiting(marks, asked, told, until))
    return len(days)


def _waiting(marks: Sequence[Mark], asked: MarkName, told: MarkName, until: date) -> Iterable[date]:
    began: date | None = None
    for mark in sorted(marks, key=lambda mark: mark.on):
        if mark.name == asked and began is None:
            began = mark.on
        elif mark.name == told and began is not None:
            yield from _from_to(began, min(mark.on, until))
            began = None
    if began is not None:
        yield from _from_to(began, until)


def _from_to(first: date, end: date) -> Iterable[date]:
    return (first + timedelta(days=day) for day in range((end - first).days))
