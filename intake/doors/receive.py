"""The one way in: raw bytes are encrypted and committed before anything is parsed, and a repeated delivery finds its twin."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from cases import vault
from cases.bell import ring_on_commit
from cases.gathering import add, gathered
from cases.models import Blob
from cases.organisation import organisation
from cases.words import Audience, Channel
from intake.audience import audience_of_addresses
from intake.models import Arrival, ArrivalState

PROCESS_TASK = "intake.process_arrival"
HEADER_END = re.compile(rb"\r?\n\r?\n|\r\r")
MESSAGE_ID = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?\S")
HEADER_CAP = 256 * 1024
Key = tuple[str, str]  # source and digest


@dataclass(frozen=True)
class Delivery:
    """What a door hands over: the bytes, where from, when (aware, ours), and the door's own key against repeats."""

    raw: bytes = field(repr=False)
    channel: Channel
    source: str
    received_at: datetime
    envelope_to: Sequence[str] = ()
    null_return_path: bool = False
    uidvalidity: int | None = None
    uid: int | None = None
    nonce: str | None = None
    event_id: str | None = None
    processed_here: bool = False  # the door goes on at once itself; the sweep finds what it could not
    meant_for: int | None = None  # the case whose own page it came from: kept from who may not open that case
    audience: Audience | None = None  # whose it is to read, where the sender says so
    set_aside: str = ""  # why it waits for a person from the start: too large, or sent by no person


def receive(delivery: Delivery, *, now: datetime) -> tuple[Arrival, bool]:
    """Store a delivery and give its arrival, and whether it is new. Committed when it returns; raises OSError, DatabaseError."""
    digest = _digest(delivery)
    twin = _twin(delivery, digest)
    if twin is not None:
        return twin, False
    blobs: list[Blob] = []
    try:
        with transaction.atomic():
            (arrival,) = _store([(delivery, digest)], blobs, now=now)
    except IntegrityError:
        twin = _twin(delivery, digest)
        _destroy(blobs, now=now)
        if twin is None:
            raise
        return twin, False
    return arrival, True


def receive_all(deliveries: Sequence[Delivery], *, now: datetime) -> list[tuple[Arrival, bool]]:
    """Store deliveries as `receive` does, many in one transaction: all are committed when it returns."""
    keyed = [(delivery, _digest(delivery)) for delivery in deliveries]
    different: dict[Key, Delivery] = {}
    for one, digest in keyed:
        if digest is not None:
            different.setdefault((one.source, digest), one)
    found = _receive_together(different, now=now)
    given = [(one, (one.source, digest or "")) for one, digest in keyed]
    return [found.pop(key) if key in found else receive(one, now=now) for one, key in given]


def _receive_together(deliveries: dict[Key, Delivery], *, now: datetime) -> dict[Key, tuple[Arrival, bool]]:
    """Store what has a Message-ID, by source and digest; gives nothing where another process brings in one of the same."""
    here = Arrival.objects.filter(
        source__in={source for source, _ in deliveries}, digest__in={d for _, d in deliveries}
    )
    found: dict[Key, tuple[Arrival, bool]] = {
        (twin.source, twin.digest or ""): (twin, False) for twin in here.only("pk", "raw", "source", "digest")
    }
    fresh = {key: delivery for key, delivery in deliveries.items() if key not in found}
    blobs: list[Blob] = []
    try:
        with gathered(len(fresh)):
            stored = _store([(delivery, digest) for (_, digest), delivery in fresh.items()], blobs, now=now)
    except IntegrityError:
        _destroy(blobs, now=now)
        return {}
    return found | {key: (arrival, True) for key, arrival in zip(fresh, stored, strict=True)}


