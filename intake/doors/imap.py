"""The IMAP door: fetches what is not known yet, commits it, and only then marks or moves it on the server.

UIDs are only compared within one UIDVALIDITY; a mailbox that was rebuilt is fetched again and its twins are found by
their bytes. Read and unread mail are taken alike: what counts is what we hold, not what a flag says. Once an hour every
UID of the folder, and what lies in the folder for fetched mail, is held against what we hold; what is missing there is
fetched and told.
"""

import time
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError
from django.db.models import Q
from imapclient import SEEN, IMAPClient
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError

from cases.services.heartbeat import beat
from intake.doors.fetch import Fetched, batches, fetch
from intake.doors.moved import fetch_moved, first_look
from intake.doors.receive import receive_all
from intake.doors.session import session
from intake.mailbox import Mailbox
from intake.models import Arrival, MailboxState
from intake.services.alarms import tell_difference, tell_unfetchable

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)
# A round ends in order after this, well before the lease and a task's time limit.
ROUND_S = 240
MOST_PER_POLL = 5000
RECONCILE_EVERY = timedelta(hours=1)
FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(minutes=5)
# How often a refused move is asked for again, for those of the mails that are still there.
MARKED_AT_MOST = 5
# A mail that stopped the round this often is tried again only with the hourly comparison.
TROUBLE_AT_MOST = 5


def poll(mailbox: Mailbox, *, now: datetime) -> int:
    """Fetch new mail of one mailbox and give how many arrivals are new; an unreachable server is logged and tried again.

    A failure makes the next try wait, from 20 seconds to 5 minutes, so that a log-in is not hammered.
    """
    state = _take_lease(mailbox, now=now)
    if state is None:
        return 0
    visit = Visit(mailbox, state, now=now)
    try:
        with session(mailbox) as client:
            visit.run(client)
    except Exception as error:  # network, TLS, log-in, protocol or database: the next poll catches up
        visit.failed(error)
    finally:
        _give_back(state, visit, now=now)
    return visit.new


