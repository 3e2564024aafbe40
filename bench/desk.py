"""Measures the desk beside 1,000,000 open cases on PostgreSQL: the watch of the dates, Today, the queue, the search, a file.

    python bench/desk.py [--cases 1000000] [--runs 7] [--tickets 100000] [--peer-python /path/of/python]

Starts a PostgreSQL of its own with fsync on and fills it by SQL; measures django-helpdesk's pages there too (--tickets 0: not).
Held against: an idle pass of the watch in at most 50 ms; 500 due cases a second, of one in a hundred that is due, each with event
and notices; each page in at most 100 ms and 10 queries (Today: 40, the case file and tables: 15). Prints one JSON line a measure
and exits with 1 when one of ours misses its limit.
"""

import argparse
import json
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings, setup_test_environment

from bench.deskpeer import MESSAGES, PeerPages
from cases.models import Event, Notice, User
from cases.services.people import prepare_groups
from cases.services.watch import watch_dates
from tests.builders import make_request
from tests.desk.papers import write_to
from tests.parts.postgres import postgres_server

CASES = 1_000_000
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SERVER = ("shared_buffers=1GB", "work_mem=32MB", "max_wal_size=4GB", "jit=off")
IDLE_MS, DUE_PER_S, PAGE_MS = 50.0, 500.0, 100.0
PAGE_QUERIES, HOME_QUERIES, FILE_QUERIES, RECORD_QUERIES = 10, 40, 15, 15
TICKETS = 100_000
STAFF = 50
Taken = tuple[float, float]

# One case in a hundred has a threshold that came today; the others have theirs later. One in twenty has no officer, one in
# fifty waits for its person, one in a thousand is restricted, one in 500 is overdue.
CASES_SQL = """
INSERT INTO cases_case (id, reference, procedure, state, channel, received_at, received_on, place, regimes, computed_from,
    language, title, officer_id, restricted, audience, due_on, target_on, next_on, next_duty, waiting_since, outcome, salt,
    event_seq, event_head)
SELECT g, 'CD-' || overlay(translate(lpad(g::text, 8, '0'), '01', 'AB') placing '-' from 5 for 0),
    (ARRAY['rights_request','rights_request','complaint'])[1 + g %% 3],
    CASE WHEN g %% 1000 = 7 THEN 'verifying' WHEN g %% 3 = 0 THEN 'received' ELSE 'in_progress' END,
    'mail', %(now)s::timestamptz - (g %% 90) * interval '1 day' - (g %% 86400) * interval '1 second',
    %(today)s::date - (g %% 90)::int,
    CASE WHEN g %% 5000 = 1 THEN 'MT' ELSE (ARRAY['DE','FR','IT','ES','GB','US-CA','BR','AU',''])[1 + g %% 9] END,
    '[]', 'bench', CASE WHEN g %% 2000 = 1 THEN 'uk' ELSE (ARRAY['en','de','fr'])[1 + g %% 3] END, 'Copy of my data',
    CASE WHEN g %% 20 = 0 THEN NULL ELSE (SELECT min(id) FROM cases_user) + g %% %(staff)s END,
    g %% 1000 = 3, 'general', d.due, d.due + 3, d.due, 'respond',
    CASE WHEN g %% 50 = 9 THEN %(today)s::date - 3 END, '', 'x', 0, ''
FROM generate_series(1, %(cases)s) g, LATERAL (SELECT %(today)s::date + CASE WHEN g %% 100 = 0 THEN 7
    WHEN g %% 500 = 11 THEN -3 ELSE 8 + g %% 80 END::int AS due) d
"""
FILL = (
    CASES_SQL,
    """INSERT INTO cases_party (case_id, role, name, email, opened_case)
    SELECT g, 'requester', 'Person' || md5(g::text), 'person' || g || '@example.com', true
    FROM generate_series(1, %(cases)s) g""",
    """INSERT INTO cases_invokedright (case_id, "right", outcome)
    SELECT g, CASE WHEN g %% 1000 = 5 THEN 'portability' ELSE (ARRAY['access','erasure'])[1 + g %% 2] END, ''
    FROM generate_series(1, %(cases)s) g""",
    """INSERT INTO cases_deadline (case_id, "right", regime, duty, statutory, due_on, firm_on, confidence, provision, working,
        next_check_at)
    SELECT id, 'access', law, 'respond', law <> 'promise', due_on + late, due_on + late, 'high', '', '[]',
        CASE WHEN law = 'promise' OR due_on < %(today)s::date THEN NULL
             ELSE ((due_on - 7)::timestamp AT TIME ZONE 'UTC') - interval '14 hours' END
    FROM cases_case, (VALUES ('eu-gdpr', 0), ('promise', 3)) laws(law, late)""",
    """INSERT INTO correspondence_message (case_id, from_name, from_email, other_address, "to", cc, subject, text, reply_text,
        html, message_id, received_at, date_claimed, sender_trust, defects)
    SELECT g, '', '', false, '[]', '[]', 'My data', 'Please send me a copy of the data on my card ' || md5(g::text) ||
        CASE WHEN g %% 100000 = 1 THEN ' pineapple' ELSE '' END, '', '', g::text, %(now)s, '', '{}', '[]'
    FROM generate_series(1, %(cases)s) g""",
    "SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %(cases)s)",
)
QUEUE = "/admin/queue/"
PAGES = {
    "queue, all open": f"{QUEUE}?view=open",
    **{
        f"queue, {view}": f"{QUEUE}?view={view}"
        for view in ("mine", "team", "unassigned", "overdue", "week", "waiting")
    },
    **{
        f"queue, {view}": f"{QUEUE}?view={view}"
        for view in ("ours", "identity", "decided", "closed", "all", "restricted")
    },
    "queue, page 10,000": f"{QUEUE}?view=open&after=2027-01-20~500000",
    "queue, place with many": f"{QUEUE}?place=DE",
    "queue, place with few": f"{QUEUE}?place=MT",
    "queue, language with few": f"{QUEUE}?language=uk",
    "queue, right with few": f"{QUEUE}?right=portability",
    "queue, law of all": f"{QUEUE}?law=eu-gdpr",
    "queue, law of none": f"{QUEUE}?law=us-ca-ccpa",
    "queue, appeals (none)": f"{QUEUE}?procedure=appeal",
    "queue, received on a day": f"{QUEUE}?since=2026-10-01&until=2026-10-01",
    "queue, overdue of mine": f"{QUEUE}?view=overdue&officer=me",
    "queue, five filters": f"{QUEUE}?place=DE&right=access&language=de&law=eu-gdpr&procedure=rights_request",
}
SEARCHES = {
    "search, mail address": "person777777@example.com",
    "search, part of a name": "personc4ca4238a0",
    "search, word of ten messages": "pineapple",
    "search, word of every message": "card",
    "search, nothing found": "xylophone",
}


