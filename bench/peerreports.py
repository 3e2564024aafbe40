"""The peer of the report benchmark: django-helpdesk filled with tickets, and its report pages timed in a process of their own."""

import json
import tempfile
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bench.peer import Peer

DATABASE = "peer_reports"
# Four years of tickets in four queues, one in twenty open, each with a follow-up.
FILL = """
import sys
import django
django.setup()
from django.db import connection
from helpdesk.models import Queue
count = int(sys.argv[-1])
for n in range(3):
    Queue.objects.create(title=f"Queue {n}", slug=f"q{n}", email_address=f"q{n}@alltracking.com")
queues = list(Queue.objects.values_list("pk", flat=True))
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO helpdesk_ticket (title, queue_id, submitter_email, created, modified, status, priority, description,"
        " secret_key, on_hold) SELECT 'ticket ' || n, (%s::bigint[])[1 + n %% 4], 'p' || n %% 50000 || '@example.org',"
        " now() - ((n * 7919) %% 1460) * interval '1 day', now(), CASE WHEN n %% 20 = 0 THEN 1 ELSE 4 END, 3, 'x', 'k' || n,"
        " false FROM generate_series(1::bigint, %s) n", [queues, count])
    cursor.execute(
        "INSERT INTO helpdesk_followup (ticket_id, date, title, comment, public, new_status, message_id)"
        " SELECT id, created + interval '5 days', 'closed', 'done', true, 4, '' FROM helpdesk_ticket")
    cursor.execute("ANALYZE")
"""
LOOK = """
import json, resource, statistics, sys, time
import django
django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
client = Client(headers={"host": "localhost"})
client.force_login(get_user_model().objects.create_user("reader", is_staff=True, is_superuser=True))
told = {}
for page in ("", "queuemonth/", "daysuntilticketclosedbymonth/"):
    taken = []
    for _ in range(int(sys.argv[-1])):
        began = time.perf_counter()
        answer = client.get(f"/reports/{page}")
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (page, answer.status_code)
    told[page.rstrip("/") or "index"] = round(statistics.median(taken))
told["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps(told))
"""


def report_pages_of_the_peer(server: str, *, tickets: int, runs: int, python: Path | None) -> dict[str, object]:
    """Fill a database of the peer's own on the server; give the medians of its report pages in ms, and its memory in MB."""
    port = int(conninfo_to_dict(server).get("port") or 5432)
    with psycopg.connect(server, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
        try:
            peer = Peer(Path(folder), port=port, database=DATABASE, python=python)
            peer.run("-c", FILL, str(tickets))
            told: dict[str, object] = json.loads(peer.run("-c", LOOK, str(runs)))
        finally:
            connection.execute(f"DROP DATABASE {DATABASE}")
    return told
