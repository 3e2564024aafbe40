"""The reading child: `python -m intake.parse.child` reads mails from standard input until the worker closes it.

It knows no database, no settings and no secrets. Its memory is limited as a whole, its processor time for each mail, so that
it ends by itself even when the worker that would kill it is gone.
"""

import logging
import os
import resource
import sys
from types import TracebackType
from typing import BinaryIO

from intake.parse import wire
from intake.parse.read import read

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
        spent = round(_processor_seconds() - before, 4)
        wire.send(answers, {"message": parsed.message.to_json(), "cpu_s": spent}, parsed.contents)


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
    sys.stderr.write(f"intake.parse.child ended by {kind.__name__}\n")  # the message could quote the mail


if __name__ == "__main__":
    main()
