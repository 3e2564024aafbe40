"""Asks the law room for the dates of one right of a case, and remembers the answers: many cases ask the same.

What an answer depends on is one value (`Question`), so that equal questions are answered once in a process.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from cases.models import ConfirmedFigure
from cases.organisation import Organisation, organisation
from law import edition, regimes
from law.applicable import Choice, Combined, rules_for_case
from law.clock import Clock, DutyDeadline, Mark
from law.figures import Key
from law.places import Place
from law.promise import CONTRACT, PROMISE, Contract, Promise
from law.steps import as_data
from law.words import Duty, Right

OURS = frozenset({PROMISE, CONTRACT})
Confirmed = Mapping[str, frozenset[Key]]


@dataclass(frozen=True)
class Ground:
    """What the dates of every case stand on: home and promise of the organisation, confirmed figures, and the edition."""

    home: str
    promise: Promise
    confirmed: tuple[tuple[str, frozenset[Key]], ...]

    @cached_property
    def stamp(self) -> str:
        """Name all of it, and the edition of the law room, in 16 hex digits."""
        figures = [(law, sorted(keys)) for law, keys in self.confirmed]
        promise = self.promise
        told = [edition.edition(), self.home, promise.acknowledge_working_days, promise.resolve_days, figures]
        days = sorted(day.isoformat() for day in promise.closed)
        return hashlib.sha256(json.dumps([*told, days, promise.citation]).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Question:
    """One right of a case: where the person is, the day of receipt, the marks, and what was chosen for the case."""

    right: str
    place: str
    received_on: date
    marks: tuple[Mark, ...] = ()
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    contract: Contract | None = None


@dataclass(frozen=True)
class Dated:
    """The columns of a `Deadline` that are computed; `working` is shared between cases and never changed."""

    regime: str
    duty: str
    statutory: bool
    due_on: date | None
    firm_on: date | None
    alarm_on: date | None
    stopped_since: date | None
    confidence: str
    provision: str
    working: list[dict[str, Any]]


COMPUTED = (
    "statutory", "due_on", "firm_on", "alarm_on", "stopped_since", "confidence", "provision", "working",
)  # fmt: skip


@dataclass(frozen=True)
class Reckoned:
    """The answer: the laws with reason and version as `Case.regimes` keeps them, and every duty's dates.

    `refused`: the laws that do not take an announced extension; their dates stand without it.
    """

    laws: list[dict[str, str]]
    dated: tuple[Dated, ...]
    refused: frozenset[str] = frozenset()


def ground() -> Ground:
    """Give what dates stand on now."""
    current: Organisation = organisation()
    promise = Promise(current.acknowledge_working_days, current.resolve_days, closed=current.closing_days)
    return Ground(home=current.home_place, promise=promise, confirmed=tuple(sorted(confirmed_keys().items())))


def confirmed_keys() -> dict[str, frozenset[Key]]:
    """Give the confirmed figures by law; one confirmed in another version of its law does not count."""
    found: dict[str, set[Key]] = {}
    rows = ConfirmedFigure.objects.filter(taken_back_at__isnull=True)
    versions = {law.id: law.version for law in regimes.all()}
    for regime, version, right, part in rows.values_list("regime", "regime_version", "right", "part"):
        if versions.get(regime) == version:
            found.setdefault(regime, set()).add((right, part))
    return {regime: frozenset(keys) for regime, keys in found.items()}


@lru_cache(maxsize=1024)
def reckon(question: Question, standing: Ground) -> Reckoned:
    """Give laws and dates for one right. Raises the refusals of the law room."""
    combined = rules_for_case(
        place=Place.parse(question.place) if question.place else None,
        received=question.received_on,
        right=Right(question.right),
        home=Place.parse(standing.home),
        marks=question.marks,
        promised=standing.promise,
        contract=question.contract,
        choice=Choice(added=question.added, removed=question.removed, confirmed=standing.confirmed),
    )
    clocks = [*combined.clocks, *(clock for clock in (combined.promise, combined.contract) if clock)]
    return Reckoned(
        laws=_laws(combined),
        dated=tuple(_dated(clock, duty) for clock in clocks for duty in clock.deadlines),
        refused=frozenset(law for law, _ in combined.refusals),
    )


def _laws(combined: Combined) -> list[dict[str, str]]:
    return [
        {
            "regime": law.regime_id,
            "because": law.because,
            "citation": law.citation,
            "version": regimes.get(law.regime_id).version,
        }
        for law in combined.applicable
    ]


def _dated(clock: Clock, duty: DutyDeadline) -> Dated:
    return Dated(
        regime=clock.regime_id,
        duty=duty.duty.value,
        statutory=clock.regime_id not in OURS,
        due_on=duty.due_on,
        firm_on=duty.firm_on,
        alarm_on=duty.alarm_on,
        stopped_since=duty.stopped_since,
        confidence=duty.confidence.value,
        provision=duty.provision[:300],
        working=_working(duty),
    )


def _working(duty: DutyDeadline) -> list[dict[str, Any]]:
    """Give the steps as they are stored; those of an answer with their telling, since they alone are told outside."""
    told = duty.duty is Duty.RESPOND
    return [
        {
            "on": step.on.isoformat() if step.on else None,
            "because": step.because,
            "citation": step.citation,
            **({"inside": True} if step.inside else {}),
            **({"telling": as_data(step.telling)} if told and step.telling and not step.inside else {}),
        }
        for step in duty.working
    ]
