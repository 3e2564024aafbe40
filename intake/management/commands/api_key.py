"""`api_key`: makes a key of the API for one of the company's own systems, or ends one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.errors import Refused
from cases.words import SYSTEM
from intake.api.keys import issue, revoke
from intake.models import ApiKey


class Command(BaseCommand):
    """Print the key once; only its hash is kept."""

    help = "Make a key of the API and print it once, or end one with --revoke PREFIX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a name and scopes, or the prefix of the key to end."""
        parser.add_argument("--name", default="", help="the system that uses the key")
        parser.add_argument("--scope", action="append", default=[], dest="scopes", choices=ApiKey.Scope.values)
        parser.add_argument(
            "--revoke", metavar="PREFIX", dest="ended", help="end the key with this prefix (the part after cdk_)"
        )

    def handle(self, *_args: Any, name: str, scopes: list[str], ended: str | None, **_options: Any) -> None:
        """Make or end; a refusal is one sentence and exit 1."""
        if ended is not None:
            self._end(ended)
            return
        try:
            _, shown_once = issue(name=name, scopes=scopes, by=SYSTEM, now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(shown_once)
        self.stderr.write("Keep it now: it is not stored here and cannot be shown again.")

    def _end(self, prefix: str) -> None:
        key = ApiKey.objects.filter(prefix=prefix).first()
        if key is None:
            raise CommandError(f"There is no key with the prefix {prefix}. Take the part between cdk_ and the next _.")
        revoke(key=key, by=SYSTEM, now=timezone.now())
        self.stderr.write(f"The key {prefix} ({key.name}) is ended.")
