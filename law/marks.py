"""Marks on a clock: dated facts, put into the order in which they can have happened, and checked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from law.errors import MarkBeforeReceipt, ResumeWithoutStop, UnknownWord
from law.words import MarkName

# Each question to the person, and the mark that answers it.
ANSWER_TO = {
    MarkName.IDENTITY_REQUESTED: MarkName.IDENTITY_CONFIRMED,
    MarkName.CLARIFICATION_REQUESTED: MarkName.CLARIFIED,
}
QUESTION_OF = {answer: question for question, answer in ANSWER_TO.items()}
ENDS = frozenset({MarkName.ANSWERED, MarkName.WITHDRAWN})
_RANK = {name: rank for rank, name in enumerate(MarkName)}


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated fact: `Mark(MarkName.IDENTITY_REQUESTED, date(2026, 11, 12))`."""

    name: MarkName
    on: date


def mark_name(code: str) -> MarkName:
    """Read a mark's code; raise `UnknownWord`, which names those there are."""
    try:
        return MarkName(code)
    except ValueError:
        raise UnknownWord("mark", code, MarkName) from None


def in_order(marks: Sequence[Mark], received_on: date) -> tuple[Mark, ...]:
    """Put marks into the order in which they can have happened, whatever order they came in; drop exact repeats.

    On one day an answer to a question that was open comes first, then questions and their answers of that day, then
    an extension, then the end. Raises `MarkBeforeReceipt` and `ResumeWithoutStop`.
    """
    ordered: list[Mark] = []
    waiting: set[MarkName] = set()
    for _, same_day in groupby(sorted(set(marks), key=attrgetter("on")), key=attrgetter("on")):
        for mark in _of_one_day(list(same_day), waiting):
            _check(mark, received_on, waiting)
            ordered.append(mark)
    return tuple(ordered)


def _of_one_day(marks: list[Mark], waiting: Iterable[MarkName]) -> list[Mark]:
    if len(marks) == 1:
        return marks
    open_before = frozenset(waiting)
    return sorted(marks, key=lambda mark: (QUESTION_OF.get(mark.name) not in open_before, _RANK[mark.name]))


def _check(mark: Mark, received_on: date, waiting: set[MarkName]) -> None:
    if mark.on < received_on:
        raise MarkBeforeReceipt(mark.name, mark.on, received_on)
    if mark.name in ANSWER_TO:
        waiting.add(mark.name)
    elif question := QUESTION_OF.get(mark.name):
        if question not in waiting:
            raise ResumeWithoutStop(mark.name, mark.on, question)
        waiting.discard(question)
