"""Reads mail in a killable child process, so that no mail can stop, slow down or bloat the worker."""

from intake.parse.message import Parsed


class ParserFailed(Exception):
    """The child was stopped while it read a mail; `reason` says why, in words for the officer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ParserProcess:
    """A long-lived child that reads mails one after the other; safe to share between threads."""

    def __init__(self, *, timeout_s: float = 20.0, authserv_id: str = "", max_messages: int = 500) -> None: ...

    def read(self, raw: bytes) -> Parsed: ...
    def close(self) -> None: ...
