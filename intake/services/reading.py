"""Reads a mail in the killable child that this process keeps, and turns it into what the file takes."""

import threading
from datetime import datetime

from django.conf import settings

from cases.models import Blob
from cases.organisation import organisation
from correspondence.services.inbox import Received, ReceivedFile
from intake.parse.message import Parsed
from intake.sandbox import ParserProcess
from intake.submission import Submission

_lock = threading.Lock()
_parser: ParserProcess | None = None


def read_mail(raw: bytes) -> Parsed:
    """Read a mail. Raises ParserFailed when the child had to be stopped."""
    return _the_parser().read(raw)


def _the_parser() -> ParserProcess:
    global _parser
    with _lock:
        if _parser is None:
            _parser = ParserProcess(authserv_id=settings.TRUSTED_AUTHSERV_ID, mailboxes=organisation().mailboxes)
        return _parser


def close_parser() -> None:
    """End the child, where there is one; the next mail starts another."""
    with _lock:
        if _parser is not None:
            _parser.close()


def received_from_mail(parsed: Parsed, *, raw: Blob, received_at: datetime, other_address: bool = False) -> Received:
    """Give the message of a mail for the file."""
    mail = parsed.message
    return Received(
        received_at=received_at,
        raw=raw,
        from_name=mail.from_name,
        from_email=mail.from_email,
        from_unclear=mail.from_ambiguous,
        to=mail.to,
        cc=mail.cc,
        subject=mail.subject,
        text=mail.text,
        reply_text=mail.reply_text,
        html=mail.html,
        message_id=mail.message_id,
        date_claimed=mail.date_utc.isoformat() if mail.date_utc else "",
        other_address=other_address,
        sender_trust={"spf": mail.auth.spf, "dkim": mail.auth.dkim, "dmarc": mail.auth.dmarc},
        defects=mail.defects,
        files=[
            ReceivedFile(name=part.name, content_type=part.content_type, content=content, sha256=part.sha256)
            for part, content in zip(mail.attachments, parsed.contents, strict=True)
        ],
    )


def received_unread(*, raw: Blob, received_at: datetime, why: str) -> Received:
    """Give the message of a mail that could not be read: the officer opens the raw mail instead."""
    return Received(received_at=received_at, raw=raw, defects=[why], text="")


def received_from_submission(said: Submission, *, raw: Blob, received_at: datetime) -> Received:
    """Give the message of a form or API call for the file."""
    text = said.text if not said.what_is_asked else f"{said.text}\n\nWhat is asked for:\n{said.what_is_asked}"
    return Received(
        received_at=received_at,
        raw=raw,
        from_name=said.name,
        from_email=said.email,
        text=text,
        reply_text=text,
        files=[
            ReceivedFile(name=f.name, content_type=f.content_type, content=f.content, sha256=f.sha256)
            for f in said.files
        ],
    )
