"""The correspondence of a case as one thread in time order: messages in, letters out, notes between them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cases.naming import references_in, unnamed
from correspondence import sniff
from correspondence.masking import Masked, masked, sentence
from correspondence.models import Attachment, Letter, Message, OutboxState, ScanState
from correspondence.services.post import can_be_posted_instead
from desk.words import actor_name
from intake.parse.defects import explain

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
TRUST_WORDS = {"spf": "SPF", "dkim": "DKIM", "dmarc": "DMARC", "own_dkim": "DKIM by our own check"}
TO_BE_POSTED = ("To be printed and posted", "today")
POST_WORDS = {
    OutboxState.QUEUED: TO_BE_POSTED,
    OutboxState.SENT: ("Posted", "done"),
    OutboxState.BOUNCED: ("Came back by post: it did not arrive", "overdue"),
}
DOUBTFUL = ("fail", "softfail", "permerror")


@dataclass(frozen=True)
class FileLine:
    """A file that came with a message: what its sender calls it, what it is, and what to beware of."""

    pk: int
    name: str
    size: int
    type_words: str
    scan_words: str
    warning: str
    infected: bool


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
    by_post: bool = False
    posted_on: date | None = None
    waits_to_be_posted: bool = False
    can_come_back: bool = False
    can_be_posted_instead: bool = False
    automatic: bool = False
    has_html: bool = False
    has_raw: bool = False
    other_address: bool = False
    trust: str = ""
    doubts: str = ""
    defects: Sequence[str] = ()
    attachments: Sequence[FileLine] = field(default=())
    secrets: str = ""


def thread_of(entries: Iterable[Entry]) -> list[Entry]:
    """Put the entries in time order."""
    return sorted(entries, key=lambda entry: entry.at)


def message_entry(message: Message, attachments: Sequence[Attachment], *, revealed: bool = False) -> Entry:
    """Give a message as the thread shows it: the new text, and the whole where it says more, without what is secret."""
    new = message.reply_text or message.text
    whole = message.text if message.text.strip() != new.strip() else ""
    subject, said, all_said = (_shown(text, revealed) for text in (message.subject, new, whole))
    kinds = tuple(dict.fromkeys((*subject.kinds, *said.kinds, *all_said.kinds)))
    return Entry(
        kind="message",
        at=message.received_at,
        who=message.from_name or message.from_email or "The person",
        text=said.text[:MOST_SHOWN],
        pk=message.pk,
        cut=len(new) > MOST_SHOWN or len(whole) > MOST_SHOWN,
        subject=subject.text,
        address=message.from_email,
        whole=all_said.text[:MOST_SHOWN],
        has_html=bool(message.html),
        has_raw=message.raw_id is not None,
        other_address=message.other_address,
        trust=trust_words(message.sender_trust),
        doubts=doubt_words(message.sender_trust),
        defects=[explain(code) for code in message.defects],
        attachments=[file_line(file) for file in attachments],
        secrets=sentence(kinds),
    )


def _shown(text: str, revealed: bool) -> Masked:
    """Hide what is secret in as much as is shown, and a little more, so that nothing is cut in two."""
    return Masked(text) if revealed else masked(text[: MOST_SHOWN + 200])


def file_line(file: Attachment) -> FileLine:
    """Give a file as the thread shows it."""
    said = file.content_type or "of no type"
    type_words = f"said to be {said}"
    if sniff.differs(file.content_type, file.sniffed_type):
        type_words = f"looks like {file.sniffed_type}, said to be {said}"
    detail = f": {file.scan_detail}" if file.scan_detail else ""
    return FileLine(
        pk=file.pk,
        name=file.name,
        size=file.size,
        type_words=type_words,
        scan_words=f"{ScanState(file.scan).label.lower()}{detail}",
        warning=sniff.warning(name=file.name, declared=file.content_type, sniffed=file.sniffed_type),
        infected=file.scan == ScanState.INFECTED,
    )


def trust_words(trust: Mapping[str, str]) -> str:
    """Say what our own mail server found about the sender; empty when it said nothing."""
    said = [f"{TRUST_WORDS[name]} {result}" for name, result in trust.items() if result and name in TRUST_WORDS]
    return ", ".join(said)


def doubt_words(trust: Mapping[str, str]) -> str:
    """Say which checks the sender failed; empty when none."""
    return trust_words({name: result for name, result in trust.items() if result.startswith(DOUBTFUL)})


def letter_entry(letter: Letter, staff: Mapping[int, str]) -> Entry:
    """Give a letter as the thread shows it, with how it got on its way."""
    words, tone = state_words(letter)
    return Entry(
        kind="letter",
        at=letter.queued_at,
        who=actor_name(letter.by, staff),
        text=letter.body[:MOST_SHOWN],
        pk=letter.pk,
        cut=len(letter.body) > MOST_SHOWN,
        subject=letter.subject,
        address=letter.goes_to,
        state=words,
        tone=tone,
        can_be_taken_back=can_be_taken_back(letter),
        moment=_moment(letter),
        by_post=letter.by_post,
        posted_on=letter.posted_on,
        waits_to_be_posted=letter.waits_to_be_posted,
        can_come_back=letter.by_post and letter.state == OutboxState.SENT,
        can_be_posted_instead=can_be_posted_instead(letter),
        problem=letter.last_error,
        automatic=letter.automatic,
    )


def state_words(letter: Letter) -> tuple[str, str]:
    """Say where a letter is on its way, and in which tone."""
    state = OutboxState(letter.state)
    return POST_WORDS.get(state, STATE_WORDS[state]) if letter.by_post else STATE_WORDS[state]


def _moment(letter: Letter) -> datetime | None:
    """Give when the letter left or will leave; a posted one has a day instead."""
    if letter.by_post:
        return None
    return letter.sent_at or (letter.send_after if letter.state == OutboxState.QUEUED else None)


def can_be_taken_back(letter: Letter) -> bool:
    """Tell whether the outbox would still give the letter back; it decides again when asked."""
    return letter.state == OutboxState.QUEUED and letter.attempts == 0


def note_entry(*, pk: int, at: datetime, author: str, text: str) -> Entry:
    """Give a note as the thread shows it."""
    return Entry(kind="note", at=at, who=author, text=text, pk=pk)


def without_names(entry: Entry, closed: Collection[str]) -> Entry:
    """Give an entry that we wrote without the references of cases that are closed to its reader.

    A letter that names one is not sent anew by that reader, who would not see what it says.
    """
    if not references_in([entry.text, entry.subject]) & set(closed):
        return entry
    text, subject = unnamed(entry.text, closed), unnamed(entry.subject, closed)
    return replace(entry, text=text, subject=subject, can_be_posted_instead=False)
