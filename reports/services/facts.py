"""Writes the fact row of cases from their rows: a handful of queries for a batch of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.bulk import insert_rows
from cases.models import Case, ClockMark, Deadline, Event, InvokedRight
from cases.rulings import sets_date
from cases.words import Kind
from complaints.models import Complaint
from law.clock import Mark
from law.words import Duty, MarkName
from reports.definitions import CaseFacts, reopens
from reports.models import CaseFact
from reports.stops import WAITS, stopped_days

COPIED = (
    "procedure", "state", "received_on", "place", "channel", "language", "officer_id", "team_id", "outcome",
    "acknowledged_on", "answered_on", "answer_due_on", "answer_target_on", "late_reason",
)  # fmt: skip
DERIVED = ("month", "week", "ruling_on", "acknowledge_days", "answer_days", "net_days", "late_days", "regime", "ground")
BATCH = 1000


@dataclass
class _Beside:
    """What stands beside the case's own row."""

    ground: str = ""
    regime: str = ""
    rights: list[str] = field(default_factory=list)
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    reopened: int = 0


def write_facts(case_ids: Sequence[int]) -> set[date]:
    """Write the facts of these cases anew; give the months of receipt, old and new, whose tallies that touches."""
    months: set[date] = set()
    for at in range(0, len(case_ids), BATCH):
        months |= _write_batch(case_ids[at : at + BATCH])
    return months


def _write_batch(case_ids: Sequence[int]) -> set[date]:
    known = CaseFact.objects.filter(pk__in=case_ids)
    touched = set(known.values_list("month", flat=True))
    beside = _beside(case_ids)
    cases = Case.objects.filter(pk__in=case_ids).values("pk", "event_seq", *COPIED)
    facts = [_fact(row, beside[row["pk"]]) for row in cases]
    if touched:
        known.delete()
    insert_rows(facts)  # by COPY, which takes half the time of an upsert
    return touched | {fact.month for fact in facts}


def _fact(row: Mapping[str, Any], beside: _Beside) -> CaseFact:
    told = facts_of(row, beside)
    derived = {name: getattr(told, name) for name in DERIVED}
    copied = {name: row[name] for name in COPIED}
    return CaseFact(
        case_id=row["pk"],
        event_seq=row["event_seq"],
        rights=" ".join(told.rights),
        extended=told.extended,
        stopped=told.stopped,
        reopened=told.reopened,
        **copied,
        **derived,
    )


def facts_of(row: Mapping[str, Any], beside: _Beside) -> CaseFacts:
    """Give the facts that a case's row and what stands beside it tell."""
    names = {mark.name for marks in beside.marks.values() for mark in marks}
    return CaseFacts(
        **{name: row[name] for name in COPIED},
        regime=beside.regime,
        rights=tuple(sorted(beside.rights)),
        ground=beside.ground,
        extended=MarkName.EXTENDED in names,
        stopped=bool(names & WAITS.keys()),
        stopped_days=stopped_days(beside.marks.values(), until=row["answered_on"]),
        reopened=beside.reopened,
    )


def _beside(case_ids: Sequence[int]) -> dict[int, _Beside]:
    found: dict[int, _Beside] = defaultdict(_Beside)
    for case_id, ground in Complaint.objects.filter(case__in=case_ids).values_list("case_id", "ground"):
        found[case_id].ground = ground
    for case_id, right in InvokedRight.objects.filter(case__in=case_ids).values_list("case_id", "right"):
        found[case_id].rights.append(right)
    marks = ClockMark.objects.filter(case__in=case_ids, superseded_by__isnull=True, taken_off_at__isnull=True)
    for case_id, right, name, on in marks.values_list("case_id", "right", "mark", "on"):
        found[case_id].marks.setdefault(right, []).append(Mark(name=MarkName(name), on=on))
    moves = Event.objects.filter(case__in=case_ids, kind=Kind.MOVED)
    for case_id, payload in moves.values_list("case_id", "payload"):
        found[case_id].reopened += reopens(payload["old"], payload["new"])
    for case_id, regime in _regimes(case_ids):
        found[case_id].regime = regime
    return found


def _regimes(case_ids: Sequence[int]) -> Iterable[tuple[int, str]]:
    """Give for each case whose date rules the answer: the law with the earliest, else the promise or contract with it."""
    rows = Deadline.objects.filter(case__in=case_ids, duty=Duty.RESPOND).only(
        "case_id", "regime", "statutory", "firm_on", "due_on"
    )
    best: dict[int, tuple[bool, date, str]] = {}
    for row in rows:
        if row.on is None or (row.statutory and not sets_date(row)):
            continue
        rank = (not row.statutory, row.on, row.regime)
        best[row.case_id] = min(best.get(row.case_id, rank), rank)
    return ((case_id, regime) for case_id, (_, _, regime) in best.items())
