"""Brings a message on a case up to a new reading of the same bytes: what was missed is added, and nothing is lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.gathering import add_all
from cases.models import User
from cases.services.history import record, sealed
from cases.services.work import add_note
from cases.words import Kind
from correspondence.masking import hidden
from correspondence.models import Message
from correspondence.services.inbox import Received, ReceivedFile, attachment_for

OLD_TEXT = "A message was read again, and its text changed. Before, it read (what is secret is left out):"


@dataclass(frozen=True)
class Anew:
    """What a new reading brought: whether the message says anything else, and how many files were added."""

    words: bool
    files: int

    def __bool__(self) -> bool:
        return self.words or self.files > 0


@transaction.atomic
def bring_up_to(*, message: Message, received: Received, by: User, now: datetime) -> Anew:
    """Take over what differs, with one event; the old text stays as a note. The clock and the letters are not touched."""
    kept = Message.objects.select_for_update(of=("self",)).select_related("case").get(pk=message.pk)
    missed = _missed(kept, received.files)
    changed = _changed(kept, received)
    anew = Anew(words=bool(changed), files=len(missed))
    if not anew:
        return anew
    if "text" in changed and kept.text.strip():
        add_note(case=kept.case, text=f"{OLD_TEXT}\n\n{hidden(kept.text)}", author=by, now=now)
    for name, value in changed.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(changed))
    add_all([attachment_for(message=kept, file=file, now=now) for file in missed])
    record(
        case=kept.case,
        kind=Kind.MESSAGE_READ_AGAIN,
        by=by.actor,
        now=now,
        message=kept.pk,
        words=anew.words,
        attachments=anew.files,
        text_hmac=sealed(kept.case, kept.text),
    )
    return anew


def _changed(kept: Message, received: Received) -> dict[str, object]:
    read: dict[str, object] = {
        "subject": received.subject[:500],
        "text": received.text,
        "reply_text": received.reply_text,
        "html": received.html,
        "to": list(received.to),
        "cc": list(received.cc),
        "defects": list(received.defects),
    }
    known = {
        "from_name": received.from_name[:200],
        "from_email": received.from_email[:254],
        "message_id": received.message_id[:500],
        "date_claimed": received.date_claimed[:100],
    }
    read |= {name: value for name, value in known.items() if not getattr(kept, name)}
    return {name: value for name, value in read.items() if getattr(kept, name) != value}


def _missed(kept: Message, files: Sequence[ReceivedFile]) -> list[ReceivedFile]:
    """Give the files whose bytes the message does not hold yet, as often as they came."""
    there = Counter(kept.attachments.values_list("sha256", flat=True))
    missed = []
    for file in files:
        if there[file.sha256] > 0:
            there[file.sha256] -= 1
        else:
            missed.append(file)
    return missed
