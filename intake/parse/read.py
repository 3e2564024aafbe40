"""Reads a mail from its raw bytes into a `ParsedMessage`; whatever the bytes are, it answers and never raises."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from typing import Any

from intake.parse import limits, params
from intake.parse.addresses import emails, sender
from intake.parse.auth import auth_results
from intake.parse.body import Body, read_body
from intake.parse.charsets import decode
from intake.parse.dates import claimed_date
from intake.parse.headers import header_text, one_line, values
from intake.parse.ids import message_ids, own_id
from intake.parse.message import Attachment, Parsed, ParsedMessage
from intake.parse.mime import Part, declared_type, first, leaves, parse_tree
from intake.parse.names import safe_name
from intake.parse.reply import reply_text

_SENDERS = ("reply-to", "sender", "return-path")
_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
# What classification reads; everything else stays in the raw mail.
_KEPT = frozenset(
    "from sender return-path auto-submitted x-autoreply x-autorespond x-auto-response-suppress precedence x-precedence "
    "x-post-messageclass x-fc-machinegenerated x-failed-recipients x-loop list-id list-unsubscribe list-post feedback-id "
    "x-mailer x-claims-desk x-auto-reply-from x-mdarticleid".split()
)
_LONGEST_HEADER = 2_000
_UNREAD = 20_000  # bytes of a body over a limit that are shown as they are


def read(raw: bytes, *, authserv_id: str = "") -> Parsed:
    """Read a mail and keep the bytes of its attachments; see `ParsedMessage` for what each field means."""
    known = ParsedMessage(sha256=hashlib.sha256(raw).hexdigest(), size=len(raw))
    try:
        return _read(raw, known, authserv_id)
    except Exception as error:  # a mail that we cannot read waits for a person, it does not stop the next one
        return Parsed(replace(known, defects=(f"unreadable:{type(error).__name__}",)))


def _read(raw: bytes, known: ParsedMessage, authserv_id: str) -> Parsed:
    checked = limits.check(raw)
    root = parse_tree(checked.header, checked.body if checked.body_is_safe else b"")
    message = _with_headers(known, list(root.raw_items()), authserv_id)
    defects = [*checked.exceeded, *message.defects]
    if not checked.body_is_safe:
        text = decode(checked.body[:_UNREAD])[0]
        return Parsed(replace(message, text=text, reply_text=text, defects=_once(defects)))
    parts, exceeded = leaves(root)
    body = read_body(parts)
    message = replace(message, **_report_fields(root, parts, raw), defects=_once([*defects, *exceeded, *body.defects]))
    return _with_body(message, body)


def _with_headers(known: ParsedMessage, items: list[tuple[str, str]], authserv_id: str) -> ParsedMessage:
    who = sender(values(items, "from"), [(name, values(items, name)) for name in _SENDERS])
    date, date_defects = claimed_date(values(items, "date"))
    message_id, id_defects = own_id(values(items, "message-id"))
    subject, subject_defects = header_text(next(iter(values(items, "subject")), ""))
    return replace(
        known,
        from_email=who.email,
        from_name=who.name,
        from_ambiguous=who.ambiguous,
        to=emails(values(items, "to")),
        cc=emails(values(items, "cc")),
        reply_to=emails(values(items, "reply-to")),
        recipients=emails(raw for name in _RECIPIENTS for raw in values(items, name)),
        subject=subject[:_LONGEST_HEADER],
        message_id=message_id,
        in_reply_to=message_ids(values(items, "in-reply-to")),
        references=message_ids(values(items, "references")),
        date_utc=date,
        auth=auth_results(values(items, "authentication-results"), authserv_id),
        headers=tuple(_kept(items)),
        defects=(*who.defects, *date_defects, *id_defects, *subject_defects),
    )


def _kept(items: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, raw in items[: limits.HEADER_LINES]:
        if name.lower() in _KEPT:
            yield name.lower(), header_text(raw)[0][:_LONGEST_HEADER]


def _report_fields(root: Message, parts: list[Part], raw: bytes) -> dict[str, Any]:
    return {
        "content_type": declared_type(root),
        "report_type": params.read(first(root, "content-type"))[1].get("report-type", "").lower(),
    }


def _with_body(message: ParsedMessage, body: Body) -> Parsed:
    text = body.text()
    new = body.new_html_text()
    contents = tuple(part.content for part in body.attached)
    message = replace(
        message,
        text=text,
        html=body.html,
        reply_text=reply_text(text if new is None else new),
        attachments=tuple(_attachment(part, number) for number, part in enumerate(body.attached, start=1)),
    )
    return Parsed(message, contents)


def _attachment(part: Part, number: int) -> Attachment:
    return Attachment(
        name=safe_name(part.name, part.content_type, number),
        size=len(part.content),
        content_type=part.content_type,
        sha256=hashlib.sha256(part.content).hexdigest(),
        content_id=one_line(part.content_id),
        inline=part.disposition == "inline" or bool(part.content_id and part.disposition != "attachment"),
    )


def _once(codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
