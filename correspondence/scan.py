"""Asks ClamAV's daemon about bytes, over its socket (INSTREAM, clamd(8)); no library, nothing written to a disk."""

import socket
import struct
from contextlib import closing
from dataclasses import dataclass

_CHUNK = 64 * 1024
_TIMEOUT_S = 30.0
_LONGEST_ANSWER = 4_096


class ScannerUnreachable(Exception):
    """The daemon did not answer, or not in its own words; the file stays unscanned and is tried again."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says: `infected` with the signature's name, `unscannable` with why, or neither: clean."""

    infected: str = ""
    unscannable: str = ""


def scan(content: bytes, *, address: str, timeout_s: float = _TIMEOUT_S) -> Verdict:
    """Give the verdict of the daemon at `address` (a path, or host:port). Raises ScannerUnreachable."""
    try:
        with closing(_connect(address, timeout_s)) as wire:
            return _verdict(_ask(wire, content))
    except (OSError, ValueError) as error:
        raise ScannerUnreachable(f"The virus scanner did not answer ({type(error).__name__}).") from error


def _connect(address: str, timeout_s: float) -> socket.socket:
    if address.startswith("/"):
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.settimeout(timeout_s)
        wire.connect(address)
        return wire
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=timeout_s)


def _ask(wire: socket.socket, content: bytes) -> str:
    """Send the stream in chunks, each with its length before it and an empty one at the end; give the answer."""
    try:
        wire.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            piece = content[start : start + _CHUNK]
            wire.sendall(struct.pack("!L", len(piece)) + piece)
        wire.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # over its size limit the daemon answers and hangs up before the end
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        received = wire.recv(_LONGEST_ANSWER)
        if not received:
            break
        answer += received
    return answer.rstrip(b"\0\r\n").decode("utf-8", "replace")


def _verdict(answer: str) -> Verdict:
    said = answer.partition(": ")[2] or answer
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        name = said.removesuffix(" FOUND")
        return Verdict(unscannable=name) if name.startswith("Heuristics.Encrypted") else Verdict(infected=name)
    if "size limit exceeded" in said.lower():
        return Verdict(unscannable="It is larger than the scanner takes.")
    raise ValueError("neither OK nor FOUND")
