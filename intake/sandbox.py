"""Reads mail in a killable child process, so that no mail can stop, slow down or bloat the worker."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from intake.parse import wire
from intake.parse.message import Parsed, ParsedMessage
from intake.triage.suggestion import Suggestion

_ROOT = Path(__file__).resolve().parent.parent
_SIGXCPU = 24  # how the kernel ends a child that used up its processor time


class ParserFailed(Exception):
    """The child ended while it read a mail; `reason` says why, in words for the officer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Line:
    """Our end of the line to the child, in the manner of a file; what takes longer than until `ends` raises TimeoutError."""

    def __init__(self, ours: socket.socket) -> None:
        self.ends = 0.0
        self._ours = ours

    def write(self, content: bytes) -> None:
        """Send all of it."""
        self._ours.settimeout(self._left())
        self._ours.sendall(content)

    def flush(self) -> None:
        """Do nothing: nothing waits here."""

    def read(self, size: int) -> bytes:
        """Receive so many bytes, fewer when the child has gone."""
        content = bytearray(size)
        came = 0
        while came < size:
            self._ours.settimeout(self._left())
            count = self._ours.recv_into(memoryview(content)[came:])
            if not count:
                break
            came += count
        return bytes(content[:came] if came < size else content)

    def close(self) -> None:
        """Hang up."""
        self._ours.close()

    def _left(self) -> float:
        if (left := self.ends - time.monotonic()) <= 0:
            raise TimeoutError
        return left


@dataclass
class Child:
    """The child and the line to it."""

    process: subprocess.Popen[bytes]
    line: Line


class ParserProcess:
    """A long-lived child that reads mails one after the other; threads take turns, a forked worker starts its own.

    The child is killed and replaced when a mail takes longer than `timeout_s`, and replaced after `max_messages`: a new one
    costs as much as a hundred mails, since its rules are compiled when first needed.
    `authserv_id` names our own mail server, whose Authentication-Results are believed; `mailboxes` are our addresses.
    """

    def __init__(
        self,
        *,
        timeout_s: float = 20.0,
        authserv_id: str = "",
        mailboxes: Collection[str] = (),
        max_messages: int = 2_000,
    ) -> None:
        self.timeout_s = timeout_s
        self.authserv_id = authserv_id
        self.mailboxes = list(mailboxes)
        self.max_messages = max_messages
        self.cpu_s = 0.0  # of the last mail
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._owner = 0
        self._count = 0

    def read(self, raw: bytes) -> Parsed:
        """Read one mail; raises ParserFailed when the child had to be stopped or ended by itself."""
        with self._lock:
            child = self._ready_child()
            child.line.ends = time.monotonic() + self.timeout_s
            try:
                return self._ask(child.line, raw)
            except (EOFError, OSError, ValueError) as error:
                self._discard()
                raise ParserFailed(self._why(child.process.returncode, error)) from error

    def close(self) -> None:
        """End the child; the next `read` starts another."""
        with self._lock:
            self._discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _ask(self, line: Line, raw: bytes) -> Parsed:
        wanted = {"authserv_id": self.authserv_id, "mailboxes": self.mailboxes, "seconds": self.timeout_s}
        wire.send(line, wanted, (raw,))
        answer, contents = wire.receive(line)
        self._count += 1
        self.cpu_s = answer["cpu_s"]
        said = Suggestion.from_json(answer["said"]) if answer["said"] else None
        return Parsed(ParsedMessage.from_json(answer["message"]), contents, said)

    def _ready_child(self) -> Child:
        if self._owner != os.getpid():  # we were forked: the child belongs to the parent, the line to it too
            self._child = None
        if self._child and (self._count >= self.max_messages or self._child.process.poll() is not None):
            self._discard()
        if self._child is None:
            self._child, self._owner, self._count = _start(), os.getpid(), 0
        return self._child

    def _discard(self) -> None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.process.kill()
        child.process.wait()
        child.line.close()

    def _why(self, code: int, error: Exception) -> str:
        if isinstance(error, TimeoutError) or code == -_SIGXCPU:
            return f"Reading it took longer than {self.timeout_s:g} seconds and was stopped."
        return f"The process that read it ended unexpectedly (code {code})."


def _start() -> Child:
    """Start a child whose environment holds nothing of ours: no secrets, no settings, only where the code lies."""
    ours, its = socket.socketpair()
    with its:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no outside input
            [sys.executable, "-m", "intake.child"],
            stdin=its.fileno(),
            stdout=its.fileno(),
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
        )
    return Child(process, Line(ours))
