"""Writes history: one event per deed, chained per case; one access record per reading, in a chain of its own."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction

from cases.bulk import update_rows
from cases.gathering import add_all, defer, is_gathering, is_new
from cases.models import AccessRecord, Case, Event
from cases.words import Actor, Kind


@dataclass(frozen=True)
class Line:
    """An event to be written: on which case, what happened, and its facts."""

    case: Case
    kind: Kind
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """A line with who did it, and when: `now` is when we write it, `occurred_at` when it happened."""

    line: Line
    by: Actor
    now: datetime
    occurred_at: datetime


def record(
    *, case: Case, kind: Kind, by: Actor, now: datetime, occurred_at: datetime | None = None, **facts: Any
) -> None:
    """Add one event. `facts` are codes, dates and numbers, never text or names; the case row is locked briefly.

    The head that we know is taken when it is still the head, which costs one query; else it is read under the lock. The
    case's state is read there too: dates that are set after it never follow a state that has passed.
    """
    entry = Entry(Line(case, kind, facts), by, now, occurred_at or now)
    if is_gathering():
        defer(_append, [entry])
        return
    event = _next_event(entry)
    if not _move_head(event):
        _read_heads([case])
        event = _next_event(entry)
        _move_head(event)
    event.save(force_insert=True)


def record_lines(lines: Sequence[Line], *, by: Actor, now: datetime) -> None:
    """Add events to many cases at once, each to the end of its own chain; the cases are locked in the order of their keys.

    Four queries for a batch, so only for a deed on many cases or with several events.
    """
    if lines:
        defer(_append, [Entry(line, by, now, now) for line in lines])


def _append(entries: Sequence[Entry]) -> None:
    """Write events to the ends of their cases' chains. A case that is not written yet takes its head along."""
    cases = {entry.line.case.pk: entry.line.case for entry in reversed(entries)}
    kept = [case for case in cases.values() if not is_new(case)]
    _read_heads(kept)
    add_all([_next_event(entry, case=cases[entry.line.case.pk]) for entry in entries])
    update_rows(kept, ["event_seq", "event_head"])


def _read_heads(cases: Iterable[Case]) -> None:
    """Lock the cases, in the order of their keys, and take over where their chains end and in which state they are."""
    known = {case.pk: case for case in cases}
    if not known:
        return
    locked = Case.objects.select_for_update().filter(pk__in=known).order_by("pk")
    for pk, seq, head, state in locked.values_list("pk", "event_seq", "event_head", "state"):
        case = known[pk]
        case.event_seq, case.event_head, case.state = seq, head, state


def _move_head(event: Event) -> bool:
    """Put the event at the end of its case's chain; tell whether the chain ended where the event says."""
    before = Case.objects.filter(pk=event.case_id, event_seq=event.seq - 1, event_head=event.previous)
    return before.update(event_seq=event.seq, event_head=event.digest) == 1


def _next_event(entry: Entry, *, case: Case | None = None) -> Event:
    """Build the next event of a case whose head is known, and move the head in memory."""
    line = entry.line
    case = case or line.case
    event = Event(
        case=case,
        seq=case.event_seq + 1,
        kind=line.kind,
        actor=str(entry.by),
        occurred_at=entry.occurred_at,
        recorded_at=entry.now,
        payload={name: _plain(fact) for name, fact in line.facts.items() if fact not in (None, "")},
        previous=case.event_head,
    )
    event.digest = event_digest(event)
    case.event_seq, case.event_head = event.seq, event.digest
    return event


def event_digest(event: Event) -> str:
    """Give the SHA-256 that chains this event to the one before."""
    return _digest(
        event.previous,
        event.case_id,
        event.seq,
        event.kind,
        event.actor,
        _moment(event.occurred_at),
        _moment(event.recorded_at),
        event.payload,
    )


def record_access(*, by: Actor, what: str, now: datetime, case: Case | None = None) -> None:
    """Note that somebody read personal data; raises when it cannot be noted, so that nothing is read unseen."""
    record_accesses(by=by, what=what, now=now, cases=[case])


def record_accesses(*, by: Actor, what: str, now: datetime, cases: Sequence[Case | None]) -> None:
    """Note one reading on each of these cases (None: on no case), in two queries. Raises as `record_access`."""
    for _ in range(20):
        try:
            with transaction.atomic():
                _append_accesses(by=by, what=what, now=now, cases=cases)
            return
        except IntegrityError:
            continue  # another reader took this place in the chain; take the next
    raise RuntimeError("The access record could not be written; nothing was shown. Please try again.")


def _append_accesses(*, by: Actor, what: str, now: datetime, cases: Sequence[Case | None]) -> None:
    seq, head = AccessRecord.objects.order_by("-seq").values_list("seq", "digest").first() or (0, "")
    entries = []
    for case in cases:
        entry = AccessRecord(seq=seq + 1, actor=str(by), case=case, what=what, at=now, previous=head)
        seq, head = entry.seq, access_digest(entry)
        entry.digest = head
        entries.append(entry)
    AccessRecord.objects.bulk_create(entries)


def access_digest(entry: AccessRecord) -> str:
    """Give the SHA-256 that chains this record to the one before."""
    return _digest(entry.previous, entry.seq, entry.actor, entry.case_id, entry.what, _moment(entry.at))


def sealed(case: Case, text: str) -> str:
    """Give the HMAC of `text` under the case's destructible salt: shows sameness while the salt lives, then nothing."""
    return hmac.new(bytes(case.salt), text.encode(), hashlib.sha256).hexdigest()


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(fact: Any) -> Any:
    return fact.isoformat() if hasattr(fact, "isoformat") else fact
