"""`read_mail`: shows what we read in mails, one JSON line each, without a database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from intake.parse.line import line
from intake.sandbox import ParserFailed, ParserProcess


class Command(BaseCommand):
    """Print a line per mail in the order of the arguments; one that cannot be read gives `error`, and exit 1 at the end."""

    help = "Print what we read in mails, one JSON line each: FILE ... or - for standard input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files; without any, read standard input."""
        parser.add_argument(
            "files", nargs="*", default=["-"], metavar="FILE", help="a mail as a file, - for standard input"
        )

    def handle(self, *_args: Any, files: list[str], **_options: Any) -> None:
        """Read each mail in the child process that intake reads with."""
        failed = False
        with ParserProcess(authserv_id=settings.TRUSTED_AUTHSERV_ID) as parser:
            for file in files:
                answer = _answer(parser, file)
                failed = failed or "error" in answer
                self.stdout.write(json.dumps(answer))
        if failed:
            sys.exit(1)


def _answer(parser: ParserProcess, file: str) -> dict[str, Any]:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        read = parser.read(raw)
        return line(read.message, raw=raw, file=file, our_addresses=settings.ORGANISATION.mailboxes, said=read.said)
    except OSError as error:
        return {"file": file, "error": f"{file} cannot be read: {error.strerror}. Name a file that holds one mail."}
    except (ValueError, ParserFailed) as error:  # a NUL in the name is a ValueError
        return {"file": file, "error": f"{file}: {error}"}
