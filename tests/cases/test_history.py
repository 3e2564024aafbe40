"""History only grows: chains, anchors, the database's own refusal, and the command that verifies them."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases import triggers
from cases.models import AccessRecord, Anchor, Case, Event
from cases.services import verify
from cases.services.anchors import anchor_histories, anchor_path
from cases.services.history import event_digest, record, record_access, sealed
from cases.services.verify import verify_history
from cases.services.work import add_note
from cases.words import SYSTEM, Kind
from tests.builders import make_request, noon

pytestmark = pytest.mark.django_db


def without_triggers(statement, *values):
    """Run a statement as a tamperer would who owns the tables."""
    with connection.cursor() as cursor:
        for remove in triggers.remove_statements(connection.vendor):
            cursor.execute(remove)
        cursor.execute(statement, values)


@pytest.mark.parametrize("model", [Event, AccessRecord, Anchor])
@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_database_refuses_to_change_history(model, deed):
    make_request()
    record_access(by=SYSTEM, what="case", now=noon(2026, 9, 3))
    anchor_histories(now=noon(2026, 9, 3))
    rows = model.objects.all()
    with pytest.raises(DatabaseError, match="history only grows"), transaction.atomic():
        rows.update(digest="x") if deed == "update" else rows._raw_delete(rows.db)
    assert verify_history().problem == ""


def test_a_whole_history_verifies_and_is_counted(officer):
    case = make_request()
    add_note(case=case, text="Look at billing too.", author=officer, now=noon(2026, 9, 4))
    record_access(by=officer.actor, what="case", case=case, now=noon(2026, 9, 4))
    anchor_histories(now=noon(2026, 9, 5))
    verified = verify_history()
    assert (verified.cases, verified.events, verified.access_records, verified.anchors, verified.problem) == (
        1,
        2,
        1,
        1,
        "",
    )


@pytest.mark.parametrize(
    ("tampering", "problem"),
    [
        ("UPDATE cases_event SET actor = 'system' WHERE seq = 2", "Event 2 of case"),
        ("DELETE FROM cases_event WHERE seq = 2", "ends at event 2, but it ends at 1"),
        ("DELETE FROM cases_event WHERE seq = 1", "Event 2 of case"),
        ("DELETE FROM cases_event", "are gone"),
        ("UPDATE cases_event SET seq = seq + 1", "Event 3 of case"),
        ("UPDATE cases_accessrecord SET what = 'nothing'", "Access record 1"),
        ("UPDATE cases_anchor SET cases = 7", "The anchor of 2026-09-05"),
    ],
)
def test_tampering_is_found_and_named(officer, tampering, problem):
    case = make_request()
    add_note(case=case, text="Look at billing too.", author=officer, now=noon(2026, 9, 4))
    record_access(by=officer.actor, what="case", case=case, now=noon(2026, 9, 4))
    anchor_histories(now=noon(2026, 9, 5))
    if "seq + 1" in tampering:
        tampering += " WHERE seq = 2"
    without_triggers(tampering)
    assert problem in verify_history().problem


def test_rewriting_a_chain_whole_is_found_by_the_exported_anchor(officer):
    case = make_request()
    anchor_histories(now=noon(2026, 9, 5))
    event = case.events.get()
    event.actor = "system"
    digest = event_digest(event)
    without_triggers("UPDATE cases_event SET actor = 'system', digest = %s", digest)
    Case.objects.update(event_head=digest)
    assert "not the one that was anchored" in verify_history().problem


def test_a_long_exported_list_is_held_against_the_events_some_lines_at_a_time(monkeypatch):
    monkeypatch.setattr(verify, "BATCH", 2)
    for _ in range(5):
        make_request()
    anchor_histories(now=noon(2026, 9, 5))
    with CaptureQueriesContext(connection) as queries:
        assert verify_history().problem == ""
    asked = [re.search(r'"case_id" IN \(([^)]*)\)', query["sql"]) for query in queries]
    assert [found[1].count(",") + 1 for found in asked if found] == [2, 2, 1]
    last = Case.objects.last().events.get()
    last.actor, statement = "system", "UPDATE cases_event SET actor = 'system', digest = %s WHERE id = %s"
    without_triggers(statement, event_digest(last), last.pk)
    Case.objects.filter(pk=last.case_id).update(event_head=event_digest(last))
    assert f"case number {last.case_id} is not the one that was anchored" in verify_history().problem


def test_an_anchor_is_taken_once_a_day_and_exported():
    make_request()
    first = anchor_histories(now=noon(2026, 9, 5))
    assert anchor_histories(now=noon(2026, 9, 5)) is None
    second = anchor_histories(now=noon(2026, 9, 9))
    assert (second.previous, second.cases) == (first.digest, 0)
    assert len(anchor_path("2026-09-05").read_text().splitlines()) == 1


def test_a_second_worker_of_the_same_day_does_not_overwrite_the_list_that_was_anchored(monkeypatch):
    make_request()
    anchor_histories(now=noon(2026, 9, 5))
    make_request()
    anchored = Anchor.objects.all()
    monkeypatch.setattr(
        Anchor.objects, "order_by", lambda *_: anchored.none()
    )  # it looked before the first one was done
    with pytest.raises(IntegrityError), transaction.atomic():
        anchor_histories(now=noon(2026, 9, 5))
    monkeypatch.undo()
    assert verify_history().problem == ""


def test_events_hold_no_text_of_a_note_but_its_seal(officer):
    case = make_request()
    add_note(case=case, text="Ask Renate about billing.", author=officer, now=noon(2026, 9, 4))
    event = case.events.get(kind="noted")
    assert "Renate" not in json.dumps(event.payload)
    assert event.payload["text_hmac"] == sealed(case, "Ask Renate about billing.")


def test_the_command_prints_counts_and_fails_on_a_broken_chain(officer):
    make_request()
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert json.loads(out.getvalue())["events"] == 1
    without_triggers("UPDATE cases_event SET actor = 'system'")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_history", stdout=StringIO(), stderr=StringIO())
    assert ended.value.code == 1


def test_a_head_that_moved_elsewhere_is_read_again(officer):
    case = make_request()
    elsewhere = Case.objects.get(pk=case.pk)
    record(case=elsewhere, kind=Kind.NOTED, by=officer.actor, now=noon(2026, 9, 4))
    record(case=case, kind=Kind.NOTED, by=officer.actor, now=noon(2026, 9, 4))
    seqs = list(case.events.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
    assert case.event_seq == len(seqs)
