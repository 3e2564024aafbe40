"""The parts of a mail: the standard library's tolerant parser, kept from descending where it is not needed or not safe.

A nested message and a delivery report stay opaque leaves with their exact bytes, so nesting costs nothing here and an attached
mail is handed on as it came.
"""

import binascii
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import Compat32, compat32
from functools import partial

from intake.parse import params
from intake.parse.blocks import Blocks
from intake.parse.headers import as_bytes, lenient_base64
from intake.parse.limits import DEPTH, PARTS

_CHUNK = 256 * 1024
_BOUNDARY_LINE = re.compile(rb"(?:\A|[\r\n])--([^\s-][^\r\n]{0,199}?)[ \t]*[\r\n]")
_CONTENT_TYPE = re.compile(rb"(?im)^content-type:[^\r\n]*(?:\r\n|\n|\r|\Z)(?:[ \t][^\r\n]*(?:\r\n|\n|\r|\Z))*")
_UU_BEGIN = re.compile(rb"(?m)^begin [0-7]{3,4} ([^\r\n]{1,200})\r?$")
_BASE64_AND_SPACE = (string.ascii_letters + string.digits + "+/=" + string.whitespace).encode("ascii")


class _OpaqueMessage(Message):
    """A part as the parser builds it; `message/...` shows itself as a leaf, so the parser does not look inside."""

    _payload: object

    def __init__(self, blocks: Blocks, policy: Compat32 = compat32) -> None:
        super().__init__(policy)
        self._blocks = blocks

    def get_content_type(self) -> str:
        declared = declared_type(self)
        return "application/octet-stream" if declared.startswith("message/") else declared

    def get_content_maintype(self) -> str:
        return self.get_content_type().partition("/")[0]

    @property
    def raw_payload(self) -> bytes:
        """Return a leaf's content as it came; `get_payload` would already decode 8-bit text by the declared charset."""
        payload = self._payload
        return self._blocks.put_back(as_bytes(payload)) if isinstance(payload, str) else b""


@dataclass(frozen=True)
class Part:
    """One leaf of the tree, with its content decoded, and the kinds of multipart around it, outermost first."""

    content_type: str
    params: dict[str, str]
    disposition: str
    name: str
    content_id: str
    content: bytes
    around: tuple[str, ...] = ()
    is_root: bool = False  # the first part of a multipart/related
    problems: tuple[str, ...] = field(default=())


def parse_tree(header: bytes, body: bytes, blocks: Blocks | None = None) -> Message:
    """Return the mail as a tree of parts; the bytes must have passed `limits.check`, `blocks` were taken out of the body."""
    kept = blocks or Blocks()
    root = _parse(header, body, kept)
    if declared_type(root).startswith("multipart/") and not root.is_multipart() and body.strip():
        return _parse_by_first_line(header, body, kept) or root
    return root


def _parse(header: bytes, body: bytes, blocks: Blocks) -> Message:
    parser = BytesFeedParser(partial(_OpaqueMessage, blocks), policy=compat32)
    parser.feed(header + b"\r\n")
    for start in range(0, len(body), _CHUNK):  # at once it would hold a second copy of four bytes a character
        parser.feed(body[start : start + _CHUNK])
    return parser.close()


def _parse_by_first_line(header: bytes, body: bytes, blocks: Blocks) -> Message | None:
    """Take a multipart apart that does not name its boundary, by the first line that looks like one."""
    found = _BOUNDARY_LINE.search(body[:_CHUNK])
    if not found:
        return None
    kept = _CONTENT_TYPE.sub(b"", header)
    boundary = found.group(1).replace(b"\\", b"").replace(b'"', b"")
    return _parse(kept + b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n', body, blocks)


def leaves(root: Message) -> tuple[list[Part], list[str]]:
    """Return the leaves in the order of the mail, and the limits that the real tree exceeds."""
    found: list[Part] = []
    exceeded: list[str] = []
    stack: list[tuple[Message, tuple[str, ...], bool]] = [(root, (), False)]
    while stack:
        part, around, is_root = stack.pop()
        if len(around) >= DEPTH:
            exceeded.append("over_limit:depth")
        elif len(found) >= PARTS:
            exceeded.append("over_limit:parts")
            break
        elif part.is_multipart():
            kind = declared_type(part).partition("/")[2]
            children = [
                (child, (*around, kind), kind == "related" and n == 0) for n, child in enumerate(_children(part))
            ]
            stack += reversed(children)
        else:
            found.append(_leaf(part, around, is_root))
    return found, exceeded


def declared_type(part: Message) -> str:
    """Return the content type in lower case; text/plain, or what the parent says, where none or a broken one is declared."""
    raw = first(part, "content-type")
    value = raw.partition(";")[0].strip().lower()
    return value if value.count("/") == 1 and not value.startswith("/") else part.get_default_type()


def first(part: Message, name: str) -> str:
    """Return the first raw value of a field, '' when there is none."""
    for key, value in part.raw_items():
        if key.lower() == name:
            return str(value)
    return ""


def _children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (child for child in payload if isinstance(child, Message))


def _leaf(part: Message, around: tuple[str, ...], is_root: bool) -> Part:
    _, type_params = params.read(first(part, "content-type"))
    disposition, disposition_params = params.read(first(part, "content-disposition"))
    content, problems = _content(part)
    return Part(
        content_type=declared_type(part),
        params=type_params,
        disposition=disposition,
        name=disposition_params.get("filename") or type_params.get("name", ""),
        content_id=first(part, "content-id").strip().strip("<>")[:300],
        content=content,
        around=around,
        is_root=is_root,
        problems=problems,
    )


def _content(part: Message) -> tuple[bytes, tuple[str, ...]]:
    raw = part.raw_payload if isinstance(part, _OpaqueMessage) else b""
    encoding = first(part, "content-transfer-encoding").partition(";")[0].strip().strip('"').lower()
    return decode_transfer(raw, encoding)


def decode_transfer(raw: bytes, encoding: str) -> tuple[bytes, tuple[str, ...]]:
    """Undo a content transfer encoding (RFC 2045) as far as it goes; never raises."""
    if encoding == "base64":
        if raw.translate(None, _BASE64_AND_SPACE):
            return _broken_base64(raw)
        return lenient_base64(raw), ()
    if encoding == "quoted-printable":
        return binascii.a2b_qp(raw), ()
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return uudecode(raw), ()
    known = encoding in ("", "7bit", "8bit", "binary", "7-bit", "8-bit")
    return raw, () if known else ("encoding_unknown",)


def _broken_base64(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Decode the base64 at the start; text that merely claims to be base64 stays as it is."""
    if len(raw.split(maxsplit=1)[0]) < 4 or b" " in raw.strip().splitlines()[0]:
        return raw, ("base64_broken",)
    return lenient_base64(raw), ("base64_broken",)


def uudecode(raw: bytes) -> bytes:
    """Decode one uuencoded block, leaving out its broken lines."""
    begin = _UU_BEGIN.search(raw)
    lines = raw[begin.end() :].splitlines() if begin else raw.splitlines()
    content: list[bytes] = []
    for line in lines:
        if line.strip() in (b"end", b"`"):
            break
        if line.strip():  # an empty line would decode to 32 NULs
            content.append(_uu_line(line))
    return b"".join(content)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0  # some encoders pad the line with junk
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""
