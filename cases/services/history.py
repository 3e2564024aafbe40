"""Writes history: one event per deed, chained per case; one access record per reading, in a chain of its own."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction

from cases.bulk import update_rows
from cases.models import AccessRecord, Case, Event
from cases.words import Actor, Kind


@dataclass(frozen=True)
class Line:
    """An event to be written: on which case, what happened, and its facts."""

    case: Case
    kind: Kind
    facts: Mapping[str, Any]


def record(
    *, case: Case, kind: Kind, by: Actor, now: datetime, occurred_at: datetime | None = None, **facts: Any
) -> Event:
    """Add one event. `facts` are codes, dates and numbers, never text or names; the case row is locked briefly.

    The head that we know is taken when it is still the head, which costs one query; else it is read under the lock. The
    case's state is read there too: dates that are set after it never follow a state that has passed.
    """
    line = Line(case, kind, facts)
    event = _next_event(line, by=by, now=now, occurred_at=occurred_at)
    if not _move_head(event):
        locked = Case.objects.select_for_update().values_list("event_seq", "event_head", "state")
        case.event_seq, case.event_head, case.state = locked.get(pk=case.pk)
        event = _next_event(line, by=by, now=now, occurred_at=occurred_at)
        _move_head(event)
    event.save(force_insert=True)
    return event


def record_lines(lines: Sequence[Line], *, by: Actor, now: datetime) -> None:
    """Add events to many cases at once, each to the end of its own chain; the cases are locked in the order of their keys.

    Four queries for a batch, so only for a deed on many cases or with several events.
    """
    if not lines:
        return
    ids = sorted({line.case.pk for line in lines})
    locked = Case.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    heads = {pk: (seq, head) for pk, seq, head in locked.values_list("pk", "event_seq", "event_head")}
    cases = {line.case.pk: line.case for line in lines}
    for pk, case in cases.items():
        case.event_seq, case.event_head = heads[pk]
    Event.objects.bulk_create([_next_event(replace(line, case=cases[line.case.pk]), by=by, now=now) for line in lines])
    update_rows(list(cases.values()), ["event_seq", "event_head"])


def _move_head(event: Event) -> bool:
    """Put the event at the end of its case's chain; tell whether the chain ended where the event says."""
    before = Case.objects.filter(pk=event.case_id, event_seq=event.seq - 1, event_head=event.previous)
    return before.update(event_seq=event.seq, event_head=event.digest) == 1


def _next_event(line: Line, *, by: Actor, now: datetime, occurred_at: datetime | None = None) -> Event:
    """Build the next event of a case whose head is known, and move the head in memory."""
    case = line.case
    event = Event(
        case=case,
        seq=case.event_seq + 1,
        kind=line.kind,
        actor=str(by),
        occurred_at=occurred_at or now,
        recorded_at=now,
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
