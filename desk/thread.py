"""The correspondence of a case as one thread in time order: messages in, letters out, notes between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from correspondence.models import Attachment, Letter, Message, OutboxState
from desk.words import actor_name

# Longer texts are shown to here; the message's own page has the whole.
MOST_SHOWN = 6000

STATE_WORDS = {
    OutboxState.QUEUED: ("Waiting to leave", "waiting"),
    OutboxState.SENDING: ("Leaving now", "waiting"),
    OutboxState.SENT: ("Sent", "done"),
    OutboxState.DELIVERED: ("Delivered", "done"),
    OutboxState.BOUNCED: ("Came back: it did not arrive", "overdue"),
    OutboxState.FAILED: ("Could not be sent", "overdue"),
    OutboxState.WITHDRAWN: ("Taken back before it left", "calm"),
}
TRUST_WORDS = {"spf": "SPF", "dkim": "DKIM", "dmarc": "DMARC"}


@dataclass(frozen=True)
class Entry:
    """One piece of the thread; `kind` is message, letter or note."""

    kind: str
    at: datetime
    who: str
    text: str
    pk: int
    cut: bool = False
    subject: str = ""
    address: str = ""
    whole: str = ""
    state: str = ""
    tone: str = "calm"
    can_be_taken_back: bool = False
    moment: datetime | None = None
    problem: str = ""
    automatic: bool = False
    has_html: bool = False
    has_raw: bool = False
    other_address: bool = False
    trust: str = ""
    defects: Sequence[str] = ()
    attachments: Sequence[Attachment] = field(default=())


def thread_of(entries: Iterable[Entry]) -> list[Entry]:
    """Put the entries in time order."""
    return sorted(entries, key=lambda entry: entry.at)


def message_entry(message: Message, attachments: Sequence[Attachment]) -> Entry:
    """Give a message as the thread shows it: the new text, and the whole where it says more."""
    new = message.reply_text or message.text
    whole = message.text if message.text.strip() != new.strip() else ""
    return Entry(
        kind="message",
        at=message.received_at,
        who=message.from_name or message.from_email or "The person",
        text=new[:MOST_SHOWN],
        pk=message.pk,
        cut=len(new) > MOST_SHOWN or len(whole) > MOST_SHOWN,
        subject=message.subject,
        address=message.from_email,
        whole=whole[:MOST_SHOWN],
        has_html=bool(message.html),
        has_raw=message.raw_id is not None,
        other_address=message.other_address,
        trust=trust_words(message.sender_trust),
        defects=message.defects,
        attachments=attachments,
    )


def trust_words(trust: Mapping[str, str]) -> str:
    """Say what our own mail server found about the sender; empty when it said nothing."""
    said = [f"{TRUST_WORDS[name]} {result}" for name, result in trust.items() if result and name in TRUST_WORDS]
    return ", ".join(said)


def letter_entry(letter: Letter, staff: Mapping[int, str]) -> Entry:
    """Give a letter as the thread shows it, with how it got on its way."""
    words, tone = STATE_WORDS[OutboxState(letter.state)]
    return Entry(
        kind="letter",
        at=letter.queued_at,
        who=actor_name(letter.by, staff),
        text=letter.body[:MOST_SHOWN],
        pk=letter.pk,
        cut=len(letter.body) > MOST_SHOWN,
        subject=letter.subject,
        address=letter.to,
        state=words,
        tone=tone,
        can_be_taken_back=can_be_taken_back(letter),
        moment=letter.sent_at or (letter.send_after if letter.state == OutboxState.QUEUED else None),
        problem=letter.last_error,
        automatic=letter.automatic,
    )


def can_be_taken_back(letter: Letter) -> bool:
    """Tell whether the outbox would still give the letter back; it decides again when asked."""
    return letter.state == OutboxState.QUEUED and letter.attempts == 0


def note_entry(*, pk: int, at: datetime, author: str, text: str) -> Entry:
    """Give a note as the thread shows it."""
    return Entry(kind="note", at=at, who=author, text=text, pk=pk)
