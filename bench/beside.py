"""Fills a PostgreSQL with cases that lie beside those of a benchmark: `python bench/beside.py COUNT`.

Each case has its party, right, date, first event, arrival, reply link and acknowledgement, and three messages. They are two
years old, so that caps and sweeps pass over them; whoever looks something up finds it among them. Only by SQL, and analysed.
"""

import os
import sys
from pathlib import Path
from typing import Any

import django

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection
from django.db.models import NOT_PROVIDED, Model
from django.utils import timezone

from cases.models import Blob, Case, Deadline, Event, InvokedRight, Party
from correspondence.models import Letter, Link, Message
from intake.models import Arrival

MESSAGES = 3  # of each case
THEN = "now() - interval '2 years'"
DAY = "(now() - interval '2 years')::date"
# A text of so many hex digits that differs with n, as digests and ids do.
DIGEST = "encode(sha256(('{}' || n)::bytea), 'hex')"


def main() -> None:
    """Fill the database that the environment names."""
    count = int(sys.argv[1])
    raw = Blob.objects.create(name="beside", size=1, fingerprint="beside", created_at=timezone.now()).pk
    opened = {
        "id": "n", "reference": "'CD-' || upper(lpad(to_hex(n), 8, '0'))", "procedure": "'rights_request'",
        "state": "'closed'", "channel": "'mail'", "received_at": THEN, "received_on": DAY, "event_seq": "1",
        "salt": "sha256(n::text::bytea)", "language": "'en'", "title": "'My data'",
    }  # fmt: skip
    mine = {"case_id": "n"}
    sent = {"case_id": "n", "party_id": "n", "message_id": f"'<' || {DIGEST.format('letter')} || '@alltracking.com>'"}
    _fill(Case, count, opened)
    _fill(
        Party,
        count,
        mine | {"id": "n", "role": "'requester'", "email": "'old' || n || '@example.org'", "opened_case": "true"},
    )
    _fill(InvokedRight, count, mine | {"right": "'access'"})
    _fill(
        Deadline,
        count,
        mine | {"right": "'access'", "regime": "'eu-gdpr'", "duty": "'respond'", "statutory": "true", "due_on": DAY},
    )
    _fill(
        Event,
        count,
        mine
        | {"seq": "1", "kind": "'registered'", "occurred_at": THEN, "recorded_at": THEN, "digest": DIGEST.format("e")},
    )
    _fill(
        Link, count, mine | {"party_id": "n", "purpose": "'reply'", "digest": DIGEST.format("link"), "issued_at": THEN}
    )
    _fill(
        Letter,
        count,
        sent
        | {
            "key": "'old:' || n",
            "automatic": "true",
            "state": "'sent'",
            "queued_at": THEN,
            "send_after": THEN,
            "to": "'old' || n || '@example.org'",
            "body": "repeat('Thank you. ', 100)",
        },
    )
    _fill(Arrival, count, mine | {
        "channel": "'mail'", "source": "'bench0'", "raw_id": str(raw), "size": "1", "received_at": THEN, "state": "'opened'",
        "digest": DIGEST.format("raw"), "content_key": DIGEST.format("content"), "message_id_key": DIGEST.format("id"),
    })  # fmt: skip
    _fill(Message, MESSAGES * count, {
        "case_id": f"(n - 1) / {MESSAGES} + 1", "party_id": f"(n - 1) / {MESSAGES} + 1", "received_at": THEN,
        "message_id": f"'<' || {DIGEST.format('mail')} || '@example.org>'", "text": "repeat('Please send me my data. ', 20)",
    })  # fmt: skip
    with connection.cursor() as cursor:
        for table in (Case, Party):  # whose keys were given
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table._meta.db_table, count])
        cursor.execute("VACUUM ANALYZE")


def _fill(model: type[Model], count: int, given: dict[str, str]) -> None:
    """Insert rows for n = 1…count; `given` are columns as SQL, the others hold their defaults."""
    columns = {
        str(field.column): given.get(str(field.column)) or _default(field)
        for field in model._meta.concrete_fields
        if field.column in given or not field.primary_key
    }
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        chosen = f"SELECT {', '.join(columns.values())} FROM generate_series(1, {count}) n"
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({names}) {chosen}')


def _default(field: Any) -> str:
    """Give a field's default as SQL."""
    if field.null:
        return "NULL"
    default = "" if field.default is NOT_PROVIDED else field.get_default()
    if isinstance(default, bool | int):
        return str(default).lower()
    return "'[]'" if default == [] else "'{}'" if default == {} else f"'{default}'"


if __name__ == "__main__":
    main()
