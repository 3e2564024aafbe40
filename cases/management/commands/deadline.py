"""Prints the deadlines of a law with their working: `deadline --law eu-gdpr --right access --received 2026-01-31`."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from law.answer import Answer, answer, answer_lines, marks_from_arguments
from law.errors import BadQuestion


class Command(BaseCommand):
    """Answers one question from the arguments, or one a line of a batch file; exit 1 when one had no answer."""

    help = "Compute the deadlines of a law, with their working, as JSON lines."
    requires_system_checks: list[str] = []  # no database, no settings: the law is plain data

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the question's parts."""
        parser.add_argument("--batch", metavar="FILE.jsonl", help="one question a line; - reads standard input")
        parser.add_argument("--law", help="for example eu-gdpr, uk-gdpr, us-ca-ccpa")
        parser.add_argument("--right", help="for example access, erasure, complaint")
        parser.add_argument("--received", help="a date, or a moment with its offset")
        parser.add_argument("--place", help="ISO 3166 code whose calendar counts, for example DE-BY")
        parser.add_argument("--duty", help="acknowledge, respond, announce_extension or complete; without it all four")
        parser.add_argument("--mark", action="append", default=[], metavar="NAME=DATE", help="may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print an answer a line."""
        failed = False
        for line in self._answers(options):
            failed |= "error" in line
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        if failed:
            sys.exit(1)

    def _answers(self, options: dict[str, Any]) -> Iterable[Answer]:
        if options["batch"]:
            return _batch(options["batch"])
        try:
            marks = marks_from_arguments(options["mark"])
        except BadQuestion as error:
            return [{"id": None, "error": str(error)}]
        asked = {key: options[key] for key in ("law", "right", "received", "place", "duty")}
        return answer({**asked, "marks": marks})


def _batch(name: str) -> Iterator[Answer]:
    if name == "-":
        yield from answer_lines(sys.stdin)
        return
    try:
        with Path(name).open(encoding="utf-8", errors="replace") as lines:
            yield from answer_lines(lines)
    except OSError as error:
        raise CommandError(f"Cannot read {name}: {error.strerror}.") from error
