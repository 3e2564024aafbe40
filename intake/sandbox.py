"""Reads mail in a killable child process, so that no mail can stop, slow down or bloat the worker."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from intake.parse import wire
from intake.parse.message import Parsed, ParsedMessage

_ROOT = Path(__file__).resolve().parent.parent
_SIGXCPU = 24  # how the kernel ends a child that used up its processor time


class ParserFailed(Exception):
    """The child ended while it read a mail; `reason` says why, in words for the officer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ParserProcess:
    """A long-lived child that reads mails one after the other; threads take turns, a forked worker starts its own.

    The child is killed and replaced when a mail takes longer than `timeout_s`, and replaced after `max_messages`.
    `authserv_id` names our own mail server, whose Authentication-Results are believed.
    """

    def __init__(self, *, timeout_s: float = 20.0, authserv_id: str = "", max_messages: int = 500) -> None:
        self.timeout_s = timeout_s
        self.authserv_id = authserv_id
        self.max_messages = max_messages
        self.cpu_s = 0.0  # of the last mail
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._count = 0

    def read(self, raw: bytes) -> Parsed:
        """Read one mail; raises ParserFailed when the child had to be stopped or ended by itself."""
        with self._lock:
            child = self._ready_child()
            timed_out = threading.Event()
            timer = threading.Timer(self.timeout_s, _stop, (child, timed_out))
            timer.start()
            try:
                return self._ask(child, raw)
            except (EOFError, OSError, ValueError) as error:
                self._discard()
                raise ParserFailed(self._why(child, timed_out.is_set())) from error
            finally:
                timer.cancel()

    def close(self) -> None:
        """End the child; the next `read` starts another."""
        with self._lock:
            self._discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _ask(self, child: subprocess.Popen[bytes], raw: bytes) -> Parsed:
        assert child.stdin and child.stdout  # noqa: S101 - both are pipes, for the type checker
        wire.send(child.stdin, {"authserv_id": self.authserv_id, "seconds": self.timeout_s}, (raw,))
        answer, contents = wire.receive(child.stdout)
        self._count += 1
        self.cpu_s = answer["cpu_s"]
        return Parsed(ParsedMessage.from_json(answer["message"]), contents)

    def _ready_child(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # we were forked: the child belongs to the parent, its pipes too
            self._child = None
        if self._child and (self._count >= self.max_messages or self._child.poll() is not None):
            self._discard()
        if self._child is None:
            self._child, self._owner, self._count = _start(), os.getpid(), 0
        return self._child

    def _discard(self) -> None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):  # bytes that the child never took
                if pipe:
                    pipe.close()

    def _why(self, child: subprocess.Popen[bytes], timed_out: bool) -> str:
        if timed_out or child.returncode == -_SIGXCPU:
            return f"Reading it took longer than {self.timeout_s:g} seconds and was stopped."
        return f"The process that read it ended unexpectedly (code {child.returncode})."


def _start() -> subprocess.Popen[bytes]:
    """Start a child whose environment holds nothing of ours: no secrets, no settings, only where the code lies."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no outside input
        [sys.executable, "-m", "intake.parse.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
    )


def _stop(child: subprocess.Popen[bytes], timed_out: threading.Event) -> None:
    timed_out.set()
    child.kill()