RECORDS = {"records, work items": "/admin/cases/workitem/", "records, messages": "/admin/correspondence/message/"}


def main() -> None:
    """Start the server and measure in a process that knows its address; in that process, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--here", action="store_true", help="measure on the database of DATABASE_URL, which is filled")
    parser.add_argument("--filled", action="store_true", help="with --here: it holds the cases already; fill nothing")
    parser.add_argument("--tickets", type=int, default=TICKETS, help="of the peer; 0 leaves it out")
    parser.add_argument("--peer-python", type=Path, help="an interpreter that has django-helpdesk; else one is made")
    given = parser.parse_args()
    if given.here:
        missed = measure(given.cases, given.runs, filled=given.filled)
        if given.tickets:
            peer(given.tickets, given.runs, given.peer_python)
        raise SystemExit(missed)
    with TemporaryDirectory(prefix="claims-bench-") as folder, postgres_server(SERVER) as address:
        own = {
            "DATABASE_URL": address,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DATA_DIR": folder,
            "REDIS_URL": "redis://127.0.0.1:1/0",  # nobody listens: the bell is no part of this measure
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, __file__, "--here", *sys.argv[1:]]
        raise SystemExit(subprocess.run(command, env={**os.environ, **own}, cwd=BASE, check=False).returncode)


def measure(cases: int, runs: int, *, filled: bool) -> bool:
    """Fill, measure, print; give whether something missed its limit."""
    setup_test_environment(debug=False)
    call_command("migrate", verbosity=0)
    lead = User.objects.order_by("pk")[0] if filled else fill(cases)
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    # Nobody collected static files for us, nor has the team lead a second factor.
    with override_settings(STORAGES={**settings.STORAGES, **plain}, STAFF_MFA="optional"):
        missed = [*([] if filled else watching(cases, runs)), *pages(lead, runs)]
    return any(missed)


def fill(cases: int) -> User:
    """Insert staff and cases; give the team lead who looks at them."""
    begun = time.monotonic()
    prepare_groups()
    staff = [User(username=f"officer{number}", is_staff=True) for number in range(STAFF)]
    User.objects.bulk_create(staff)
    lead = User.objects.order_by("pk")[0]
    lead.groups.set(Group.objects.filter(name__in=["team_lead", "dpo"]))
    facts: dict[str, Any] = {"now": NOW, "today": NOW.date(), "cases": cases, "staff": STAFF}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in FILL:
            cursor.execute(statement, facts)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")
    print(json.dumps({"filled": cases, "seconds": round(time.monotonic() - begun)}), flush=True)
    return lead


def watching(cases: int, runs: int) -> Iterator[bool]:
    """Tell of what is due, then pass over it idly."""
    begun, cpu = time.monotonic(), time.process_time()
    told = watch_dates(now=NOW)
    seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
    exact = told == cases // 100 == Event.objects.count() == Notice.objects.filter(for_leads=True).count()
    facts = {"due cases": told, "per s": round(told / seconds), "own cpu s": round(cpu, 1), "each exactly once": exact}
    yield say("watch, 1 % due", told / seconds < DUE_PER_S or not exact, limit=DUE_PER_S, **facts)
    taken = list(times(lambda: watch_dates(now=NOW), runs))
    yield say("watch, idle pass", median(taken) > IDLE_MS, limit=IDLE_MS, **spread(taken))


def pages(lead: User, runs: int) -> Iterator[bool]:
    """Look at Today, the queue and the search as the team lead."""
    client = Client(headers={"host": "localhost"})
    client.force_login(lead)
    case = make_request(NOW.date())
    write_to(case, count=MESSAGES)
    today = partial(client.get, "/admin/")
    yield page("Today", today, runs, queries=HOME_QUERIES, shown=lambda context: context["numbers"])
    for name, address in PAGES.items():
        yield page(name, partial(client.get, address), runs)
    for name, text in SEARCHES.items():
        client.post("/admin/queue/search/", {"text": text})
        yield page(name, partial(client.get, "/admin/queue/found/"), runs)
    file = partial(client.get, f"/admin/cases/{case.reference}/")
    yield page("case file", file, runs, queries=FILE_QUERIES, shown=lambda context: context["file"].thread)
    for name, address in RECORDS.items():
        get = partial(client.get, address)
        yield page(name, get, runs, queries=RECORD_QUERIES, shown=lambda context: context["cl"].result_list)


def peer(tickets: int, runs: int, python: Path | None) -> None:
    """Measure the peer's pages on a database of its own on the same server."""
    base = settings.DATABASES["default"]
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS peer_of_desk")
        cursor.execute("CREATE DATABASE peer_of_desk")
    with TemporaryDirectory(prefix="claims-peer-") as folder:
        theirs = PeerPages(Path(folder), port=base["PORT"], database="peer_of_desk", python=python)
        for told in theirs.measure(tickets=tickets, runs=runs):
            facts = {**spread([(wall, cpu) for wall, cpu in told["taken"]]), "queries": told["queries"]}
            print(json.dumps({"peer": told["page"], "tickets": tickets, **facts}), flush=True)


