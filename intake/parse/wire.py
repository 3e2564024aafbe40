"""How the worker and its reading child talk: a length, a JSON header, and the bytes that the header announces."""

import json
from typing import Any, Protocol

_LENGTH = 4
_LONGEST_HEADER = 256 * 1024 * 1024


class Stream(Protocol):
    """What frames are written to and read from: a file, or the worker's end of the line."""

    def write(self, content: bytes, /) -> object:
        """Write all of it."""

    def flush(self) -> None:
        """Let nothing wait."""

    def read(self, size: int, /) -> bytes:
        """Read so much, less only at the end."""


def send(stream: Stream, header: dict[str, Any], blobs: tuple[bytes, ...] = ()) -> None:
    """Write one frame; `sizes` in the header announces the blobs that follow it."""
    encoded = json.dumps(header | {"sizes": [len(blob) for blob in blobs]}).encode("ascii")
    stream.write(len(encoded).to_bytes(_LENGTH, "big") + encoded)
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def receive(stream: Stream) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Read one frame; raises EOFError when the other side has gone."""
    length = int.from_bytes(_exactly(stream, _LENGTH), "big")
    if length > _LONGEST_HEADER:
        raise EOFError("a frame announces more than the longest header")
    header = json.loads(_exactly(stream, length))
    return header, tuple(_exactly(stream, size) for size in header["sizes"])


def _exactly(stream: Stream, size: int) -> bytes:
    content = stream.read(size)
    if len(content) != size:
        raise EOFError("the other side has gone")
    return content
