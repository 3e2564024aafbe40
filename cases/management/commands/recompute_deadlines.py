"""`recompute_deadlines`: brings open cases up to the present edition of the laws; prints what it came to as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.services.recomputing import BATCH, recompute_some


class Command(BaseCommand):
    """Recomputes batch by batch; cut off at any moment, it goes on there the next time."""

    help = "Compute the dates of open cases anew where law, calendars, promise or confirmed figures changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("--batch", type=int, default=BATCH, metavar="CASES", help="cases in one transaction")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run until nothing is left."""
        counts = {"looked_at": 0, "moved": 0, "refused": 0}
        while (stretch := recompute_some(now=timezone.now(), limit=max(options["batch"], 1))).looked_at:
            counts = {name: count + getattr(stretch, name) for name, count in counts.items()}
        self.stdout.write(json.dumps(counts))
