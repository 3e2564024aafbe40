"""How fast the reports are on many cases, and that their bases agree; prints each limit with what was reached as JSON lines.

    python bench/reports.py [--cases 1000000] [--runs 5] [--keep] [--peer 100000 [--peer-python PATH]]

On the PostgreSQL that DATABASE_URL names (its role may create databases) or on SQLite; a database is made for it and removed;
with `--keep` it stays, and the next run with `--keep` finds it filled.
Cases and events are written by the database itself from a fixed rule: five events a case, four years of receipt; beside them 20
teams of ten, an arrival and a letter or two for each case, arrivals that ended elsewhere, remedies, reasons for lateness. Limits:
the overview 150 ms, any other cut 3 s, the count from events 60 s, a day's changes taken in within 1 s, memory 150 MB;
on SQLite three times that. `--peer` fills django-helpdesk with so many tickets on the same PostgreSQL and times its report pages;
`--peer-python` names an interpreter that has it, else one is made in a temporary folder.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from bench.peerreports import report_pages_of_the_peer
from cases.models import Case, User
from cases.services.people import MANAGERS, prepare_groups
from reports.asked import Asked
from reports.period import Period
from reports.services.files import ask_for_file, content, delete_file, make_file
from reports.services.refresh import bring_up_to_date

TODAY = date(2026, 11, 25)
OVERVIEW_MS, CUT_MS, DAY_MS, EXACT_S, MEMORY_MB = 150, 3000, 1000, 60, 150
# A process begins with the memory of the one that it was forked from, so a small one starts what is measured.
LAUNCHED = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
_, status, used = os.wait4(child.pid, 0)
print(used.ru_maxrss, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))
"""
YEARS = "from=2022-12&to=2026-11"
PAGES = {
    "overview, 12 months": ("/admin/reports/", OVERVIEW_MS),
    "overview, 4 years": (f"/admin/reports/?{YEARS}", OVERVIEW_MS),
    "by law, 4 years": (f"/admin/reports/timeliness/?by=regime&{YEARS}", OVERVIEW_MS),
    "by procedure, 4 years": (f"/admin/reports/timeliness/?by=procedure&{YEARS}", OVERVIEW_MS),
    "by month, complaints, 4 years": (f"/admin/reports/timeliness/?by=month&procedure=complaint&{YEARS}", OVERVIEW_MS),
    **{
        f"by {cut}, 4 years": (f"/admin/reports/timeliness/?by={cut}&{YEARS}", CUT_MS)
        for cut in ("week", "place", "channel", "language", "outcome", "ground", "right", "month,channel", "reason", "team",
                    "officer")
    },
    "by channel, one language": (f"/admin/reports/timeliness/?by=channel&language=en&{YEARS}", CUT_MS),
    **{
        f"report {name}, 4 years": (f"/admin/reports/{name}/?{YEARS}", CUT_MS)
        for name in ("backlog", "acknowledgement", "answers", "extensions", "stops", "complaints", "rights", "reopened",
                     "uk-complaints", "lateness", "remedies", "teams", "workload", "quarantine", "letters")
    },
    "reasons for lateness by law, 4 years": (f"/admin/reports/lateness/?by=reason,regime&{YEARS}", CUT_MS),
    "overview with forecast and alarms of one team, 12 months": ("/admin/reports/?team=7", CUT_MS),
    "remedies of one law, 4 years": (f"/admin/reports/remedies/?regime=uk-gdpr&{YEARS}", CUT_MS),
    "list of late cases, 12 months": ("/admin/reports/cases/?figure=late&from=2025-12&to=2026-11", CUT_MS),
    "list of a team's overdue cases, 4 years": (f"/admin/reports/cases/?figure=overdue&team=7&{YEARS}", CUT_MS),
    "list of late cases of one reason, 4 years": (f"/admin/reports/cases/?figure=late&reason=search&{YEARS}", CUT_MS),
    "list of open remedies, 4 years": (f"/admin/reports/remedies/list/?figure=open&{YEARS}", CUT_MS),
    "list of all remedies, page 900": ("/admin/reports/remedies/list/?figure=promised&page=900", CUT_MS),
    "list of all cases": ("/admin/reports/cases/?figure=received", CUT_MS),
    "list of all cases, page 5,000": ("/admin/reports/cases/?figure=received&page=5000", CUT_MS),
}  # fmt: skip


