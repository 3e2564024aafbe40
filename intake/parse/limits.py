"""Limits that a mail must keep before the standard library may read it, counted on the raw bytes in linear time.

Measured on CPython 3.11: 100,000 addresses, 20,000 parts or 1,000 nested messages each cost the library seconds to minutes
or end in RecursionError. What exceeds a limit is therefore read without its body, or without the field that is too long.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HEADER_BYTES = 256 * 1024
HEADER_LINES = 1_000
FIELD_BYTES = 32 * 1024
ADDRESSES = 500
REFERENCES = 200
DEPTH = 20
PARTS = 200
NESTING_DECLARED = 60  # multipart and message declarations anywhere; the library's recursion is safe up to here

_BLANK_LINE = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n|\r\n\n")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_NESTING = re.compile(rb"(?i)content-type:\s{0,80}(?:multipart|message)/")
_BOUNDARY = re.compile(rb"(?i)boundary[*0-9]{0,4}\s{0,20}=\s{0,20}\"?([^\"\r\n;]{1,200})")
_CONTENT_FIELD = re.compile(rb"(?im)^content-(?:type|disposition):[^\r\n]*(?:(?:\r\n|\n|\r)[ \t][^\r\n]*)*")
_ADDRESS_FIELDS = (b"from:", b"to:", b"cc:", b"reply-to:", b"sender:")
_REFERENCE_FIELDS = (b"references:", b"in-reply-to:")
_BODY_CODES = frozenset({"over_limit:depth", "over_limit:parts", "over_limit:part_header"})


@dataclass(frozen=True)
class Checked:
    """The header block and the body that may be read, and the limits that the mail exceeds."""

    header: bytes
    body: bytes
    exceeded: tuple[str, ...]

    @property
    def body_is_safe(self) -> bool:
        """Tell whether the standard library may take the body apart."""
        return _BODY_CODES.isdisjoint(self.exceeded)


def check(header: bytes, body: bytes) -> Checked:
    """Hold both halves of a mail, as `split` gives them, against the limits."""
    kept, exceeded = _check_header(header)
    return Checked(kept, body, tuple(dict.fromkeys((*exceeded, *_check_body(kept, body)))))


def split(raw: bytes) -> tuple[bytes, bytes]:
    """Return the header block with its last line end, and the body."""
    if raw[:1] in (b"\r", b"\n"):  # no header at all
        return b"", raw.lstrip(b"\r\n")
    found = _BLANK_LINE.search(raw)
    if not found:
        return raw, b""
    return raw[: found.start()] + b"\r\n", raw[found.end() :]


def _check_header(header: bytes) -> tuple[bytes, list[str]]:
    exceeded = []
    if len(header) > HEADER_BYTES:
        exceeded.append("over_limit:header_bytes")
        header = header[:HEADER_BYTES]
    kept: list[bytes] = []
    lines = 0
    for field, count in _fields(header):
        lines += count
        if lines > HEADER_LINES:
            exceeded.append("over_limit:header_lines")
            break
        if code := _check_field(field):
            exceeded.append(code)
        else:
            kept.append(field)
    return b"".join(kept), exceeded


def _check_field(field: bytes) -> str:
    if len(field) > FIELD_BYTES:
        return "over_limit:field_bytes"
    name = field[:12].lower()
    if name.startswith(_ADDRESS_FIELDS) and field.count(b"@") > ADDRESSES:
        return "over_limit:addresses"
    if name.startswith(_REFERENCE_FIELDS) and field.count(b"<") > REFERENCES:
        return "over_limit:references"
    return ""


def _fields(header: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each header field with its folded lines, and how many lines it has."""
    field: list[bytes] = []
    for line in _LINE.findall(header):
        if field and line[:1] not in (b" ", b"\t"):
            yield b"".join(field), len(field)
            field = []
        if line:
            field.append(line)
    if field:
        yield b"".join(field), len(field)


def _check_body(header: bytes, body: bytes) -> list[str]:
    if _count_at_most(_NESTING, header + body, NESTING_DECLARED) > NESTING_DECLARED:
        return ["over_limit:depth"]
    fields = [found.group() for half in (header, body) for found in _CONTENT_FIELD.finditer(half)]
    if any(len(field) > FIELD_BYTES for field in fields):
        return ["over_limit:part_header"]
    return ["over_limit:parts"] if _delimiters(fields, body) > PARTS else []


def _delimiters(fields: list[bytes], body: bytes) -> int:
    """Return how many lines of the body begin a part of a declared boundary."""
    multiparts = (field for field in fields if _NESTING.match(field))
    declared = {one.strip() for field in multiparts for one in _BOUNDARY.findall(field)[:3]}
    begun = (body.count(b"\n--" + one) + body.count(b"\r--" + one) for one in declared)
    return sum(begun) - len(declared)  # each may be closed once


def _count_at_most(pattern: re.Pattern[bytes], body: bytes, limit: int) -> int:
    count = 0
    for _ in pattern.finditer(body):
        count += 1
        if count > limit:
            break
    return count
