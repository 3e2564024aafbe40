"""How fast the reports are on many cases, and that their bases agree; prints each limit with what was reached as JSON lines.

    python bench/reports.py [--cases 1000000] [--runs 5] [--keep]

On the PostgreSQL that DATABASE_URL names (its role may create databases) or on SQLite; a database is made for it and removed;
with `--keep` it stays, and the next run with `--keep` finds it filled.
Cases and events are written by the database itself from a fixed rule: five events a case, four years of receipt. Limits: the
overview 150 ms, any other cut 3 s, the count from events 60 s, a day's changes taken in within 1 s, memory 150 MB;
on SQLite three times that.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import django

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("STAFF_MFA", "optional")  # nobody is there to show a second factor
django.setup()

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import override_settings, setup_test_environment
from django.utils import timezone

from bench.filling import fill, some_change
from cases.models import Case, User
from cases.services.people import MANAGERS, prepare_groups
from reports.services.refresh import bring_up_to_date

TODAY = date(2026, 11, 25)
OVERVIEW_MS, CUT_MS, DAY_MS, EXACT_S, MEMORY_MB = 150, 3000, 1000, 60, 150
PAGES = {
    "overview, 12 months": ("/admin/reports/", OVERVIEW_MS),
    "overview, 4 years": ("/admin/reports/?from=2022-12&to=2026-11", OVERVIEW_MS),
    "by law, 4 years": ("/admin/reports/timeliness/?by=regime&from=2022-12&to=2026-11", OVERVIEW_MS),
    "by place, 4 years": ("/admin/reports/timeliness/?by=place&from=2022-12&to=2026-11", CUT_MS),
    "by right, 4 years": ("/admin/reports/rights/?from=2022-12&to=2026-11", CUT_MS),
    "by channel, one language": ("/admin/reports/timeliness/?by=channel&language=en&from=2022-12&to=2026-11", CUT_MS),
    "by week, 4 years": ("/admin/reports/timeliness/?by=week&from=2022-12&to=2026-11", CUT_MS),
    "backlog by age": ("/admin/reports/backlog/?from=2022-12&to=2026-11", CUT_MS),
    "list of late cases": ("/admin/reports/cases/?figure=late&from=2025-12&to=2026-11", CUT_MS),
}


def main() -> int:
    """Fill, measure, print, remove; 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="leave the filled database, and take the one that was left")
    given = parser.parse_args()
    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, keepdb=given.keep)
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    bench = Bench(factor=1 if connection.vendor == "postgresql" else 3)
    try:
        with override_settings(STORAGES={**settings.STORAGES, **plain}):  # nobody collected static files for us
            bench.run(given.cases, given.runs)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0, keepdb=given.keep)
    return 1 if bench.failed else 0


class Bench:
    """One run, and whether a limit was passed."""

    def __init__(self, *, factor: int) -> None:
        self.failed = False
        self._factor = factor

    def run(self, cases: int, runs: int) -> None:
        """Fill and measure all."""
        if not Case.objects.exists():
            began = time.perf_counter()
            fill(cases, today=TODAY)
            _print("filling", seconds=round(time.perf_counter() - began, 1), cases=cases, engine=connection.vendor)
        began = time.perf_counter()
        while not bring_up_to_date(now=timezone.now(), most_steps=50):
            pass
        _print("facts and tallies of all, once", seconds=round(time.perf_counter() - began, 1))
        self._pages(runs)
        self._a_day()
        if connection.vendor == "postgresql":  # the database of a test run on SQLite lives in this process alone
            self._commands()

    def _pages(self, runs: int) -> None:
        client = Client(headers={"host": "localhost"})
        client.force_login(_manager())
        for name, (address, limit) in PAGES.items():
            look = partial(_look, client, address)
            look()
            taken = [_ms(look) for _ in range(runs)]
            self._limit(name, limit, statistics.median(taken), "ms", worst=round(max(taken)))

    def _a_day(self) -> None:
        """Take in what a day brings: a thousand cases with an event each."""
        some_change(1000)
        self._limit("a day's changes", DAY_MS, _ms(lambda: bring_up_to_date(now=timezone.now())), "ms")

    def _command(self, *options: str) -> tuple[dict[str, Any], float, float]:
        """Run `manage.py report timeliness` in a process of its own: what it prints, seconds, and its memory in MB."""
        settings_dict = connection.settings_dict
        address = f"postgresql://{settings_dict['USER']}@{settings_dict['HOST']}:{settings_dict['PORT']}/{settings_dict['NAME']}"
        variables = os.environ | {"DATABASE_URL": address}
        command = [sys.executable, str(BASE / "manage.py"), "report", "timeliness", *options]
        with tempfile.TemporaryFile() as output:
            began = time.perf_counter()
            child = subprocess.Popen(command, env=variables, stdout=output)
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - began
            output.seek(0)
            return json.loads(output.read()), seconds, used.ru_maxrss / 1024

    def _commands(self) -> None:
        rows, seconds, memory = self._command()
        self._limit("report from rows: memory", MEMORY_MB, memory, "MB", seconds=round(seconds, 1))
        events, seconds, memory = self._command("--exact")
        self._limit("report from events alone", EXACT_S, seconds, "s")
        self._limit("report from events alone: memory", MEMORY_MB, memory, "MB")
        agree = all(events["totals"][name] == rows["totals"][name] for name in ("received", "answered"))
        _print("events and rows agree on received and answered", agree=agree)

    def _limit(self, what: str, limit: float, reached: float, unit: str, **more: object) -> None:
        allowed = limit * self._factor
        holds = reached <= allowed
        self.failed |= not holds
        _print(what, reached=round(reached, 1), limit=allowed, unit=unit, holds=holds, **more)


def _ms(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000


def _manager() -> User:
    """Make who reads reports and no case."""
    prepare_groups()
    user = User.objects.create_user("manager", is_staff=True)
    user.groups.add(Group.objects.get(name=MANAGERS))
    return user


def _look(client: Client, address: str) -> None:
    status = client.get(address).status_code
    if status != 200:
        raise SystemExit(f"The page answered {status}.")


def _print(what: str, **figures: object) -> None:
    print(json.dumps({"what": what, **figures}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
