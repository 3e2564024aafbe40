"""Reads a mail from its raw bytes into a `ParsedMessage`; whatever the bytes are, it answers and never raises."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from intake.parse import limits, params
from intake.parse.addresses import emails, sender
from intake.parse.auth import auth_results
from intake.parse.blocks import Blocks
from intake.parse.body import REPORT_PARTS, Body, read_body
from intake.parse.charsets import decode
from intake.parse.dates import claimed_date
from intake.parse.forward import first_writer
from intake.parse.headers import header_text, one_line, values
from intake.parse.ids import message_ids, own_id
from intake.parse.message import Attachment, Parsed, ParsedMessage
from intake.parse.mime import Part, declared_type, first, leaves, parse_tree
from intake.parse.names import safe_name
from intake.parse.reply import reply_text
from intake.parse.reports import delivery_report, is_machine_sender
from intake.parse.spam import HEADERS as SPAM_HEADERS

_SENDERS = ("reply-to", "sender", "return-path")
_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
# What classification reads, and From as it came; everything else stays in the raw mail.
_KEPT = frozenset(
    {
        "from", "sender", "return-path", "auto-submitted", "x-autoreply", "x-autorespond", "x-auto-reply-from",
        "x-auto-response-suppress", "x-fc-machinegenerated", "x-post-messageclass", "precedence", "x-precedence",
        "list-id", "list-post", "list-unsubscribe", "list-help", "x-claims-desk", *SPAM_HEADERS,
    }
)  # fmt: skip
_LONGEST_HEADER = 2_000
_UNREAD = 20_000  # bytes of a body over a limit that are shown as they are


def read(raw: bytes, *, authserv_id: str = "") -> Parsed:
    """Read a mail and keep the bytes of its attachments; see `ParsedMessage` for what each field means."""
    message = ParsedMessage(size=len(raw))
    try:
        blocks = Blocks()
        header, body = limits.split(raw)
        body = blocks.take_out(body)  # what came is let go of: of a large mail there are copies enough
        checked = limits.check(header, body)
        message = _with_headers(message, checked, authserv_id)
        return _with_body(message, checked, blocks, raw)
    except Exception as error:  # what we cannot read waits for a person and does not stop the next mail
        defects = _once([*message.defects, f"unreadable:{type(error).__name__}"])
        return Parsed(replace(message, defects=defects))


def _with_headers(message: ParsedMessage, checked: limits.Checked, authserv_id: str) -> ParsedMessage:
    items = list(parse_tree(checked.header, b"").raw_items())
    who = sender(values(items, "from"), [(name, values(items, name)) for name in _SENDERS])
    date, date_defects = claimed_date(values(items, "date"))
    message_id, id_defects = own_id(values(items, "message-id"))
    subject, subject_defects = header_text(next(iter(values(items, "subject")), ""))
    return replace(
        message,
        from_email=who.email,
        from_name=who.name[:_LONGEST_HEADER],
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
        defects=_once([*checked.exceeded, *who.defects, *date_defects, *id_defects, *subject_defects]),
    )


def _kept(items: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, raw in items:
        if name.lower() in _KEPT:
            yield name.lower(), header_text(raw)[0][:_LONGEST_HEADER]


def _with_body(message: ParsedMessage, checked: limits.Checked, blocks: Blocks, raw: bytes) -> Parsed:
    if not checked.body_is_safe:
        text = decode(blocks.put_back(checked.body[:_UNREAD])[:_UNREAD])[0]
        return Parsed(replace(message, text=text, reply_text=text))
    root = parse_tree(checked.header, checked.body, blocks)
    parts, exceeded = leaves(root)
    body = read_body(parts)
    message = _with_text(message, body)
    wrote_name, wrote_email = first_writer(message.text, parts)
    message = replace(
        message,
        forwarded_name=wrote_name,
        forwarded_email=wrote_email,
        content_type=declared_type(root),
        report_type=_report_type(root, parts),
        attachments=tuple(_attachment(part, number) for number, part in enumerate(body.attached, start=1)),
        defects=_once([*message.defects, *exceeded, *body.defects]),
    )
    return Parsed(_with_report(message, root, parts, raw), tuple(part.content for part in body.attached))


def _with_text(message: ParsedMessage, body: Body) -> ParsedMessage:
    text = body.text()
    above_quote = body.new_html_text()
    return replace(
        message, text=text, html=body.html, reply_text=reply_text(text if above_quote is None else above_quote)
    )


def _report_type(root: Message, parts: list[Part]) -> str:
    """Return the kind of report: as declared, or as a part shows where the mail calls itself something else."""
    declared = params.read(first(root, "content-type"))[1].get("report-type", "").lower()
    shown = (part.content_type.partition("/")[2] for part in parts if part.content_type in REPORT_PARTS)
    return declared or next(shown, "")


def _with_report(message: ParsedMessage, root: Message, parts: list[Part], raw: bytes) -> ParsedMessage:
    report = delivery_report(
        raw=raw,
        parts=parts,
        text=message.text,
        from_email=message.from_email,
        failed_header=values(root.raw_items(), "x-failed-recipients"),
        is_machine=is_machine_sender(message.from_email, message.subject, message.header("return-path")),
    )
    return replace(message, delivery_report=report)


def _attachment(part: Part, number: int) -> Attachment:
    return Attachment(
        name=safe_name(part.name or _subject_of(part), part.content_type, number),
        size=len(part.content),
        content_type=part.content_type,
        sha256=hashlib.sha256(part.content).hexdigest(),
        content_id=one_line(part.content_id),
        inline=part.disposition == "inline" or bool(part.content_id and part.disposition != "attachment"),
    )


def _subject_of(part: Part) -> str:
    """Return `<subject>.eml` for an attached mail, '' for anything else or a mail without a subject."""
    if part.content_type != "message/rfc822":
        return ""
    header, _ = limits.split(part.content[: limits.FIELD_BYTES])
    subject = header_text(next(iter(values(parse_tree(header, b"").raw_items(), "subject")), ""))[0]
    return f"{subject.replace('/', '-')}.eml" if subject else ""


def _once(codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
