"""The reading child: `python -m intake.child` reads mails from standard input until the worker hangs up.

It also says what each asks for, so that the rules meet a stranger's text where they can be stopped. It knows no database,
no settings and no secrets. Its memory is limited as a whole, its processor time for each mail, so that it ends by itself
even when the worker that would kill it is gone.
"""

import logging
import os
import resource
import sys
from types import TracebackType
from typing import Any, BinaryIO

from intake.match import tokens_in
from intake.parse import wire
from intake.parse.message import ParsedMessage
from intake.parse.read import read
from intake.triage import suggest

MEMORY_BYTES = 1024 * 1024 * 1024


def main() -> None:
    """Answer one frame for each frame; every answer carries the processor time that the mail took."""
    requests, answers = _private_pipes()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    logging.disable(logging.CRITICAL)  # a library's log line could quote the mail
    sys.excepthook = _say_only_the_kind
    while True:
        try:
            request, (raw,) = wire.receive(requests)
        except EOFError:
            return
        before = _processor_seconds()
        _limit_processor_time(before + request["seconds"])
        parsed = read(raw, authserv_id=request["authserv_id"])
        said = suggestion(parsed.message, request["mailboxes"])
        spent = round(_processor_seconds() - before, 4)
        answer = {"message": parsed.message.to_json(), "said": said, "cpu_s": spent}
        wire.send(answers, answer, parsed.contents)


def suggestion(message: ParsedMessage, mailboxes: list[str]) -> dict[str, Any] | None:
    """Say what a mail asks for; not of one to a private reply address, which mostly joins its case unasked."""
    if tokens_in(message.recipients, mailboxes):
        return None
    try:
        return suggest(message).to_json()
    except Exception:  # the worker asks once more, and keeps the traceback for an administrator
        return None


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for frames alone: what a library prints goes to standard error."""
    requests, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _limit_processor_time(until: float) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(until) + 1, hard))


def _say_only_the_kind(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    sys.stderr.write(f"intake.child ended by {kind.__name__}\n")  # the message could quote the mail


if __name__ == "__main__":
    main()
