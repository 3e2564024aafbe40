"""Makes the groups of staff, and where asked the demo logins; run it after each `migrate`, as often as you like."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cases.services.people import prepare_demo_logins, prepare_groups


class Command(BaseCommand):
    """Prepares who may do what."""

    help = "Makes the groups officers, team_lead, dpo and managers with their permissions; --demo-logins also makes four logins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("--demo-logins", metavar="PATH", help="file that keeps the demo logins and their passwords")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the groups, then the logins."""
        prepare_groups()
        if options["demo_logins"]:
            prepare_demo_logins(path=Path(options["demo_logins"]))
