"""Mails off an IMAP server, in batches that fit in memory: sizes first, then the bytes by BODY.PEEK."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from cases.words import Channel
from intake.doors.receive import Delivery

BATCH_BYTES = 20 * 1024 * 1024
BATCH_MESSAGES = 50
SIZES_AT_ONCE = 500
PARTIAL_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Fetched:
    """One mail of the server."""

    uid: int
    delivery: Delivery


def batches(client: IMAPClient, uids: list[int], *, alone: Iterable[int] = ()) -> Iterator[dict[int, int]]:
    """Give batches of {uid: size} of at most 20 MB and 50 mails; those of `alone` are a batch each."""
    single = set(alone)
    for start in range(0, len(uids), SIZES_AT_ONCE):
        wanted = uids[start : start + SIZES_AT_ONCE]
        sizes = {uid: int(answer[b"RFC822.SIZE"]) for uid, answer in client.fetch(wanted, ["RFC822.SIZE"]).items()}
        yield from _packed([(uid, sizes[uid]) for uid in wanted if uid in sizes], single)


def fetch(client: IMAPClient, source: str, uidvalidity: int | None, batch: dict[int, int]) -> Iterator[Fetched]:
    """Give the mails of a batch; one that another program removed meanwhile is not among them."""
    whole = [uid for uid, size in batch.items() if size <= settings.MAX_MESSAGE_BYTES]
    for uid, answer in sorted(client.fetch(whole, ["INTERNALDATE", "BODY.PEEK[]"]).items()):
        if answer.get(b"BODY[]") or (b"BODY[]" in answer and _is_empty(client, uid, size=batch[uid])):
            yield Fetched(uid, _delivery(source, uidvalidity, uid, answer, b"BODY[]"))
    for uid in [uid for uid in batch if uid not in whole]:
        answer = client.fetch([uid], ["INTERNALDATE", f"BODY.PEEK[]<0.{PARTIAL_BYTES}>"]).get(uid, {})
        if b"BODY[]<0>" in answer:
            yield Fetched(
                uid, _delivery(source, uidvalidity, uid, answer, b"BODY[]<0>", set_aside=_too_large(batch[uid]))
            )


def _packed(sized: list[tuple[int, int]], single: set[int]) -> Iterator[dict[int, int]]:
    batch: dict[int, int] = {}
    for uid, size in sized:
        full = len(batch) >= BATCH_MESSAGES or sum(batch.values()) + size > BATCH_BYTES
        if batch and (full or uid in single or not single.isdisjoint(batch)):
            yield batch
            batch = {}
        batch[uid] = size
    if batch:
        yield batch


def _delivery(
    source: str, uidvalidity: int | None, uid: int, answer: dict[bytes, Any], part: bytes, set_aside: str = ""
) -> Delivery:
    return Delivery(
        raw=answer[part] or b"",
        channel=Channel.MAIL,
        source=source,
        received_at=_received_at(answer),
        uidvalidity=uidvalidity,
        uid=uid,
        set_aside=set_aside,
    )


def _received_at(answer: dict[bytes, Any]) -> datetime:
    """Give INTERNALDATE, which says its zone (RFC 3501, section 9); where a server gives none, this moment."""
    given = answer.get(b"INTERNALDATE")
    return given.astimezone(UTC) if isinstance(given, datetime) and given.tzinfo else timezone.now()


def _is_empty(client: IMAPClient, uid: int, *, size: int) -> bool:
    """Tell whether a mail whose bytes came empty is so, and not gone: Dovecot gives nothing for one that was just removed.

    Raises IMAPClientError when it is there, has a size, and yet came empty.
    """
    client.noop()
    if uid not in client.search(["UID", str(uid)]):
        return False
    if size:
        raise IMAPClientError("a mail came without its bytes")
    return True


def _too_large(size: int) -> str:
    megabytes = size / 1024 / 1024
    return (
        f"The mail has {megabytes:.0f} MB, more than we take. Its beginning is kept; the whole is still in the mailbox."
    )