def _store(pairs: Sequence[tuple[Delivery, str | None]], blobs: list[Blob], *, now: datetime) -> list[Arrival]:
    """Encrypt and add, inside the caller's transaction; `blobs` takes what is on the disk if that is rolled back."""
    arrivals = []
    for delivery, digest in pairs:
        known_as = "" if delivery.envelope_to else digest or ""  # then the digest is of more than the bytes
        blob = vault.store(delivery.raw, now=now, known_as=known_as)
        blobs.append(blob)
        arrivals.append(add(_arrival(delivery, blob_id=blob.pk, digest=digest), keyed=True))
    rings = [
        arrival
        for arrival, (delivery, _) in zip(arrivals, pairs, strict=True)
        if arrival.state == ArrivalState.RECEIVED and not delivery.processed_here
    ]
    for arrival in rings[:1]:  # who comes takes the others along
        ring_on_commit(PROCESS_TASK, arrival.pk, queue="intake")
    return arrivals


def _arrival(delivery: Delivery, *, blob_id: int, digest: str | None) -> Arrival:
    return Arrival(
        channel=delivery.channel,
        source=delivery.source,
        raw_id=blob_id,
        size=len(delivery.raw),
        received_at=delivery.received_at,
        envelope_to=list(delivery.envelope_to),
        null_return_path=delivery.null_return_path,
        digest=digest,
        uidvalidity=delivery.uidvalidity,
        uid=delivery.uid,
        nonce=delivery.nonce,
        event_id=delivery.event_id,
        state=ArrivalState.QUARANTINED if delivery.set_aside else ArrivalState.RECEIVED,
        reason=delivery.set_aside,
        suggested_case_id=delivery.meant_for,
        audience=delivery.audience or _audience(delivery),
    )


def _audience(delivery: Delivery) -> Audience:
    return audience_of_addresses(delivery.envelope_to, mailboxes=organisation().applicant_mailboxes)


def _destroy(blobs: Sequence[Blob], *, now: datetime) -> None:
    """Remove the files of blobs whose rows were rolled back."""
    for blob in blobs:
        vault.destroy(blob, now=now)


def _digest(delivery: Delivery) -> str | None:
    """Give the key that makes the same bytes by the same door one arrival: only mail with a Message-ID has it.

    Where the door knows the envelope, it counts with the bytes: a second copy to another of our addresses is an arrival of
    its own, so that a private reply address or a mailbox that only its envelope names is acted on.
    """
    if delivery.channel != Channel.MAIL or not has_message_id(delivery.raw):
        return None
    of_bytes = vault.fingerprint(delivery.raw)
    if not delivery.envelope_to:
        return of_bytes
    named = sorted({address.lower() for address in delivery.envelope_to})
    return vault.fingerprint(json.dumps([of_bytes, *named]).encode())


def has_message_id(raw: bytes) -> bool:
    """Tell whether the header block names a Message-ID, without parsing."""
    block = raw[:HEADER_CAP]
    end = HEADER_END.search(block)
    return MESSAGE_ID.search(block[: end.start()] if end else block) is not None


def _twin(delivery: Delivery, digest: str | None) -> Arrival | None:
    same = Q(pk__in=[])
    if delivery.uid is not None:
        same |= Q(source=delivery.source, uidvalidity=delivery.uidvalidity, uid=delivery.uid)
        same |= _before_the_rebuild(delivery, digest)
    if digest is not None:
        same |= Q(source=delivery.source, digest=digest)
    if delivery.nonce is not None:
        same |= Q(nonce=delivery.nonce)
    if delivery.event_id is not None:
        same |= Q(event_id=delivery.event_id)
    return Arrival.objects.filter(same).only("pk", "raw").order_by("pk").first()


def _before_the_rebuild(delivery: Delivery, digest: str | None) -> Q:
    """Give the condition for the same mail of a mailbox before its UIDs changed, where no Message-ID makes it known."""
    if digest is not None:
        return Q(pk__in=[])
    same = Q(source=delivery.source, raw__fingerprint=vault.fingerprint(delivery.raw), received_at=delivery.received_at)
    return same & ~Q(uidvalidity=delivery.uidvalidity)
