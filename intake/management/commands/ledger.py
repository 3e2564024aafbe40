"""`ledger`: counts of arrivals, cases and letters by state, as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from intake.selectors import ledger


class Command(BaseCommand):
    """Show that what came in is accounted for."""

    help = "Print the counts of arrivals, cases and letters by state."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print one JSON document."""
        self.stdout.write(json.dumps(ledger(now=timezone.now())))
