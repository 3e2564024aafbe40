"""The IMAP door: fetches what is not known yet, commits it, and only then marks it on the server.

UIDs are only compared within one UIDVALIDITY; a mailbox that was rebuilt is fetched again and its twins are found by
their bytes. Read and unread mail are taken alike: what counts is what we hold, not what a flag says.
"""

import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import Q
from imapclient import SEEN, IMAPClient

from cases.services.heartbeat import beat
from cases.words import Channel
from intake.doors.receive import Delivery, receive
from intake.mailbox import Mailbox
from intake.models import Arrival, MailboxState

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)
TIMEOUT_S = 30
BATCH_BYTES = 20 * 1024 * 1024
BATCH_MESSAGES = 50
MOST_PER_POLL = 5000
PARTIAL_BYTES = 1024 * 1024


def poll(mailbox: Mailbox, *, now: datetime) -> int:
    """Fetch new mail of one mailbox and give how many arrivals are new; an unreachable server is logged and tried again."""
    if not _take_lease(mailbox, now=now):
        return 0
    problem = ""
    try:
        return _fetch_new(mailbox, now=now)
    except Exception as error:  # network, log-in or protocol: the next poll catches up, `/readyz` says what is wrong
        problem = f"The mailbox could not be fetched ({type(error).__name__})."
        log.warning("imap.failed", error=type(error).__name__)
        return 0
    finally:
        _give_back(mailbox, problem=problem, now=now)


def _fetch_new(mailbox: Mailbox, *, now: datetime) -> int:
    new = 0
    with _connect(mailbox) as client:
        client.login(mailbox.user, mailbox.password)
        uidvalidity = int(client.select_folder(mailbox.folder)[b"UIDVALIDITY"])
        unknown = _unknown(mailbox, uidvalidity, client.search("ALL"))
        for batch in _batches(client, unknown[:MOST_PER_POLL]):
            for uid, delivery in _fetch(client, mailbox, uidvalidity, batch):
                new += receive(delivery, now=now)[1]
                client.add_flags([uid], [SEEN], silent=True)
    return new


def _connect(mailbox: Mailbox) -> IMAPClient:
    context = ssl.create_default_context() if mailbox.tls else None
    return IMAPClient(mailbox.host, mailbox.port, ssl=mailbox.tls, ssl_context=context, timeout=TIMEOUT_S)


def _unknown(mailbox: Mailbox, uidvalidity: int, uids: Sequence[int]) -> list[int]:
    known = Arrival.objects.filter(source=mailbox.name, uidvalidity=uidvalidity).values_list("uid", flat=True)
    return sorted(set(uids) - set(known))


def _batches(client: IMAPClient, uids: list[int]) -> Iterator[dict[int, int]]:
    """Give batches of {uid: size} that fit in memory."""
    for start in range(0, len(uids), 500):
        batch: dict[int, int] = {}
        answers = client.fetch(uids[start : start + 500], ["RFC822.SIZE"])
        for uid, answer in sorted(answers.items()):
            size = int(answer[b"RFC822.SIZE"])
            if batch and (len(batch) >= BATCH_MESSAGES or sum(batch.values()) + size > BATCH_BYTES):
                yield batch
                batch = {}
            batch[uid] = size
        if batch:
            yield batch


def _fetch(
    client: IMAPClient, mailbox: Mailbox, uidvalidity: int, batch: dict[int, int]
) -> Iterator[tuple[int, Delivery]]:
    whole = [uid for uid, size in batch.items() if size <= settings.MAX_MESSAGE_BYTES]
    large = [uid for uid in batch if uid not in whole]
    answers = client.fetch(whole, ["INTERNALDATE", "BODY.PEEK[]"]) if whole else {}
    for uid, answer in sorted(answers.items()):
        if b"BODY[]" in answer:
            yield uid, _delivery(mailbox, uidvalidity, uid, answer[b"BODY[]"] or b"", answer[b"INTERNALDATE"])
    for uid in large:
        answer = client.fetch([uid], ["INTERNALDATE", f"BODY.PEEK[]<0.{PARTIAL_BYTES}>"])[uid]
        megabytes = batch[uid] / 1024 / 1024
        why = f"The mail has {megabytes:.0f} MB, more than we take. Its beginning is kept; the whole is still in the mailbox."
        yield uid, _delivery(mailbox, uidvalidity, uid, answer[b"BODY[]<0>"], answer[b"INTERNALDATE"], too_large=why)


def _delivery(
    mailbox: Mailbox, uidvalidity: int, uid: int, raw: bytes, received: datetime, too_large: str = ""
) -> Delivery:
    """Build the delivery; INTERNALDATE, which IMAPClient gives in local time without a zone, is when it was received."""
    return Delivery(
        raw=raw,
        channel=Channel.MAIL,
        source=mailbox.name,
        received_at=received.astimezone(UTC),
        uidvalidity=uidvalidity,
        uid=uid,
        too_large=too_large,
    )


def _take_lease(mailbox: Mailbox, *, now: datetime) -> bool:
    MailboxState.objects.get_or_create(name=mailbox.name)
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return MailboxState.objects.filter(free, name=mailbox.name).update(lease_until=now + LEASE) == 1


def _give_back(mailbox: Mailbox, *, problem: str, now: datetime) -> None:
    state = MailboxState.objects.filter(name=mailbox.name)
    if problem:
        state.update(lease_until=None, problem=problem)
    else:
        state.update(lease_until=None, problem="", fetched_at=now)
    beat(name="imap", now=now, problem=problem)
