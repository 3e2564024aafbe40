"""The events of the complaint procedure and of the care of a file, in sentences that an officer reads."""

from collections.abc import Callable, Mapping
from typing import Any

from cases.words import Kind
from desk.words import day, place_name, spoken

Facts = Mapping[str, Any]
TIE_WORDS = {
    "related": "Linked to {other}",
    "duplicate": "{other} and this case are duplicates",
    "split": "Split with {other}",
}
CORRECTED = {"received_on": "Day of receipt", "place": "Place", "language": "Language", "name": "Name"}


def _complaint(facts: Facts) -> str:
    about = f", about {facts['about']}" if facts.get("about") else ""
    return f"Ground of the complaint: {spoken(facts.get('new', ''))}{about}"


def _remedy_set(facts: Facts) -> str:
    return f"A remedy was decided on, to be done by {day(facts.get('due_on'))}"


def _remedy_done(facts: Facts) -> str:
    return f"A remedy was carried out on {day(facts.get('on'))}"


def _escalated(facts: Facts) -> str:
    came, by = day(facts.get("received_on")), day(facts.get("answer_by"))
    return f"Taken up by an authority: its letter came on {came}, our answer is wanted by {by}"


def _linked(facts: Facts) -> str:
    words = TIE_WORDS.get(facts.get("tie", ""), "Linked to {other}")
    return words.format(other=facts.get("other", "another case"))


def _corrected(facts: Facts) -> str:
    what = facts.get("what", "")
    name = CORRECTED.get(what, spoken(what).capitalize())
    if what == "name":
        return "Name of who opened the case corrected"
    old, new = (_code(what, facts.get(which, "")) for which in ("old", "new"))
    return f"{name} corrected from {old} to {new}"


def _code(what: str, value: str) -> str:
    if what == "received_on":
        return day(value)
    return place_name(value) if what == "place" else value


CARE_SENTENCES: dict[str, Callable[[Facts], str]] = {
    Kind.COMPLAINT_DESCRIBED: _complaint,
    Kind.REMEDY_SET: _remedy_set,
    Kind.REMEDY_DONE: _remedy_done,
    Kind.ESCALATED: _escalated,
    Kind.ESCALATION_ANSWERED: lambda facts: f"The authority was answered on {day(facts.get('on'))}",
    Kind.ESCALATION_CLOSED: lambda facts: f"The authority closed its file on {day(facts.get('on'))}",
    Kind.LINKED: _linked,
    Kind.CORRECTED: _corrected,
}
