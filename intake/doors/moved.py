"""The folder for fetched mail, where a mailbox has one: made when missing, and looked through for mail that we do not hold.

A person or a rule may move mail there before we saw it. What lay there before the first look is not ours to take.
"""

from collections.abc import Iterator

from imapclient import IMAPClient

from cases import vault
from cases.models import Blob
from intake.doors.fetch import Fetched, batches, fetch
from intake.mailbox import Mailbox
from intake.models import MailboxState

MOST_AT_ONCE = 5000


def first_look(client: IMAPClient, mailbox: Mailbox, state: MailboxState) -> None:
    """Make the folder if it is missing, and note from which UID on its mail has come since we look after it."""
    if state.moved_uidvalidity is not None:
        return
    if not client.folder_exists(mailbox.move_to):
        client.create_folder(mailbox.move_to)
    _note_position(client, mailbox, state)


def fetch_moved(client: IMAPClient, mailbox: Mailbox, state: MailboxState) -> Iterator[Fetched]:
    """Give the mail of the folder, new since the last look, whose bytes we do not hold; asked for the next, it moves on."""
    chosen = client.select_folder(mailbox.move_to, readonly=True)
    if int(chosen[b"UIDVALIDITY"]) != state.moved_uidvalidity:  # it was rebuilt: its numbers mean nothing any more
        _note_position(client, mailbox, state)
        return
    start = state.moved_next_uid
    uids = sorted(uid for uid in client.search(["UID", f"{start}:*"]) if uid >= start)[:MOST_AT_ONCE]
    for batch in batches(client, uids):
        for one in sorted(fetch(client, mailbox.moved_name, state.moved_uidvalidity, batch), key=lambda one: one.uid):
            if not Blob.objects.filter(fingerprint=vault.fingerprint(one.delivery.raw)).exists():
                yield one
            state.moved_next_uid = one.uid + 1


def _note_position(client: IMAPClient, mailbox: Mailbox, state: MailboxState) -> None:
    chosen = client.select_folder(mailbox.move_to, readonly=True)
    state.moved_uidvalidity, state.moved_next_uid = int(chosen[b"UIDVALIDITY"]), int(chosen[b"UIDNEXT"])
