"""The text of a mail out of its parts: which parts are the text, which are attachments, and the text made readable."""

import re
from dataclasses import dataclass, field

from intake.parse.charsets import decode
from intake.parse.htmltext import before_quote, html_to_text
from intake.parse.mime import Part, uudecode

LONGEST = 1_000_000  # characters of text or HTML that are kept; the raw mail has the rest

REPORT_PARTS = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report"})
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_META_CHARSET = re.compile(rb"(?i)<meta[^<>]{0,200}charset=[\"']?([\w:.-]{1,40})")
_HTML_START = re.compile(r"\A\s*(?:<!doctype html|<html\b|<head\b|<body\b)", re.IGNORECASE)
_UU_BLOCK = re.compile(rb"(?m)^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n(?:[\x20-\x60]{1,90}\r?\n){1,200000}end[ \t]*\r?$")
_LINE_END = re.compile(r"\r\n|\r")


@dataclass
class Body:
    """What the parts gave; `html_quote_cut` is the text above the quote where the HTML marks one."""

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    attached: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

    @property
    def html(self) -> str:
        """Return the HTML as received, the parts one below the other."""
        return "\n".join(self.htmls)[:LONGEST]

    def text(self) -> str:
        """Return the plain text; the HTML as text where there is none."""
        plain = "\n\n".join(text.strip("\n") for text in self.texts if text.strip())
        return (plain or html_to_text(self.html))[:LONGEST]

    def new_html_text(self) -> str | None:
        """Return the text above the quote of an HTML-only mail, None where the HTML marks no quote or there is plain text."""
        if any(text.strip() for text in self.texts):
            return None
        above = before_quote(self.html)
        return None if above is None else html_to_text(above) or None


def read_body(parts: list[Part]) -> Body:
    """Sort the parts into text and attachments and decode the text."""
    body = Body()
    has_report = any(part.content_type in REPORT_PARTS for part in parts)
    for part in parts:
        body.defects += part.problems
        if not _is_text(part) or (has_report and body.texts and _is_returned(part)):
            body.attached.append(part)
        elif part.content_type == "text/html":
            body.htmls.append(_decoded(part, body))
        else:
            _add_plain(part, body)
    if not body.texts and not body.htmls:
        _take_named_text(body)
    _note_length(body)
    body.defects += _unopened(body.attached)
    return body


def _unopened(attached: list[Part]) -> list[str]:
    """Return the codes of what we keep and cannot look into."""
    codes = []
    for part in attached:
        opaque = part.content_type in _ENCRYPTED and part.params.get("smime-type", "enveloped-data") == "enveloped-data"
        codes += ["encrypted"] if opaque else []
        codes += ["tnef"] if part.content_type in _TNEF or part.name.lower() == "winmail.dat" else []
    return codes


def _is_text(part: Part) -> bool:
    """Tell whether a part is what the sender wrote: text or HTML that is neither named nor declared an attachment."""
    if part.content_type not in ("text/plain", "text/html") and not part.content_type.startswith("multipart/"):
        return False  # a multipart that could not be taken apart is at least readable
    return part.disposition != "attachment" and not part.name


def _is_returned(part: Part) -> bool:
    return part.around[-1:] == ("report",)


def _take_named_text(body: Body) -> None:
    """Read a named text part shown inline as the text, where the mail has no other (some senders name their text)."""
    for part in body.attached:
        if (
            part.content_type in ("text/plain", "text/html")
            and part.disposition != "attachment"
            and part.content.strip()
        ):
            (body.htmls if part.content_type == "text/html" else body.texts).append(_decoded(part, body))
            return


def _add_plain(part: Part, body: Body) -> None:
    content = part.content
    if b"\nend" in content or content.startswith(b"begin "):
        content = _take_uuencoded(content, body)
    text = _decoded(part, body, content)
    if _HTML_START.match(text):
        body.htmls.append(text)
        return
    if part.params.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=part.params.get("delsp", "").lower() == "yes")
    body.texts.append(text)


def _take_uuencoded(content: bytes, body: Body) -> bytes:
    for block in _UU_BLOCK.finditer(content):
        name = decode(block.group(1))[0]
        decoded = uudecode(block.group())
        body.attached.append(Part("application/octet-stream", {}, "attachment", name, "", decoded))
    return _UU_BLOCK.sub(b"", content)


def _decoded(part: Part, body: Body, content: bytes | None = None) -> str:
    content = part.content if content is None else content
    declared = part.params.get("charset", "")
    if not declared and part.content_type == "text/html" and (meta := _META_CHARSET.search(content[:4_096])):
        declared = meta.group(1).decode("ascii")
    text, problem = decode(content, declared)
    if problem:
        body.defects.append(problem)
    return _LINE_END.sub("\n", text)


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the lines of format=flowed text (RFC 3676); quoted lines keep their marks."""
    out: list[str] = []
    open_line = False
    for line in text.split("\n"):
        stuffed = line[1:] if line.startswith(" ") else line
        if open_line and not stuffed.startswith(">") and stuffed != "-- ":
            out[-1] += stuffed
        else:
            out.append(stuffed)
        open_line = stuffed.endswith(" ") and not stuffed.startswith(">") and stuffed != "-- "
        if open_line and delete_space:
            out[-1] = out[-1][:-1]
    return "\n".join(out)


def _note_length(body: Body) -> None:
    if sum(map(len, body.texts)) > LONGEST or sum(map(len, body.htmls)) > LONGEST:
        body.defects.append("text_cut")
