"""Short ways to ask the clock, for the tables of dates in this folder; marks are written `extended=2026-02-10`."""

from datetime import date, datetime

from law import clock, regimes
from law.clock import Clock, DutyDeadline, Mark
from law.places import Place
from law.words import Duty, MarkName, Right


def mark(text: str) -> Mark:
    """Read `extended=2026-02-10`."""
    name, _, on = text.partition("=")
    return Mark(MarkName(name), date.fromisoformat(on))


def run_clock(law: str, right: str, place: str, received: str | datetime, *marks: str) -> Clock:
    """Run a law's clock for a day of receipt (or a moment) and marks."""
    return clock.run(
        regime=regimes.get(law),
        right=Right(right),
        place=Place.parse(place),
        received=date.fromisoformat(received) if isinstance(received, str) else received,
        marks=[mark(text) for text in marks],
    )


def respond(law: str, right: str, place: str, received: str | datetime, *marks: str) -> DutyDeadline:
    """Give the deadline to respond."""
    return run_clock(law, right, place, received, *marks).duty(Duty.RESPOND)


def due(law: str, right: str, place: str, received: str | datetime, *marks: str) -> str | None:
    """Give the last day to respond, as text."""
    found = respond(law, right, place, received, *marks).due_on
    return found.isoformat() if found else None
