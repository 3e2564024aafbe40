"""`ingest_reprocess`: lets the machine read quarantined arrivals once more, after a fix."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.errors import NotInQuarantine
from intake.selectors import all_quarantined, failed_in_quarantine
from intake.services.process import process
from intake.services.quarantine import reprocess_by_system


class Command(BaseCommand):
    """Read one arrival or all of the quarantine again and print what became of them."""

    help = (
        "Let the machine read quarantined arrivals once more, after a fix. What it is sure of leaves quarantine; the rest "
        "stays there, and all count from when they came."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one arrival, or all, or those that could not be read."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--id", type=int, metavar="N", help="the arrival with this number")
        which.add_argument("--all-quarantined", action="store_true", help="everything in quarantine, oldest first")
        which.add_argument("--all-failed", action="store_true", help="only what could not be read")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print {"reprocessed", "by_state"}. Raises CommandError for a number that is not in quarantine."""
        rows = all_quarantined()
        if options["id"] is not None:
            rows = rows.filter(pk=options["id"])
        elif options["all_failed"]:
            rows = failed_in_quarantine()
        ids = list(rows.values_list("pk", flat=True))
        if options["id"] is not None and not ids:
            raise CommandError(f"There is no arrival {options['id']} in quarantine.")
        states = [state for state in map(self._again, ids) if state]
        counts = {state: states.count(state) for state in sorted(set(states))}
        self.stdout.write(json.dumps({"reprocessed": len(states), "by_state": counts}))

    def _again(self, arrival_id: int) -> str:
        """Read one again; give its state, or nothing where an officer decided on it a moment earlier."""
        now = timezone.now()
        arrival = all_quarantined().filter(pk=arrival_id).first()
        try:
            if arrival is None:
                return ""
            reprocess_by_system(arrival=arrival, now=now)
        except NotInQuarantine:
            return ""
        process(arrival_id=arrival_id, now=now)
        arrival.refresh_from_db()
        return str(arrival.state)
