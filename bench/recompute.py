"""Recomputes the deadlines of 100,000 open cases on PostgreSQL; the promise is at most 180 s, with memory flat.

    python bench/recompute.py [--cases 100000]

Starts a PostgreSQL of its own. Three rounds: the first dates of all; a new edition that moves no date; one that moves every
answer's date, which leaves an event and a notice on every case. The seconds are by the wall and, in brackets, of this
process alone. Memory is the peak after the first tenth against the peak at the end.
"""

import argparse
import os
import resource
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import django

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command
from django.db import connection

from cases.models import Case, Deadline, InvokedRight, Recomputing
from cases.services.recomputing import recompute_some
from tests.parts.postgres import postgres_server

LIMIT_S = 180.0
CASES = 100_000
PLACES = ("DE", "FR", "IT", "ES", "GB", "US-CA", "BR", "AU", "")
FIRST = date(2026, 8, 3)
SPREAD_DAYS = 90
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
GROWTH_MIB = 120


def main() -> None:
    """Start the server and measure in a process that knows its address; in that process, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--here", action="store_true", help="measure on the database of DATABASE_URL, which is filled")
    given = parser.parse_args()
    if given.here:
        measure(given.cases)
        return
    with TemporaryDirectory(prefix="claims-bench-") as folder, postgres_server() as address:
        own = {"DATABASE_URL": address, "SECRET_KEY": secrets.token_urlsafe(50), "DATA_DIR": folder}
        command = [sys.executable, __file__, "--here", f"--cases={given.cases}"]
        raise SystemExit(subprocess.run(command, env={**os.environ, **own}, cwd=BASE, check=False).returncode)


def measure(count: int) -> None:
    """Fill the tables, then recompute three times; exit 1 when a round took longer than promised."""
    call_command("migrate", verbosity=0)
    fill(count)
    rounds = [
        one_round("the first dates of all", lambda: None),
        one_round("an edition that moves nothing", lambda: Case.objects.update(computed_from="before")),
        one_round("an edition that moves every answer", move_every_answer),
    ]
    raise SystemExit(max(rounds) > LIMIT_S * count / CASES)


def fill(count: int) -> None:
    """Insert cases with one right each."""
    for start in range(0, count, 5000):
        cases = Case.objects.bulk_create([_case(number, count) for number in range(start, min(start + 5000, count))])
        rights = [InvokedRight(case=case, right=("access", "erasure")[case.pk % 2]) for case in cases]
        InvokedRight.objects.bulk_create(rights)
    _analyse()


def move_every_answer() -> None:
    """Pretend that every answer had another date before."""
    past = {"due_on": date(2026, 9, 1), "firm_on": date(2026, 9, 1)}
    Deadline.objects.filter(duty="respond", due_on__isnull=False).update(**past)
    Case.objects.update(computed_from="before")
    _analyse()


def one_round(name: str, prepare: Callable[[], object]) -> float:
    """Recompute until nothing is left; print the seconds and how much the process grew."""
    prepare()
    Recomputing.objects.all().delete()
    begun, cpu, looked_at, moved, first_peak = time.monotonic(), time.process_time(), 0, 0, 0.0
    while (stretch := recompute_some(now=NOW)).looked_at:
        looked_at, moved = looked_at + stretch.looked_at, moved + stretch.moved
        first_peak = first_peak or (_peak() if looked_at >= CASES // 10 else 0.0)
    seconds, cpu, peak = time.monotonic() - begun, time.process_time() - cpu, _peak()
    grown = peak - (first_peak or peak)
    print(
        f"{name}: {looked_at} cases, {moved} moved, {seconds:.1f} s ({cpu:.1f} s of ours), "
        f"peak {peak:.0f} MiB, grown by {grown:.0f}",
        flush=True,
    )
    if grown > GROWTH_MIB:
        raise SystemExit(f"Memory is not flat: it grew by {grown:.0f} MiB.")
    return seconds


def _case(number: int, count: int) -> Case:
    received = FIRST + timedelta(days=number * SPREAD_DAYS // count)
    return Case(
        reference=f"B{number:09d}",
        procedure="rights_request",
        channel="mail",
        received_at=datetime.combine(received, datetime.min.time(), tzinfo=UTC),
        received_on=received,
        place=PLACES[number % len(PLACES)],
        salt=b"x" * 32,
    )


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
