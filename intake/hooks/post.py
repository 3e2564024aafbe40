"""A provider's post as it came: kept as one piece of bytes, and read again as a form or JSON without losing a byte.

Django decodes form fields as UTF-8 and limits their size; a mail inside a form is neither text nor small, so forms are
taken apart here.
"""

import json
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from intake.errors import PostUnreadable

MOST_PARTS = 1000
HEAD = b"Content-Type: "


@dataclass(frozen=True)
class Part:
    """One field of a form; a file has a file name."""

    name: str
    content: bytes = field(repr=False)
    filename: str | None = None
    content_type: str = ""


@dataclass(frozen=True)
class Post:
    """The body of a post and its declared type."""

    content_type: str
    body: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Give the bytes under which it is kept."""
        return HEAD + self.content_type.encode("latin-1", "replace") + b"\r\n\r\n" + self.body

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Post":
        """Read what to_bytes gave. Raises PostUnreadable."""
        head, parted, body = raw.partition(b"\r\n\r\n")
        if not parted or not head.startswith(HEAD):
            raise PostUnreadable("It is not a post of a mail provider as we keep them.")
        return cls(content_type=head.removeprefix(HEAD).decode("latin-1"), body=body)

    def json(self) -> dict[str, Any]:
        """Read the body as a JSON object. Raises PostUnreadable."""
        try:
            said = json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise PostUnreadable("The provider's post is not the JSON that it says it is.") from error
        if not isinstance(said, dict):
            raise PostUnreadable("The provider's post is JSON, but not of the shape that a mail has.")
        return said

    def parts(self) -> list[Part]:
        """Read the body as a form: multipart (RFC 7578) or URL-encoded; other bodies have no parts. Raises PostUnreadable."""
        declared = Message()
        declared["Content-Type"] = self.content_type
        if declared.get_content_type() == "application/x-www-form-urlencoded":
            pairs = parse_qsl(self.body.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
            return [Part(name=name, content=value.encode("latin-1")) for name, value in pairs[:MOST_PARTS]]
        if declared.get_content_type() != "multipart/form-data":
            return []
        boundary = declared.get_param("boundary")
        if not isinstance(boundary, str) or not boundary:
            raise PostUnreadable("The provider's form does not say where its fields end.")
        return _split(self.body, b"\r\n--" + boundary.encode("latin-1", "replace"))

    def fields(self) -> dict[str, bytes]:
        """Give the last value of each field that is no file."""
        return {part.name: part.content for part in self.parts() if part.filename is None}


def _split(body: bytes, delimiter: bytes) -> list[Part]:
    pieces = (b"\r\n" + body).split(delimiter, MOST_PARTS)
    return [_part(piece) for piece in pieces[1:] if not piece.startswith(b"--")]


def _part(piece: bytes) -> Part:
    head, _, content = piece.partition(b"\r\n\r\n")
    headers = Message()
    for line in head.decode("utf-8", "replace").split("\r\n"):
        header, _, value = line.partition(":")
        if value:
            headers[header.strip()] = value.strip()
    filename = headers.get_param("filename", header="Content-Disposition")
    name = headers.get_param("name", header="Content-Disposition")
    return Part(
        name=name if isinstance(name, str) else "",
        content=content,
        filename=filename if isinstance(filename, str) else None,
        content_type=str(headers.get("Content-Type", "")),
    )