def main() -> int:
    """Fill, measure, print, remove; 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peer", type=int, default=0, metavar="TICKETS")
    parser.add_argument("--peer-python", type=Path)
    parser.add_argument("--keep", action="store_true", help="leave the filled database, and take the one that was left")
    given = parser.parse_args()
    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, serialize=False, keepdb=given.keep)
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    bench = Bench(factor=1 if connection.vendor == "postgresql" else 3)
    try:
        # Nobody collected static files for us; the report on single officers is measured too.
        with override_settings(STORAGES={**settings.STORAGES, **plain}, REPORTS_BY_OFFICER=True):
            bench.run(given.cases, given.runs)
        if given.peer:
            _peer(given.peer, runs=min(given.runs, 3), python=given.peer_python)
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
        began, spent = time.perf_counter(), time.process_time()
        while not bring_up_to_date(now=timezone.now(), most_steps=50):
            pass
        seconds, ours = time.perf_counter() - began, time.process_time() - spent
        _print("facts and tallies of all, once", seconds=round(seconds, 1), our_processor_s=round(ours, 1))
        self._pages(runs)
        self._a_day()
        self._a_file()
        self._commands()

    def _pages(self, runs: int) -> None:
        client = Client(headers={"host": "localhost"})
        client.force_login(_manager())
        for name, (address, limit) in PAGES.items():
            look = partial(_look, client, address)
            look()
            spent = time.process_time()
            taken = [_ms(look) for _ in range(runs)]
            ours = (time.process_time() - spent) * 1000 / runs
            self._limit(
                name, limit, statistics.median(taken), "ms", worst=round(max(taken)), our_processor_ms=round(ours)
            )

    def _a_day(self) -> None:
        """Take in what a day brings: a thousand cases with an event each."""
        some_change(1000, today=TODAY)
        self._limit("a day's changes", DAY_MS, _ms(lambda: bring_up_to_date(now=timezone.now())), "ms")

    def _a_file(self) -> None:
        """Make the file of the list of all cases, read it, delete it; there is no limit but memory (`_commands`)."""
        user, asked = User.objects.get(username="manager"), Asked(Period(), TODAY, ())
        file = ask_for_file(user=user, figure="received", asked=asked, rows=Case.objects.count(), now=timezone.now())
        making = _ms(lambda: make_file(file_id=file.pk, now=timezone.now()))
        file.refresh_from_db()
        began = time.perf_counter()
        size = sum(len(part) for part in content(file=file, user=user))
        seconds = round(time.perf_counter() - began, 1)
        _print(
            "file of all cases",
            rows=file.written,
            megabytes=size // 10**6,
            made_s=round(making / 1000, 1),
            read_s=seconds,
        )
        delete_file(user=user, file_id=file.pk, now=timezone.now())

    def _command(self, *options: str) -> tuple[dict[str, Any], float, float]:
        """Run `manage.py report timeliness` in a process of its own: what it prints, seconds, and its memory in MB."""
        command = [sys.executable, str(BASE / "manage.py"), "report", "timeliness", *options]
        with _where() as there:
            began = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", LAUNCHED, *command], env=os.environ | there, capture_output=True, check=True
            )
            seconds = time.perf_counter() - began
        return json.loads(done.stdout), seconds, int(done.stderr.split()[-1]) / 1024

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


@contextmanager
def _where() -> Iterator[dict[str, str]]:
    """Give the variables by which a process of its own finds the filled database."""
    ours = connection.settings_dict
    if connection.vendor == "postgresql":
        yield {"DATABASE_URL": f"postgresql://{ours['USER']}@{ours['HOST']}:{ours['PORT']}/{ours['NAME']}"}
        return
    with tempfile.TemporaryDirectory(prefix="claims-bench-") as folder:
        (Path(folder) / "claims.sqlite3").symlink_to(ours["NAME"])
        yield {"DATA_DIR": folder}


def _ms(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000


def _peer(tickets: int, *, runs: int, python: Path | None) -> None:
    """Time the peer's pages on the server that holds our database."""
    ours = connection.settings_dict
    server = f"postgresql://{ours['USER']}@{ours['HOST']}:{ours['PORT']}/postgres"
    told = report_pages_of_the_peer(server, tickets=tickets, runs=runs, python=python)
    _print(f"django-helpdesk's report pages, ms, {tickets:,} tickets", **told)


def _manager() -> User:
    """Make who reads reports and no case."""
    prepare_groups()
    user, _ = User.objects.get_or_create(username="manager", defaults={"is_staff": True})
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
