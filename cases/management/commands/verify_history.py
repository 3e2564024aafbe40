"""`verify_history`: exit 0 and counts when chains and anchors hold, exit 1 naming the first bad event."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from cases.services.verify import verify_history


class Command(BaseCommand):
    """Check that the history was only ever added to."""

    help = "Verify the chains of events and access records and the daily anchors."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the counts as JSON."""
        verified = verify_history()
        self.stdout.write(json.dumps(asdict(verified)))
        if verified.problem:
            self.stderr.write(verified.problem)
            sys.exit(1)
