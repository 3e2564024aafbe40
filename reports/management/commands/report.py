"""`report NAME`: the figures of a report page, from the rows of cases or, as a proof, from events alone."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.places import local_day
from reports.asked import Asked
from reports.output import as_csv, as_document
from reports.period import PeriodRefused, period_of
from reports.registry import NAMES, reports
from reports.services.refresh import how_far, step


class Command(BaseCommand):
    """Print one JSON document, or CSV."""

    requires_system_checks: list[str] = []  # which read all addresses: a sixth of the memory that it takes
    help = "Print a report. Without --from and --to it covers every case; --list names the reports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the report's name, the period of receipt and how it is computed."""
        parser.add_argument("name", nargs="?", metavar="NAME", help="the report: " + ", ".join(NAMES))
        parser.add_argument("--list", action="store_true", help="name the reports, one a line")
        parser.add_argument("--from", dest="first", default="", metavar="D", help="received from this day or month on")
        parser.add_argument("--to", dest="last", default="", metavar="D", help="received up to this day or month")
        parser.add_argument("--as-known-on", metavar="D", help="as it was known at the end of this day, from events")
        parser.add_argument("--exact", action="store_true", help="from events alone, without the rows of cases")
        parser.add_argument("--format", choices=["json", "csv"], default="json")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print; a wrong name or date is one sentence and exit 1."""
        if options["list"]:
            self.stdout.write("\n".join(reports()))
            return
        report = reports().get(options["name"] or "")
        if report is None:
            raise CommandError(f"Name a report: {', '.join(reports())}. report --list names them too.")
        asked = _asked(options, report.by)
        if asked.from_events and not report.knows_the_past:
            raise CommandError(
                f"The report {report.name} is only kept as it is known now. Leave --as-known-on and --exact out."
            )
        if asked.from_events and asked.not_in_events:
            raise CommandError(
                f"The history does not tell {' and '.join(asked.not_in_events).lower()}, so {report.name} is only kept as "
                "it is known now. Leave --as-known-on and --exact out."
            )
        if not asked.from_events:
            self._bring_up_to_date()
        table = report.table(asked)
        if options["format"] == "csv":
            self.stdout.writelines(as_csv(table))
            return
        basis = "events" if asked.from_events else "rows"
        self.stdout.write(json.dumps({"report": report.name, "basis": basis, **as_document(table, asked)}))

    def _bring_up_to_date(self) -> None:
        """Take in what is new; say on standard error how far it is where that takes a while."""
        while not step(now=timezone.now()):
            far = how_far()
            months = f"{far.untallied} month{'s' if far.untallied > 1 else ''}"
            tallies = f", {months} to be tallied" if far.untallied else ""
            self.stderr.write(
                f"Counting: {far.per_cent} % of the history (event {far.seen:,} of {far.last:,}){tallies}."
            )


def _asked(options: dict[str, Any], by: tuple[str, ...]) -> Asked:
    known_on = _day(options["as_known_on"])
    today = local_day(place="", moment=timezone.now())
    try:
        period = period_of(options["first"], options["last"])
    except PeriodRefused as refusal:
        raise CommandError(str(refusal)) from refusal
    return Asked(period, known_on or today, by, known_on=known_on, exact=options["exact"])


def _day(given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise CommandError(f'--as-known-on is "{given}", but should be a day such as 2026-09-30.') from error
