"""The line that `read_mail` prints for one mail: every field that reading, classification and triage give, as JSON values."""

import hashlib
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from intake.classify import Bounce, Classification, Kind, classify
from intake.parse.message import ParsedMessage
from intake.triage import Suggestion, suggest

_SPEAKS_FOR_NOBODY = (Kind.BOUNCE, Kind.REPORT)  # their text is a mail server's, and quotes letters of ours


def line(
    parsed: ParsedMessage, *, raw: bytes, file: str, our_addresses: Collection[str], said: Suggestion | None = None
) -> dict[str, Any]:
    """Return the line for a mail read from `raw`; `file` as the caller named it, our addresses to know our own mail by."""
    kind = classify(parsed, our_addresses=our_addresses)
    return (
        {"file": file}
        | _fields(parsed, raw)
        | _classification(kind)
        | _rest(parsed)
        | {"triage": _triage(parsed, kind, said)}
    )


def _fields(parsed: ParsedMessage, raw: bytes) -> dict[str, Any]:
    return {
        "sha256": hashlib.sha256(raw).hexdigest(),
        "from_email": parsed.from_email,
        "from_name": parsed.from_name,
        "to": list(parsed.to),
        "cc": list(parsed.cc),
        "reply_to": list(parsed.reply_to),
        "subject": parsed.subject,
        "message_id": parsed.message_id,
        "in_reply_to": list(parsed.in_reply_to),
        "references": list(parsed.references),
        "date_utc": parsed.date_utc.isoformat() if parsed.date_utc else None,
        "text": parsed.text,
        "html": parsed.html,
        "reply_text": parsed.reply_text,
        "attachments": [
            {
                "name": one.name,
                "size": one.size,
                "content_type": one.content_type,
                "sha256": one.sha256,
                "content_id": one.content_id,
            }
            for one in parsed.attachments
        ],
    }


def _classification(kind: Classification) -> dict[str, Any]:
    bounce = kind.bounce or Bounce((), (), hard=False, delay=False)
    return {
        "is_bounce": kind.kind is Kind.BOUNCE,
        "bounce_recipients": list(bounce.recipients),
        "bounce_statuses": list(bounce.statuses),
        "bounce_hard": bounce.hard,
        "is_delay": bounce.delay,
        "is_auto_reply": kind.kind is Kind.AUTO_REPLY,
        "is_feedback_report": kind.is_feedback_report,
        "suppress_ack": kind.suppress_acknowledgement,
        "is_forward": kind.is_forward,
    }


def _rest(parsed: ParsedMessage) -> dict[str, Any]:
    return {"auth": asdict(parsed.auth), "defects": list(parsed.defects)}


def _triage(parsed: ParsedMessage, kind: Classification, said: Suggestion | None) -> dict[str, Any]:
    if kind.kind in _SPEAKS_FOR_NOBODY:
        said = Suggestion("none", reason=kind.reason)
    said = said or suggest(parsed)
    return {
        "procedure": said.procedure,
        "rights": list(said.rights),
        "language": said.language,
        "agent": said.agent,
        "reason": said.reason,
    }
