"""Fills a database with cases and their histories by SQL alone, from a fixed rule: four years of receipt, five events a case.

The rows are for measuring: histories have no valid digests and do not tell of teams, reasons for lateness and remedies, and dates
follow a rule of thumb instead of the law room. What stands beside the cases is in `surroundings`.
"""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from bench.surroundings import PEOPLE, TABLES, TEAMS, add_staff_and_blob, surroundings
from cases.models import Case, Event
from cases.words import Kind, LateReason

DAYS = 4 * 365
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
FILLED = ("cases_case", "cases_event", "cases_deadline", "cases_invokedright", "complaints_complaint")


def fill(count: int, *, today: date) -> None:
    """Insert so many cases received before `today`; what is recent is open, one in twelve was answered late."""
    postgres = connection.vendor == "postgresql"
    first = today - timedelta(days=DAYS)
    words = _words(first, today, postgres=postgres)
    numbers = (
        f"SELECT n FROM generate_series(1::bigint, {count}) AS n"
        if postgres
        else f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s"
    )
    add_staff_and_blob()
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET session_replication_role = replica")  # no look at each foreign key
        cursor.execute(f"CREATE TEMP TABLE told AS {_told(numbers, words)}")
        for statement in (*_statements(words), *surroundings(words)):
            cursor.execute(statement)
        cursor.execute("DROP TABLE told")
        if postgres:
            for table in (*FILLED, *TABLES):
                serial = f"pg_get_serial_sequence('{table}', 'id')"
                cursor.execute(f"SELECT setval({serial}, (SELECT COALESCE(MAX(id), 1) FROM {table}))")
        cursor.execute("ANALYZE")
        if postgres:
            cursor.execute("RESET session_replication_role")
            cursor.execute("RESET statement_timeout")


