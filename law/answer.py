"""Answers one question about a deadline as plain data: a dict in, a dict for each duty out, an error in its place."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from law import clock, regimes
from law.clock import DutyDeadline
from law.errors import BadDate, BadQuestion, LawError, UnknownWord
from law.marks import Mark
from law.places import Place, local_date
from law.records import Regime
from law.words import Duty, MarkName, Right

DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
Answer = dict[str, Any]
Word = TypeVar("Word", bound=StrEnum)


def answer(question: Mapping[str, Any], *, home: Place | None = None) -> list[Answer]:
    """Answer `{"id","law","right","duty","place","received","marks":[{"mark","on"}]}`; other keys are not read.

    Gives one dict a duty: `{"id","law","right","duty","due","working":[{"on","because","citation"}],"confidence"}`, for
    the duty asked for or for all four. What cannot be answered gives one dict with `error`. Without a place the law's
    own counts: `home` where it lies there, else the law's default.
    """
    try:
        return _answers(question, home)
    except LawError as error:
        return [{**_asked(question), "error": str(error)}]


def answer_lines(lines: Iterable[str], *, home: Place | None = None) -> Iterator[Answer]:
    """Answer a batch of JSON lines; an unreadable line gives an `error` that names it, and the next is answered."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield from _answer_line(number, line, home)


def marks_from_arguments(arguments: Iterable[str]) -> list[dict[str, str]]:
    """Read `NAME=DATE` arguments into the marks of a question; raise `BadQuestion` for another shape."""
    return [_mark_argument(argument) for argument in arguments]


def _mark_argument(argument: str) -> dict[str, str]:
    name, equals, on = argument.partition("=")
    if not equals:
        raise BadQuestion(f"The mark {argument!r} is not NAME=DATE; accepted is, for example, extended=2026-02-10.")
    return {"mark": name, "on": on}


def _answer_line(number: int, line: str, home: Place | None) -> list[Answer]:
    try:
        question = json.loads(line)
    except ValueError as error:
        return [{"id": None, "error": f"Line {number} is not JSON: {error}."}]
    if not isinstance(question, dict):
        return [{"id": None, "error": f'Line {number} is not an object like {{"law": …, "right": …, "received": …}}.'}]
    return answer(question, home=home)


def _answers(question: Mapping[str, Any], home: Place | None) -> list[Answer]:
    regime = regimes.get(_text(question, "law"))
    right = _word(question, "right", Right)
    duty = _word(question, "duty", Duty) if question.get("duty") is not None else None
    place = _place(question, regime, home)
    result = clock.run(
        regime=regime,
        right=right,
        place=place,
        received=read_received(_text(question, "received")),
        marks=_marks(question, place),
    )
    deadlines = [result.duty(duty)] if duty else result.deadlines
    return [_as_dict(question, regime, right, deadline) for deadline in deadlines]


def _as_dict(question: Mapping[str, Any], regime: Regime, right: Right, deadline: DutyDeadline) -> Answer:
    return {
        "id": question.get("id"),
        "law": regime.id,
        "right": str(right),
        "duty": str(deadline.duty),
        "due": deadline.due_on.isoformat() if deadline.due_on else None,
        "working": [
            {"on": step.on.isoformat() if step.on else None, "because": step.because, "citation": step.citation}
            for step in deadline.working
        ],
        "confidence": str(deadline.confidence),
    }


def _asked(question: Mapping[str, Any]) -> Answer:
    return {key: question.get(key) for key in ("id", "law", "right", "duty")}


def _text(question: Mapping[str, Any], key: str, *, asked: str = "question") -> str:
    value = question.get(key)
    accepted = f"accepted is a text, for example {_EXAMPLES[key]!r}."
    if value is None or value == "":
        raise BadQuestion(f"The {asked} lacks {key!r}; {accepted}")
    if not isinstance(value, str) or not value.strip():
        raise BadQuestion(f"The {key!r} of the {asked} is {json.dumps(value)[:60]}, which is no text; {accepted}")
    return value.strip()


_EXAMPLES = {
    "law": "eu-gdpr",
    "right": "access",
    "duty": "respond",
    "received": "2026-01-31",
    "place": "DE",
    "mark": "extended",
    "on": "2026-02-10",
}


def _word(question: Mapping[str, Any], key: str, words: type[Word], *, asked: str = "question") -> Word:
    given = _text(question, key, asked=asked)
    try:
        return words(given)
    except ValueError:
        raise UnknownWord(key, given, words) from None


def _place(question: Mapping[str, Any], regime: Regime, home: Place | None) -> Place:
    if question.get("place") is not None:
        return Place.parse(_text(question, "place"))
    return home if home and home.within(regime.places) else Place.parse(regime.default_place)


def read_received(text: str, *, of: str = "") -> date | datetime:
    """Read a date (`2026-01-31`) or a moment with its offset (`2026-01-31T23:30-08:00`); raise `BadDate`, which names `of`."""
    try:
        if DATE.match(text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadDate(f"date or moment{of}", text) from None
    if moment.tzinfo is None:
        raise BadDate(f"date or moment with its offset{of}", text)
    return moment


def _marks(question: Mapping[str, Any], place: Place) -> list[Mark]:
    marks = question.get("marks") or []
    if not isinstance(marks, list) or not all(isinstance(mark, dict) for mark in marks):
        raise BadQuestion('The marks are not a list like [{"mark": "extended", "on": "2026-02-10"}].')
    return [_mark(mark, place) for mark in marks]


def _mark(given: Mapping[str, Any], place: Place) -> Mark:
    name = _word(given, "mark", MarkName, asked="mark")
    on = read_received(_text(given, "on", asked=f"mark {name}"), of=f" for the mark {name}")
    return Mark(name, _local(on, place))


def _local(on: date | datetime, place: Place) -> date:
    return local_date(place, on) if isinstance(on, datetime) else on
