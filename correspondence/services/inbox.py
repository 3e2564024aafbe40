"""Puts a received message on its case's file, with attachments, and lets the clock go on where it waited for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cases.gathering import add, add_all, gathered, is_new
from cases.models import Blob, Case, Party
from cases.places import local_day
from cases.services.clock import mark_clock, waits_for
from cases.services.history import record, sealed
from cases.vault import store
from cases.words import AUTHORITY, REQUESTER, Kind, Role
from correspondence.models import Attachment, Message
from correspondence.sniff import sniffed_type
from law.words import MarkName


@dataclass(frozen=True)
class ReceivedFile:
    """A file as it came: its safe name, declared type and bytes."""

    name: str
    content_type: str
    content: bytes = field(repr=False)
    sha256: str = ""


@dataclass(frozen=True)
class Received:
    """A message as it was read; `received_at` is aware and ours, `raw` the blob of its bytes."""

    received_at: datetime
    raw: Blob | None = None
    from_name: str = ""
    from_email: str = ""
    from_unclear: bool = False
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    subject: str = ""
    text: str = ""
    reply_text: str = ""
    html: str = ""
    message_id: str = ""
    date_claimed: str = ""
    other_address: bool = False
    sender_trust: dict[str, str] = field(default_factory=dict)
    defects: Sequence[str] = ()
    files: Sequence[ReceivedFile] = ()


@gathered()
def add_message(
    *, case: Case, party: Party | None, received: Received, now: datetime, may_wait: bool = True
) -> Message:
    """Add the message and its files to the case; a message of the person ends an open wait for clarification.

    One that came on a day before the question left, and was only processed later, is no answer to it; nor is one of an
    authority. `may_wait` spares a look-up to who knows that the case does not wait.
    """
    of_authority = party is not None and party.role == Role.SUPERVISORY_AUTHORITY
    message = Message(
        case=case,
        party=party,
        raw=received.raw,
        from_name=received.from_name[:200],
        from_email=received.from_email[:254],
        other_address=received.other_address,
        to=list(received.to),
        cc=list(received.cc),
        subject=received.subject[:500],
        text=received.text,
        reply_text=received.reply_text,
        html=received.html,
        message_id=received.message_id[:500],
        received_at=received.received_at,
        date_claimed=received.date_claimed[:100],
        sender_trust=received.sender_trust,
        defects=list(received.defects),
    )
    add(message, keyed=True)
    add_all([attachment_for(message=message, file=file, now=now) for file in received.files])
    record(
        case=case,
        kind=Kind.MESSAGE_RECEIVED,
        by=AUTHORITY if of_authority else REQUESTER,
        now=now,
        occurred_at=received.received_at,
        message=message.pk,
        attachments=len(received.files),
        text_hmac=sealed(case, received.text),
    )
    on = local_day(place=case.place, moment=received.received_at)
    may_wait = may_wait and party is not None and not of_authority and not is_new(case)
    if may_wait and waits_for(case=case, stop=MarkName.CLARIFICATION_REQUESTED, on=on):
        mark_clock(case=case, mark=MarkName.CLARIFIED, on=on, by=REQUESTER, now=now)
    return message


def attachment_for(*, message: Message, file: ReceivedFile, now: datetime) -> Attachment:
    """Give the row of a file, not saved, its bytes stored. Raises OSError."""
    return Attachment(
        message=message,
        blob=store(file.content, now=now),
        name=file.name[:255],
        content_type=file.content_type[:255],
        sniffed_type=sniffed_type(file.content),
        size=len(file.content),
        sha256=file.sha256,
    )