class Visit:
    """One round over a mailbox: what it found new, what stays to be fetched, and what went wrong."""

    def __init__(self, mailbox: Mailbox, state: MailboxState, *, now: datetime) -> None:
        self.mailbox, self.state, self.now = mailbox, state, now
        self.new = 0
        self.problem, self.stopped = "", False
        self.trouble = {int(uid): count for uid, count in state.trouble.items()}
        self.under_way: set[int] = set()
        self.ends_at = time.monotonic() + ROUND_S
        self.whole = state.reconciled_at is None or now - state.reconciled_at >= RECONCILE_EVERY

    def run(self, client: IMAPClient) -> None:
        """Fetch, store and mark; once an hour compare everything."""
        if self.mailbox.move_to:
            first_look(client, self.mailbox, self.state)
        self._enter(client)
        uids = self._listed(client)
        unknown = self._unknown(uids)
        if self.mailbox.move_to:  # stored, but not moved before the connection or we ended
            self._mark(client, sorted(set(uids) - set(unknown)))
        found = self._take(client, unknown)
        self._note_progress(uids, left=set(unknown) - found)
        if self.whole:
            self._compare(client, unknown)

    def failed(self, error: Exception) -> None:
        """Say what stopped the round; the mails that were under way come last, and one by one, the next time."""
        log.warning("imap.failed", error=type(error).__name__)
        self.problem, self.stopped = f"The mailbox could not be fetched ({type(error).__name__}).", True
        if len(self.under_way) == 1:
            self._note_trouble(*self.under_way)
        for uid in self.under_way:
            self.trouble.setdefault(uid, 1)

    def _enter(self, client: IMAPClient) -> None:
        uidvalidity = int(client.select_folder(self.mailbox.folder)[b"UIDVALIDITY"])
        if self.state.uidvalidity != uidvalidity:
            self.state.uidvalidity, self.state.next_uid = uidvalidity, 1
            self.state.compared_uid, self.trouble = 0, {}

    def _listed(self, client: IMAPClient) -> list[int]:
        """Give the folder's UIDs: all of them once an hour and where fetched mail leaves, else from the first not stored."""
        start = 1 if self.whole or self.mailbox.move_to else self.state.next_uid
        return sorted(uid for uid in client.search(["UID", f"{start}:*"]) if uid >= start)

    def _unknown(self, uids: list[int]) -> list[int]:
        known = Arrival.objects.filter(
            source=self.mailbox.name, uidvalidity=self.state.uidvalidity, uid__gte=min(uids, default=0)
        )
        unknown = set(uids) - set(known.values_list("uid", flat=True))
        self.trouble = {uid: count for uid, count in self.trouble.items() if uid in unknown}
        return sorted(unknown, key=lambda uid: (self.trouble.get(uid, 0), uid))

    def _take(self, client: IMAPClient, unknown: list[int]) -> set[int]:
        """Fetch and store; give the UIDs that are stored, or that somebody removed meanwhile."""
        tried = [uid for uid in unknown if self.whole or self.trouble.get(uid, 0) < TROUBLE_AT_MOST]
        settled: set[int] = set()
        for batch in batches(client, tried[:MOST_PER_POLL], alone=set(self.trouble)):
            self._take_batch(client, batch)
            settled |= set(batch) - set(self.trouble)
            if time.monotonic() > self.ends_at:
                break
        return settled

    def _take_batch(self, client: IMAPClient, batch: dict[int, int]) -> None:
        """Fetch a batch; where the server refuses it, each mail by itself, so that one does not stop the others."""
        self.under_way, fetched, refused = set(batch), [], False
        try:
            for one in fetch(client, self.mailbox.name, self.state.uidvalidity, batch):
                fetched.append(one)  # noqa: PERF402 - what came before a refusal is kept
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            log.warning("imap.batch_refused", mails=len(batch), error=type(error).__name__)
            refused = True
        stored = self._store(fetched)
        self._mark(client, stored)
        left, self.under_way = sorted(set(batch) - set(stored)), set()
        if refused and len(batch) == 1:
            self._note_trouble(left[0])
        elif refused:
            for uid in left:
                self._take_batch(client, {uid: batch[uid]})

    def _store(self, fetched: list[Fetched]) -> list[int]:
        """Commit mails and give their UIDs. What only one mail causes does not stop the others; a full disk does."""
        try:
            self.new += sum(new for _, new in receive_all([one.delivery for one in fetched], now=self.now))
        except (OSError, DatabaseError):
            self.under_way = set()  # no mail is to blame
            raise
        except Exception as error:  # whatever is odd about one of them
            if len(fetched) > 1:
                return [uid for one in fetched for uid in self._store([one])]
            log.error("imap.not_stored", uid=fetched[0].uid, error=type(error).__name__)
            self._note_trouble(fetched[0].uid)
            return []
        for one in fetched:
            self.trouble.pop(one.uid, None)
            self.under_way.discard(one.uid)
        return [one.uid for one in fetched]

    def _mark(self, client: IMAPClient, uids: list[int]) -> None:
        """Mark what is stored as read, or move it; a server that refuses is told of and asked again the next time.

        A server refuses the whole when another program moved one of them a moment ago: then it is asked for the rest.
        """
        for _ in range(MARKED_AT_MOST):
            if not uids or not (refusal := self._refusal(client, uids)):
                return
            asked, uids = uids, _still_there(client, uids)
            if uids == asked:
                break
        log.warning("imap.not_marked", error=refusal)
        self.problem = "Fetched mail could not be marked or moved in the mailbox; it is stored all the same."

    def _refusal(self, client: IMAPClient, uids: list[int]) -> str:
        """Mark or move at once; give what the server refused it with, '' when it did not."""
        try:
            if self.mailbox.move_to:
                _move(client, uids, self.mailbox.move_to)
            else:
                client.add_flags(uids, [SEEN], silent=True)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            return type(error).__name__
        return ""

    def _note_progress(self, uids: list[int], *, left: set[int]) -> None:
        """Remember from which UID on the next round has to look."""
        highest = max(uids, default=self.state.next_uid - 1)
        self.state.next_uid = min(left, default=max(self.state.next_uid, highest + 1))

    def _compare(self, client: IMAPClient, unknown: list[int]) -> None:
        """Tell of mail that an earlier round should have stored and did not; by now it is fetched."""
        seen_before = self.state.compared_uid
        missed = [uid for uid in unknown if uid <= seen_before and uid not in self.trouble]
        if self.mailbox.move_to:
            for one in fetch_moved(client, self.mailbox, self.state):  # it goes on when this one is committed
                self.new += receive_all([one.delivery], now=self.now)[0][1]
                missed.append(one.uid)
        self.state.compared_uid = max(seen_before, self.state.next_uid - 1)
        self.state.reconciled_at, self.state.difference = self.now, len(missed)
        if missed:
            log.error("imap.difference", count=len(missed))
        tell_difference(self.state, count=len(missed), now=self.now)

    def _note_trouble(self, uid: int) -> None:
        self.trouble[uid] = self.trouble.get(uid, 0) + 1


def _still_there(client: IMAPClient, uids: list[int]) -> list[int]:
    client.noop()
    return sorted(set(uids) & set(client.search(["UID", ",".join(map(str, uids))])))


def _move(client: IMAPClient, uids: list[int], folder: str) -> None:
    """Move by MOVE (RFC 6851), else by copy and an expunge of just these (RFC 4315). Raises IMAPClientError."""
    if client.has_capability("MOVE"):
        client.move(uids, folder)
        return
    if not client.has_capability("UIDPLUS"):
        raise CapabilityError("The server can neither MOVE nor expunge single mails.")
    client.copy(uids, folder)
    client.delete_messages(uids, silent=True)
    client.uid_expunge(uids)


def _take_lease(mailbox: Mailbox, *, now: datetime) -> MailboxState | None:
    state, _ = MailboxState.objects.get_or_create(name=mailbox.name)
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    due = Q(try_after__isnull=True) | Q(try_after__lte=now)
    taken = MailboxState.objects.filter(free & due, pk=state.pk).update(lease_until=now + LEASE)
    return MailboxState.objects.get(pk=state.pk) if taken == 1 else None


def _give_back(state: MailboxState, visit: Visit, *, now: datetime) -> None:
    state.trouble = {str(uid): count for uid, count in visit.trouble.items()}
    state.lease_until, state.problem = None, visit.problem
    if visit.stopped:
        wait = min(FIRST_WAIT * 2 ** min(state.failures, 10), LONGEST_WAIT)
        state.failures, state.try_after = state.failures + 1, now + wait
    else:
        state.failures, state.try_after, state.fetched_at = 0, None, now
    state.save()
    stuck = [uid for uid, count in visit.trouble.items() if count >= TROUBLE_AT_MOST]
    tell_unfetchable(state, uids=stuck, now=now)
    beat(name="imap", now=now, problem=visit.problem)
