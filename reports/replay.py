"""Reads the facts of cases out of their history alone: what was known at any past moment, by when it was recorded.

Dates are not taken from the case's row. They are computed again by the law room from what the events say of place, rights,
marks and chosen laws, so that the report from events proves the one from rows. The promise and the
confirmed figures are the present ones.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import structlog
from django.db.models import TextField
from django.db.models.functions import Cast

from cases import lifecycle
from cases.lifecycle import State
from cases.models import Event
from cases.services.clock import RESUMES
from cases.services.reckoning import Dated as Answer
from cases.services.reckoning import Ground, Question, ground, reckon
from cases.words import Kind, LawChoice, Outcome
from dsar.services.decide import overall
from law.clock import Mark
from law.errors import LawError
from law.promise import PROMISE, Contract
from law.words import Duty, MarkName
from reports.definitions import CaseFacts, reopens
from reports.promised import Promised
from reports.stops import WAITS, stopped_days

log = structlog.get_logger(__name__)

TELLING = (
    Kind.REGISTERED,
    Kind.DESCRIBED,
    Kind.CORRECTED,
    Kind.RIGHTS_CHANGED,
    Kind.MARKED,
    Kind.MARK_TAKEN_OFF,
    Kind.LAW_CHOSEN,
    Kind.CONTRACT_PROMISED,
    Kind.MOVED,
    Kind.DUTY_MET,
    Kind.DUTY_REOPENED,
    Kind.ASSIGNED,
    Kind.GIVEN_TO_TEAM,
    Kind.LATE_EXPLAINED,
    Kind.DECIDED,
    Kind.REMEDY_SET,
    Kind.REMEDY_DONE,
)
# Answers and payloads that are kept at hand, some ten megabytes of them.
REMEMBERED = 20_000
Marks = tuple[Mark, ...]
# The earliest sure date of a law for the answer with the law's name, and of our promises.
Dated = tuple[date, str] | None


class Dates(NamedTuple):
    """The dates for the answer on one right: all of them, and those that do not stand still for the person."""

    due: Dated = None
    target: Dated = None
    running_due: Dated = None
    running_target: Dated = None


@dataclass
class _File:
    """A case as its history has built it up so far."""

    procedure: str = ""
    channel: str = ""
    officer: int | None = None
    team: int | None = None
    late_reason: str = ""
    remedies: dict[int, Promised] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    reopened: int = 0
    state: str = State.RECEIVED.value
    received_on: date = date.min
    place: str = ""
    rights: list[str] = field(default_factory=list)
    marks: dict[str, Marks] = field(default_factory=dict)
    met: dict[str, dict[str, date]] = field(default_factory=dict)
    laws: dict[str, str] = field(default_factory=dict)
    contract_days: int = 0


def facts_from_events(*, known_until: datetime | None = None) -> Iterator[CaseFacts]:
    """Give the facts of every case, one after the other, from events recorded before `known_until` (all by default)."""
    events = Event.objects.filter(kind__in=TELLING).order_by("case_id", "seq")
    if known_until is not None:
        events = events.filter(recorded_at__lt=known_until)
    standing = ground()
    told = events.annotate(told=Cast("payload", TextField())).values_list("case_id", "kind", "told")
    for _, history in groupby(told.iterator(chunk_size=5000), key=itemgetter(0)):
        yield _facts(history, standing)


@lru_cache(maxsize=REMEMBERED)
def _read(payload: str) -> dict[str, Any]:
    """Read a payload, which nobody changes: many events say the same words of the same day."""
    read: dict[str, Any] = json.loads(payload)
    return read


def _facts(history: Iterator[tuple[int, str, str]], standing: Ground) -> CaseFacts:
    file = _File()
    for _, kind, payload in history:
        _take_in(file, kind, _read(payload))
    dates = [_dates(file, right, standing) for right in file.rights]
    due, target = _earliest(one.running_due for one in dates), _earliest(one.running_target for one in dates)
    ruling = _earliest(one.due for one in dates) or _earliest(one.target for one in dates)
    answered_on = _met(file, Duty.RESPOND)
    marks = {mark.name for set_on in file.marks.values() for mark in set_on}
    return CaseFacts(
        procedure=file.procedure,
        state=file.state,
        received_on=file.received_on,
        acknowledged_on=_met(file, Duty.ACKNOWLEDGE),
        answered_on=answered_on,
        answer_due_on=due[0] if due else None,
        answer_target_on=target[0] if target else None,
        regime=ruling[1] if ruling else "",
        rights=tuple(sorted(file.rights)),
        place=file.place,
        channel=file.channel,
        officer_id=file.officer,
        team_id=file.team,
        late_reason=file.late_reason,
        outcome=_overall(list(file.outcomes.values())),
        extended=MarkName.EXTENDED in marks,
        stopped=bool(marks & WAITS.keys()),
        stopped_days=stopped_days(file.marks.values(), until=answered_on),
        reopened=file.reopened,
        remedies=tuple(file.remedies.values()),
    )


def _overall(outcomes: list[str]) -> str:
    return overall([Outcome(outcome) for outcome in outcomes]) if outcomes else ""


def _take_in(file: _File, kind: str, payload: dict[str, Any]) -> None:
    match kind:
        case Kind.REGISTERED:
            file.procedure, file.rights = payload["procedure"], payload["rights"]
            file.channel = payload["channel"]
            _take_place(file, payload)
        case Kind.DESCRIBED:
            _take_place(file, payload)
        case Kind.CORRECTED:
            _take_correction(file, payload)
        case Kind.RIGHTS_CHANGED:
            file.rights = payload["new"]
            file.met = {duty: _only(days, file.rights) for duty, days in _acknowledged_whole(file).items()}
        case Kind.MARKED:
            mark = Mark(name=MarkName(payload["mark"]), on=date.fromisoformat(payload["on"]))
            _take_mark(file, mark, payload.get("rights"))
        case Kind.MARK_TAKEN_OFF:
            _take_off_mark(file, Mark(name=MarkName(payload["mark"]), on=date.fromisoformat(payload["on"])))
        case Kind.LAW_CHOSEN:
            file.laws[payload["regime"]] = payload["choice"]
        case Kind.CONTRACT_PROMISED:
            file.contract_days = payload["days"]
        case Kind.MOVED:
            file.state = payload["new"]
            if reopens(payload["old"], payload["new"]):
                file.reopened += 1
                file.outcomes = {}
        case Kind.ASSIGNED:
            file.officer = payload.get("new")
        case Kind.GIVEN_TO_TEAM:
            file.team = payload["new"]
        case Kind.LATE_EXPLAINED:
            file.late_reason = payload["new"]
        case Kind.REMEDY_SET | Kind.REMEDY_DONE:
            _take_remedy(file, payload)
        case Kind.DECIDED:
            file.outcomes[payload.get("right", "")] = payload["outcome"]
        case Kind.DUTY_MET:
            on = date.fromisoformat(payload["on"])
            file.met[payload["duty"]] = dict.fromkeys(file.rights, on) | file.met.get(payload["duty"], {})
        case Kind.DUTY_REOPENED:
            file.met.pop(payload["duty"], None)


def _take_remedy(file: _File, payload: dict[str, Any]) -> None:
    """Take a remedy that was decided on, or that one was carried out."""
    if "due_on" in payload:
        file.remedies[payload["remedy"]] = Promised(date.fromisoformat(payload["due_on"]), payload["owner"])
    elif payload["remedy"] in file.remedies:
        done_on = date.fromisoformat(payload["on"])
        file.remedies[payload["remedy"]] = replace(file.remedies[payload["remedy"]], done_on=done_on)


def _take_place(file: _File, payload: dict[str, Any]) -> None:
    """Take place and day of receipt; an event leaves an empty place out."""
    file.place, file.received_on = payload.get("place", ""), date.fromisoformat(payload["received_on"])


def _take_correction(file: _File, payload: dict[str, Any]) -> None:
    """Take a corrected place or day of receipt; the other corrections are in no report."""
    if payload["what"] == "place":
        file.place = payload.get("new", "")
    if payload["what"] == "received_on":
        file.received_on = date.fromisoformat(payload["new"])


def _take_mark(file: _File, mark: Mark, rights: Sequence[str] | None) -> None:
    """Set a mark on the rights named, else on every right then invoked.

    A resumption is set where that wait is open, also on a right taken off since.
    """
    waits = mark.name in RESUMES
    waiting = [right for right, marks in file.marks.items() if waits and _balance(marks, mark.name) > 0]
    for right in rights or (waiting if waits else file.rights):
        file.marks[right] = (*file.marks.get(right, ()), mark)


def _take_off_mark(file: _File, gone: Mark) -> None:
    """Take a mark off every right that has it, and the answer that ended it."""
    answers = [answer for answer, asked in RESUMES.items() if asked == gone.name]
    for right, marks in file.marks.items():
        if gone in marks:
            at = marks.index(gone)
            ended = next((later for later in marks[at:] if later.name in answers), None)
            file.marks[right] = tuple(mark for mark in marks if mark is not marks[at] and mark is not ended)


def _balance(marks: Marks, resumption: MarkName) -> int:
    """Give how many stops of a kind are open."""
    names = [mark.name for mark in marks]
    return names.count(RESUMES[resumption]) - names.count(resumption)


def _acknowledged_whole(file: _File) -> dict[str, dict[str, date]]:
    """Give what was met, with an acknowledgement that was sent counted for every right, also one found later."""
    sent = file.met.get(Duty.ACKNOWLEDGE, {})
    return file.met | {Duty.ACKNOWLEDGE: dict.fromkeys(file.rights, min(sent.values())) | sent} if sent else file.met


def _only(days: dict[str, date], rights: list[str]) -> dict[str, date]:
    return {right: on for right, on in days.items() if right in rights}


def _met(file: _File, duty: Duty) -> date | None:
    """Give the day on which the last right was served, or nothing while one is open."""
    days = file.met.get(duty, {})
    return max(days.values()) if days and all(right in days for right in file.rights) else None


def _dates(file: _File, right: str, standing: Ground) -> Dates:
    """Give the earliest date that a law sets surely for the answer on one right, and the earliest of our promises."""
    added = frozenset(law for law, choice in file.laws.items() if choice == LawChoice.APPLIES)
    removed = frozenset(law for law, choice in file.laws.items() if choice == LawChoice.DOES_NOT)
    marks = file.marks.get(right, ())
    dates = _answer_dates(right, file.place, file.received_on, marks, added, removed, file.contract_days, standing)
    waits = file.state in lifecycle.OPEN and right not in file.met.get(Duty.RESPOND, {})
    return dates if waits else dates._replace(running_due=dates.due, running_target=dates.target)


@lru_cache(maxsize=REMEMBERED)
def _answer_dates(
    right: str,
    place: str,
    received_on: date,
    marks: Marks,
    added: frozenset[str],
    removed: frozenset[str],
    contract_days: int,
    standing: Ground,
) -> Dates:
    contract = Contract(contract_days, "") if contract_days else None
    question = Question(right, place, received_on, marks, added, removed, contract)
    try:
        dated = reckon(question, standing).dated
    except LawError as error:  # a law that has changed since refuses what it once took: the case still counts
        log.error("replay.not_computed", place=question.place, right=question.right, error=type(error).__name__)
        return Dates()
    stopped = {one.regime for one in dated if one.stopped_since and (one.firm_on or one.due_on)}
    resting = stopped | {PROMISE} if stopped else stopped
    answers = [one for one in dated if one.duty == Duty.RESPOND]
    running = [one for one in answers if one.regime not in resting]
    return Dates(*_due_and_target(answers), *_due_and_target(running))


def _due_and_target(answers: Sequence[Answer]) -> tuple[Dated, Dated]:
    return (
        _earliest((one.firm_on, one.regime) for one in answers if one.statutory and one.firm_on),
        _earliest((one.due_on, one.regime) for one in answers if not one.statutory and one.due_on),
    )


def _earliest(dates: Iterable[Dated]) -> Dated:
    return min((dated for dated in dates if dated is not None), default=None)
