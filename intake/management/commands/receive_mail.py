"""`receive_mail PATH…`: brings .eml files, a Maildir or an mbox in through the same way as IMAP."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from intake.doors.files import receive_path


class Command(BaseCommand):
    """Bring mail in from files and print counts."""

    help = "Bring mail in from .eml files, a Maildir or an mbox. What was brought in before is found and not doubled."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the paths."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    def handle(self, *_args: Any, paths: list[Path], **_options: Any) -> None:
        """Print {"new", "repeated", "errors"}; exit 1 when a path could not be read."""
        counts = [receive_path(path, now=timezone.now()) for path in paths]
        errors = [error for count in counts for error in count.errors]
        for error in errors:
            self.stderr.write(error)
        total = {"new": sum(c.new for c in counts), "repeated": sum(c.repeated for c in counts), "errors": len(errors)}
        self.stdout.write(json.dumps(total))
        if errors:
            sys.exit(1)