def some_change(count: int, *, today: date) -> None:
    """Add an event to so many cases, as a day of work does: most of the last quarter of a year, one in a hundred older."""
    now = timezone.now()
    recent = Case.objects.filter(received_on__gt=today - timedelta(days=90)).order_by("pk")[: count - count // 100]
    older = Case.objects.filter(received_on__lt=today - timedelta(days=365)).order_by("-pk")[: count // 100]
    cases = [*recent, *older]
    Event.objects.bulk_create(
        Event(
            case=case,
            seq=case.event_seq + 1,
            kind=Kind.NOTED,
            actor="system",
            occurred_at=now,
            recorded_at=now,
            previous=case.event_head,
            digest="1" * 64,
        )
        for case in cases
    )
    for case in cases:
        case.event_seq += 1
    Case.objects.bulk_update(cases, ["event_seq"], batch_size=500)


def _words(first: date, today: date, *, postgres: bool) -> dict[str, str]:
    """Give what the engines say differently: a day by its number, a moment of it, a random reference, bytes."""
    if postgres:
        return {
            "day": f"(date '{first}' + ({{}})::int)",
            "moment": "(({})::timestamp AT TIME ZONE 'UTC')",
            "json": "CAST({} AS jsonb)",
            "salt": "'\\x00'::bytea",
            "true": "TRUE",
            "false": "FALSE",
            "today": f"date '{today}'",
            "text": "({})::text",
            "place": "(ARRAY['DE','GB','US-CA','FR',''])[1 + n % 5]",
        }
    return {
        "day": f"date('{first}', ({{}}) || ' days')",
        "moment": "({} || ' 12:00:00')",
        "json": "{}",
        "salt": "x'00'",
        "true": "1",
        "false": "0",
        "today": f"'{today}'",
        "text": "CAST({} AS TEXT)",
        "place": "CASE n % 5 WHEN 0 THEN 'DE' WHEN 1 THEN 'GB' WHEN 2 THEN 'US-CA' WHEN 3 THEN 'FR' ELSE '' END",
    }


def _told(numbers: str, words: dict[str, str]) -> str:
    """Give the query of one row per case with what everything else follows from."""
    received, due = "(n * 7919) % 1460", "CASE n % 3 WHEN 0 THEN 30 WHEN 1 THEN 31 ELSE 45 END"
    answered = f"CASE WHEN n % 12 = 0 THEN {due} + 4 ELSE 2 + (n * 31) % 27 END"
    day = words["day"].format
    return f"""
        SELECT n, received, due, CASE WHEN received + answered < {DAYS} AND n % 97 <> 0 THEN answered END AS answered,
            {day("received")} AS received_on, {day("received + due")} AS due_on, {day("received + 30")} AS target_on,
            {day("received + answered")} AS would_on, {day("received + n % 3")} AS acknowledged_on,
            CASE WHEN n % 10 < 3 THEN 'complaint' ELSE 'rights_request' END AS procedure,
            CASE WHEN n % 10 < 3 THEN 'complaint' WHEN n % 2 = 0 THEN 'access' ELSE 'erasure' END AS chosen,
            {words["place"]} AS place,
            CASE n % 5 WHEN 1 THEN 'uk-gdpr' WHEN 2 THEN 'us-ca-ccpa' ELSE 'eu-gdpr' END AS regime,
            CASE WHEN n % 11 = 0 THEN NULL ELSE 1 + n % {TEAMS} END AS team,
            1 + (n % {TEAMS}) * {PEOPLE} + (n / {TEAMS}) % {PEOPLE} AS officer, {_late_reason()} AS late_reason
        FROM (SELECT n, {received} AS received, {due} AS due, {answered} AS answered FROM ({numbers}) AS numbered) AS drawn
    """


def _late_reason() -> str:
    """Give why it was late, of what is: each reason equally often, and sometimes none."""
    said = " ".join(f"WHEN {place} THEN '{reason.value}'" for place, reason in enumerate(LateReason))
    return f"CASE WHEN n % 12 = 0 THEN CASE (n / 12) % {len(LateReason) + 1} {said} ELSE '' END ELSE '' END"


def _reference() -> str:
    """Give the reference of a number: counted in the alphabet of references."""
    drawn = [
        f"substr('{ALPHABET}', CAST(1 + (n / {len(ALPHABET) ** place}) % {len(ALPHABET)} AS INTEGER), 1)"
        for place in range(5)
    ]
    return " || ".join(["'CD-222'", drawn[4], "'-'", *drawn[3::-1]])


def _statements(words: dict[str, str]) -> list[str]:
    moment, text, json = words["moment"].format, words["text"].format, words["json"].format
    at = moment("received_on")
    done = "answered IS NOT NULL"
    outcome = "CASE WHEN procedure = 'complaint' THEN 'upheld' ELSE 'granted' END"
    payloads = (
        (Kind.REGISTERED, "received_on", "'{\"procedure\": \"' || procedure || '\", \"channel\": \"mail\", \"place\": \"' || "
         f"place || '\", \"received_on\": \"' || {text('received_on')} || '\", \"rights\": [\"' || chosen || '\"]}}'"),
        (Kind.DUTY_MET, "acknowledged_on", f"'{{\"duty\": \"acknowledge\", \"on\": \"' || {text('acknowledged_on')} || '\"}}'"),
        (Kind.ASSIGNED, "acknowledged_on", f"'{{\"new\": ' || {text('officer')} || '}}'"),
        (Kind.DECIDED, "would_on", f"'{{\"outcome\": \"' || {outcome} || '\"}}'"),
        (Kind.DUTY_MET, "would_on", f"'{{\"duty\": \"respond\", \"on\": \"' || {text('would_on')} || '\"}}'"),
    )  # fmt: skip
    events = [
        f"""INSERT INTO cases_event (id, case_id, seq, kind, actor, occurred_at, recorded_at, payload, previous, digest)
            SELECT (n - 1) * 5 + {seq}, n, {seq}, '{kind.value}', 'system', {moment(on)}, {moment(on)}, {json(payload)}, '', 'x'
            FROM told {"WHERE " + done if seq > 3 else ""}"""
        for seq, (kind, on, payload) in enumerate(payloads, start=1)
    ]
    return [
        f"""INSERT INTO cases_case (id, reference, procedure, state, channel, received_at, received_on, place, regimes,
                computed_from, language, title, restricted, audience,
                due_on, target_on, next_on, next_duty, acknowledged_on, answered_on,
                answer_due_on, answer_target_on, outcome, decided_at, closed_at, salt, event_seq, event_head,
                team_id, officer_id, late_reason)
            SELECT n, {_reference()}, procedure, CASE WHEN {done} THEN 'closed' ELSE 'in_progress' END, 'mail', {at},
                received_on, place, {json("'[]'")}, '', CASE WHEN n % 4 = 0 THEN 'de' ELSE 'en' END, '',
                {words["false"]}, 'general',
                CASE WHEN {done} THEN NULL ELSE due_on END, CASE WHEN {done} THEN NULL ELSE target_on END,
                CASE WHEN {done} THEN NULL ELSE due_on END, CASE WHEN {done} THEN '' ELSE 'respond' END, acknowledged_on,
                CASE WHEN {done} THEN would_on END, due_on, target_on, CASE WHEN {done} THEN {outcome} ELSE '' END,
                CASE WHEN {done} THEN {moment("would_on")} END, CASE WHEN {done} THEN {moment("would_on")} END,
                {words["salt"]}, CASE WHEN {done} THEN 5 ELSE 3 END, 'x', team, officer, late_reason
            FROM told""",
        "INSERT INTO cases_invokedright (id, case_id, \"right\", outcome) SELECT n, n, chosen, '' FROM told",
        f"""INSERT INTO cases_deadline (id, case_id, "right", regime, duty, statutory, due_on, firm_on, met_on, confidence,
                provision, working)
            SELECT n, n, chosen, regime, 'respond', {words["true"]}, due_on, due_on, CASE WHEN {done} THEN would_on END, 'high',
                '', {json("'[]'")}
            FROM told""",
        """INSERT INTO complaints_complaint (id, case_id, ground, what_happened, what_is_asked)
            SELECT n, n, CASE WHEN n % 2 = 0 THEN 'marketing' ELSE 'use' END, '', '' FROM told WHERE procedure = 'complaint'""",
        *events,
    ]