def page(
    name: str,
    get: Callable[[], Any],
    runs: int,
    queries: int = PAGE_QUERIES,
    shown: Callable[[Any], Any] = lambda context: context["page"].rows,
) -> bool:
    """Measure one page; its access record counts among its queries, what is asked once a process does not."""
    get()
    with CaptureQueriesContext(connection) as seen:
        rows = shown(get().context)
        asked = len(seen)
    taken = list(times(get, runs))
    missed = median(taken) > PAGE_MS or asked > queries
    return say(name, missed, limit=PAGE_MS, **spread(taken), queries=asked, rows=len(rows))


def times(deed: Callable[[], object], runs: int) -> Iterator[Taken]:
    """Give the milliseconds of each run: by the wall, and of this process alone, which a busy machine moves less."""
    for _ in range(runs):
        begun, cpu = time.monotonic(), time.process_time()
        deed()
        yield (time.monotonic() - begun) * 1000, (time.process_time() - cpu) * 1000


def median(taken: list[Taken]) -> float:
    """Give the median by the wall."""
    return statistics.median(wall for wall, _ in taken)


def spread(taken: list[Taken]) -> dict[str, float]:
    """Give median, least and most by the wall, and the median of this process alone."""
    wall, cpu = [wall for wall, _ in taken], [cpu for _, cpu in taken]
    figures = {"ms": median(taken), "least": min(wall), "most": max(wall), "own ms": statistics.median(cpu)}
    return {name: round(figure, 1) for name, figure in figures.items()}


def say(name: str, missed: bool, **facts: Any) -> bool:
    """Print a measure and give whether it missed its limit."""
    print(json.dumps({"measure": name, **facts, "holds": not missed}), flush=True)
    return missed


if __name__ == "__main__":
    main()
