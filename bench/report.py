"""How fast the report is: fills a database made for it alone with cases, and prints the median milliseconds as JSON lines.

    python bench/report.py [--cases 100000] [--runs 5]

On SQLite, or on the PostgreSQL that DATABASE_URL names; its test database is made and removed again.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings, setup_test_environment  # noqa: E402

from cases.lifecycle import OPEN, State  # noqa: E402
from cases.models import Case, User  # noqa: E402
from cases.services.register import new_reference  # noqa: E402
from cases.words import Channel, Outcome, Procedure  # noqa: E402
from reports.period import last_months  # noqa: E402
from reports.selectors import timeliness  # noqa: E402

TODAY = date(2026, 11, 25)
DAYS = 4 * 365
BATCH = 5000
PAGES = {
    "overview, 12 months": "/admin/reports/",
    "overview, 4 years": "/admin/reports/?from=2022-12&to=2026-11",
    "list of late cases": "/admin/reports/cases/?figure=late&from=2025-12&to=2026-11",
}


def main() -> None:
    """Fill, measure, print, remove."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0)
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    try:
        fill(given.cases)
        with override_settings(STORAGES={**settings.STORAGES, **plain}):  # nobody collected static files for us
            measure(given.cases, given.runs)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def fill(count: int) -> None:
    """Insert cases of four years; what is recent is open, one in twelve was answered late."""
    drawn = random.Random(20261125)
    made: list[Case] = []
    for case in (_case(drawn) for _ in range(count)):
        made.append(case)
        if len(made) == BATCH:
            Case.objects.bulk_create(made)
            made = []
    Case.objects.bulk_create(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(count: int, runs: int) -> None:
    """Print one line per page and one for the selector."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_superuser("admin", password="bench"))
    for name, address in PAGES.items():
        taken = list(_times(lambda address=address: client.get(address), runs))
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        _print(name, count, taken, queries=len(seen))
    period = last_months(TODAY, 48)
    _print("selector, 4 years", count, list(_times(lambda: timeliness(period=period, as_of=TODAY), runs)), queries=3)


def _times(deed, runs: int) -> Iterator[float]:
    for _ in range(runs):
        began = time.perf_counter()
        answer = deed()
        yield (time.perf_counter() - began) * 1000
        if getattr(answer, "status_code", 200) != 200:
            raise SystemExit(f"The page answered {answer.status_code}.")


def _print(name: str, count: int, taken: list[float], *, queries: int) -> None:
    line = {
        "what": name,
        "engine": connection.vendor,
        "cases": count,
        "median_ms": round(statistics.median(taken)),
        "min_ms": round(min(taken)),
        "max_ms": round(max(taken)),
        "queries": queries,
    }
    print(json.dumps(line), flush=True)


def _case(drawn: random.Random) -> Case:
    received = TODAY - timedelta(days=drawn.randrange(DAYS))
    due = received + timedelta(days=drawn.choice((30, 31, 45, 92)))
    answered = min(received + timedelta(days=int(drawn.triangular(1, 50, 22))), due + timedelta(days=9))
    done = answered < TODAY and drawn.random() < 0.97
    state = State.CLOSED if done else drawn.choice(sorted(OPEN))
    moment = datetime(received.year, received.month, received.day, 12, tzinfo=UTC)
    return Case(
        reference=new_reference(),
        procedure=drawn.choices(list(Procedure), weights=(3, 6, 1))[0],
        state=state,
        channel=Channel.MAIL,
        received_at=moment,
        received_on=received,
        acknowledged_on=received + timedelta(days=drawn.randrange(3)),
        answered_on=answered if done else None,
        answer_due_on=due,
        answer_target_on=received + timedelta(days=30),
        outcome=Outcome.GRANTED if done else "",
        decided_at=moment if done else None,
        salt=b"bench",
    )


if __name__ == "__main__":
    main()
