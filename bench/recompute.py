"""Recomputes the deadlines of 100,000 open cases on a PostgreSQL of its own; the promise is at most 180 s, memory flat.

Run `python -m bench.recompute [CASES]`. Two rounds: a new edition that moves no date, and one that moves every answer's
date (another law for all), which leaves an event and a notice a case. Memory is the peak of the process after the first
tenth against the peak at the end.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

LIMIT_S = 180.0
CASES = 100_000
PLACES = ("DE", "FR", "IT", "ES", "GB", "US-CA", "BR", "AU", "")
FIRST = date(2026, 8, 3)
SPREAD_DAYS = 90
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
GROWTH_MIB = 120


def main() -> None:
    """Start the server, and measure in a process of its own that knows its address."""
    from tests.parts.postgres import postgres_server

    count = sys.argv[1] if len(sys.argv) > 1 else str(CASES)
    with postgres_server() as address:
        environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
        command = [sys.executable, "-m", "bench.recompute", "--measure", count]
        raise SystemExit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603 ourselves


def measure(count: int) -> None:
    """Fill the tables through the services' own code, then recompute twice."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill(count)
    from cases.models import Case

    slow = [one_round("an edition that moves nothing", lambda: Case.objects.update(computed_from="before"))]
    slow.append(one_round("an edition that moves every answer", move_every_answer))
    raise SystemExit(max(slow) > LIMIT_S * count / CASES)


def fill(count: int) -> None:
    """Insert cases with one right each and let the desk compute their dates for the first time."""
    from django.db import connection

    from cases.models import Case, InvokedRight

    for start in range(0, count, 5000):
        cases = Case.objects.bulk_create([_case(number) for number in range(start, min(start + 5000, count))])
        rights = [InvokedRight(case=case, right=("access", "erasure")[case.pk % 2]) for case in cases]
        InvokedRight.objects.bulk_create(rights)
    one_round("the first dates of all", lambda: None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def move_every_answer() -> None:
    """Pretend that every answer had another date before."""
    from cases.models import Case, Deadline

    past = {"due_on": date(2026, 9, 1), "firm_on": date(2026, 9, 1)}
    Deadline.objects.filter(duty="respond", due_on__isnull=False).update(**past)
    Case.objects.update(computed_from="before")


def one_round(name: str, prepare: Callable[[], object]) -> float:
    """Recompute until nothing is left; print the seconds and how much the process grew."""
    from cases.models import Recomputing
    from cases.services.recomputing import recompute_some

    prepare()
    Recomputing.objects.all().delete()
    begun, looked_at, moved, first_peak = time.monotonic(), 0, 0, 0.0
    while (stretch := recompute_some(now=NOW)).looked_at:
        looked_at, moved = looked_at + stretch.looked_at, moved + stretch.moved
        first_peak = first_peak or (_peak() if looked_at >= 10_000 else 0.0)
    seconds, peak = time.monotonic() - begun, _peak()
    grown = peak - (first_peak or peak)
    print(f"{name}: {looked_at} cases, {moved} moved, {seconds:.1f} s, peak {peak:.0f} MiB (+{grown:.0f})", flush=True)
    if grown > GROWTH_MIB:
        raise SystemExit(f"Memory is not flat: it grew by {grown:.0f} MiB.")
    return seconds


def _case(number: int) -> object:
    from cases.models import Case

    received = FIRST + timedelta(days=number * SPREAD_DAYS // CASES)
    return Case(
        reference=f"B{number:09d}",
        procedure="rights_request",
        channel="mail",
        received_at=datetime.combine(received, datetime.min.time(), tzinfo=UTC),
        received_on=received,
        place=PLACES[number % len(PLACES)],
        salt=b"x" * 32,
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if "--measure" in sys.argv:
        measure(int(sys.argv[-1]))
    else:
        main()
