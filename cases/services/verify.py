"""Verifies the history: every chain of events, the chain of access records, the anchors and their exported lists."""

import hashlib
import json
from dataclasses import dataclass

from cases.models import AccessRecord, Anchor, Case, Event
from cases.services.anchors import anchor_digest, anchor_path
from cases.services.history import access_digest, event_digest

CHUNK = 2000
# Heads of an exported list that are looked up at once.
BATCH = 500


@dataclass(frozen=True)
class Verified:
    """What was counted, and the first thing that does not hold (empty when all does)."""

    cases: int
    events: int
    access_records: int
    anchors: int
    problem: str


def verify_history() -> Verified:
    """Walk all chains in constant memory and stop at the first that is broken."""
    cases, events, problem = _verify_events()
    access_records, anchors = 0, 0
    if not problem:
        access_records, problem = _verify_access()
    if not problem:
        anchors, problem = _verify_anchors()
    return Verified(cases, events, access_records, anchors, problem)


def _verify_events() -> tuple[int, int, str]:
    count, seen, current, seq, head = 0, 0, None, 0, ""
    for event in Event.objects.order_by("case_id", "seq").iterator(chunk_size=CHUNK):
        if event.case_id != current:
            if problem := _head_problem(current, seq, head):
                return seen, count, problem
            current, seq, head, seen = event.case_id, 0, "", seen + 1
        if event.seq != seq + 1 or event.previous != head or event.digest != event_digest(event):
            return (
                seen,
                count,
                f"Event {event.seq} of case {event.case.reference} does not follow from the one before it.",
            )
        seq, head, count = event.seq, event.digest, count + 1
    if problem := _head_problem(current, seq, head):
        return seen, count, problem
    if lost := Case.objects.filter(event_seq__gt=0, events__isnull=True).first():
        return seen, count, f"The events of case {lost.reference} are gone."
    return seen, count, ""


def _head_problem(case_id: int | None, seq: int, head: str) -> str:
    if case_id is None:
        return ""
    case = Case.objects.only("reference", "event_seq", "event_head").get(pk=case_id)
    if (case.event_seq, case.event_head) != (seq, head):
        return f"Case {case.reference} says that its history ends at event {case.event_seq}, but it ends at {seq}."
    return ""


def _verify_access() -> tuple[int, str]:
    count, head = 0, ""
    for entry in AccessRecord.objects.order_by("seq").iterator(chunk_size=CHUNK):
        if entry.seq != count + 1 or entry.previous != head or entry.digest != access_digest(entry):
            return count, f"Access record {entry.seq} does not follow from the one before it."
        count, head = count + 1, entry.digest
    return count, ""


def _verify_anchors() -> tuple[int, str]:
    count, head = 0, ""
    for anchor in Anchor.objects.order_by("on"):
        wanted = anchor_digest(on=anchor.on.isoformat(), heads=anchor.heads, cases=anchor.cases, previous=head)
        if anchor.previous != head or anchor.digest != wanted:
            return count, f"The anchor of {anchor.on} does not follow from the one before it."
        if problem := _list_problem(anchor):
            return count, problem
        count, head = count + 1, anchor.digest
    return count, ""


def _list_problem(anchor: Anchor) -> str:
    """Hold the exported list against its anchor and the events; a list that was moved away is not a fault here."""
    path = anchor_path(anchor.on.isoformat())
    if not path.exists():
        return ""
    content = path.read_text(encoding="ascii")
    if hashlib.sha256(content.encode()).hexdigest() != anchor.heads:
        return f"The exported list of {anchor.on} is not the one that was anchored."
    lines = content.splitlines()
    for start in range(0, len(lines), BATCH):
        if wrong := _first_wrong([json.loads(line) for line in lines[start : start + BATCH]]):
            return f"Event {wrong[1]} of case number {wrong[0]} is not the one that was anchored on {anchor.on}."
    return ""


def _first_wrong(heads: list[tuple[int, int, str]]) -> tuple[int, int] | None:
    """Give case and place of the first of these heads that the events do not have; at most two parameters for each head."""
    cases, places = {case_id for case_id, _, _ in heads}, {seq for _, seq, _ in heads}
    events = Event.objects.filter(case_id__in=cases, seq__in=places).order_by().values_list("case_id", "seq", "digest")
    found = set(events.iterator(chunk_size=CHUNK))
    return next(((case_id, seq) for case_id, seq, head in heads if (case_id, seq, head) not in found), None)
