"""The peer of the desk's benchmark: django-helpdesk's list, search, detail and admin pages on the same PostgreSQL.

Its settings are those of bench/peer.py with its admin; the tickets are filled by SQL, one of them with twenty messages as our
case file has. Its list is a page and the rows that the page's script asks for: both are counted.
"""

import json
from pathlib import Path
from typing import Any

from bench.peer import Peer

URLS = """
from django.contrib import admin
from django.urls import include, path
urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk"))]
"""
MESSAGES = 20
MEASURE = """
import json, sys, time
import django; django.setup()
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.utils import timezone
from helpdesk.models import FollowUp, Queue, Ticket

TICKETS, RUNS, MESSAGES = map(int, sys.argv[-3:])
setup_test_environment(debug=False)
first = Ticket.objects.order_by("pk")[0]
columns = [f.column for f in Ticket._meta.concrete_fields if not f.primary_key]
said = {"title": "'Copy of my data ' || g", "submitter_email": "'person' || g || '@example.com'",
        "description": "'Please send me a copy of the data on my card ' || md5(g::text)",
        "created": "now() - (g % 90) * interval '1 day' - (g % 86400) * interval '1 second'"}
chosen = ", ".join(said.get(c, f't."{c}"') for c in columns)
names = ", ".join(f'"{c}"' for c in columns)
with connection.cursor() as cursor:
    cursor.execute(f"INSERT INTO helpdesk_ticket ({names}) SELECT {chosen} FROM helpdesk_ticket t, "
                   f"generate_series(1, {TICKETS}) g WHERE t.id = {first.pk}")
    cursor.execute("VACUUM ANALYZE")
ticket = Ticket.objects.order_by("-pk")[TICKETS // 2]
FollowUp.objects.bulk_create([
    FollowUp(ticket=ticket, date=timezone.now(), title="More", comment="Here is more.", public=True)
    for _ in range(MESSAGES)])
user = get_user_model().objects.create_superuser("bench", "bench@example.com", "bench")
client = Client(headers={"host": "localhost"})
client.force_login(user)

def listed(address):
    page = client.get(address)
    rows = {"draw": 1, "start": 0, "length": 50, "order[0][column]": 0, "order[0][dir]": "desc", "search[value]": ""}
    data = client.get(f"/datatables_ticket_list/{page.context['urlsafe_query']}", rows)
    assert (page.status_code, data.status_code) == (200, 200), (page.status_code, data.status_code)
    return len(json.loads(data.content)["data"])

def opened(address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)

PAGES = {
    "list": lambda: listed("/tickets/"),
    "search, mail address": lambda: listed("/tickets/?q=person7777@example.com"),
    "search, word of every message": lambda: listed("/tickets/?q=card"),
    "detail": lambda: opened(f"/tickets/{ticket.pk}/"),
    "admin list": lambda: opened("/admin/helpdesk/ticket/"),
    "admin detail": lambda: opened(f"/admin/helpdesk/ticket/{ticket.pk}/change/"),
}
for name, get in PAGES.items():
    with CaptureQueriesContext(connection) as seen:
        get()
        asked = len(seen)
    taken = []
    for _ in range(RUNS):
        begun, cpu = time.monotonic(), time.process_time()
        get()
        taken.append([(time.monotonic() - begun) * 1000, (time.process_time() - cpu) * 1000])
    print(json.dumps({"page": name, "queries": asked, "taken": taken}), flush=True)
"""


class PeerPages(Peer):
    """A django-helpdesk with so many tickets, whose pages are measured."""

    def measure(self, *, tickets: int, runs: int) -> list[dict[str, Any]]:
        """Fill, look at each page so often, and give for each its queries and the milliseconds by the wall and of its process."""
        (Path(self._folder) / "peer_urls.py").write_text(URLS)
        told = self.run("-c", MEASURE, str(tickets), str(runs), str(MESSAGES))
        return [json.loads(line) for line in told.splitlines()]
