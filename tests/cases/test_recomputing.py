"""A change of law recomputes the open cases it touches: resumable, once, with an event and a notice for each moved date."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.lifecycle import State
from cases.models import Case, Deadline, Notice, Recomputing
from cases.organisation import organisation
from cases.services import reckoning
from cases.services.clock import mark_clock, recompute
from cases.services.dates import load_papers, work_out
from cases.services.ending import end_without_decision
from cases.services.recomputing import recompute_some
from cases.services.verify import verify_history
from cases.services.work import assign
from cases.tasks import recompute_deadlines_task
from cases.words import SYSTEM
from law import regimes
from law.words import MarkName, Right
from tests.builders import make_complaint, make_request, noon

pytestmark = pytest.mark.django_db

NOW = noon(2026, 9, 6)


@pytest.fixture
def longer_gdpr(monkeypatch):
    """Put an EU GDPR on the shelf that gives two months for access."""

    def put():
        law = regimes.get("eu-gdpr")
        access = law.rights[Right.ACCESS]
        rights = {**law.rights, Right.ACCESS: replace(access, respond=replace(access.respond, amount=2))}
        changed = {**{each.id: each for each in regimes.all()}, law.id: replace(law, rights=rights, version="changed")}
        monkeypatch.setattr(regimes, "_shelf", lambda: changed)
        monkeypatch.setattr(reckoning.edition, "edition", lambda: "changed-file")
        reckoning.reckon.cache_clear()

    yield put
    monkeypatch.undo()
    reckoning.reckon.cache_clear()


def run(limit=500):
    stretches = []
    while (stretch := recompute_some(now=NOW, limit=limit)).looked_at:
        stretches.append(stretch)
    return stretches


def state():
    return list(Deadline.objects.order_by("pk").values()), list(Case.objects.order_by("pk").values())


def test_nothing_is_left_to_recompute_while_nothing_changes():
    make_request()
    assert run() == []


def test_a_changed_law_moves_the_date_and_leaves_event_and_notice(longer_gdpr, officer):
    case = make_request(received_on=date(2026, 9, 3), place="DE")
    assign(case=case, officer=officer, by=officer.actor, now=NOW)
    longer_gdpr()
    [stretch] = run()
    case.refresh_from_db()
    assert (stretch.looked_at, stretch.moved, stretch.refused) == (1, 1, 0)
    assert case.due_on == date(2026, 11, 3)
    event = case.events.get(kind="date_moved", payload__duty="respond")
    told = {key: event.payload[key] for key in ("old", "new", "regime", "version", "cause")}
    assert told == {
        "old": "2026-10-05", "new": "2026-11-03", "regime": "eu-gdpr", "version": "changed", "cause": "law_changed",
    }  # fmt: skip
    assert len(event.payload["working"]) == 64
    assert event.payload["calendar"].startswith("holidays ")
    [notice] = case.notices.all()
    assert (notice.threshold, notice.duty, notice.for_on) == ("date_moved", "respond", date(2026, 11, 3))
    assert notice.officer == officer
    assert verify_history().problem == ""


def test_recomputing_twice_equals_once(longer_gdpr):
    make_request()
    make_complaint()
    longer_gdpr()
    run()
    once = state(), Notice.objects.count()
    assert run() == []
    assert (state(), Notice.objects.count()) == once


def test_a_working_read_back_equals_the_one_that_was_written(officer):
    case = make_request(received_on=date(2026, 9, 3), place="DE")
    for mark, on in ((MarkName.IDENTITY_REQUESTED, date(2026, 9, 4)), (MarkName.IDENTITY_CONFIRMED, date(2026, 9, 6))):
        mark_clock(case=case, mark=mark, on=on, by=officer.actor, now=NOW)
    work = work_out(load_papers([Case.objects.get()])[case.pk], reckoning.ground())
    assert (work.changed, work.gone, work.case_changed, work.moves) == ([], [], False, [])


def test_only_what_a_change_touches_is_written(longer_gdpr):
    make_request(place="DE")
    erasure = make_request(place="DE", rights=("erasure",), email="other@example.com")
    rows = list(erasure.deadlines.order_by("pk").values())
    longer_gdpr()
    run()
    assert list(erasure.deadlines.order_by("pk").values()) == rows
    assert not erasure.events.filter(kind="date_moved").exists()


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(longer_gdpr):
    cases = [make_request(email=f"{number}@example.com") for number in range(5)]
    longer_gdpr()
    recompute_some(now=NOW, limit=2)
    cursor = Recomputing.objects.get()
    assert (cursor.after, cursor.looked_at, cursor.finished_at) == (cases[1].pk, 2, None)
    assert [stretch.looked_at for stretch in run(limit=2)] == [2, 1]
    cursor.refresh_from_db()
    assert (cursor.looked_at, cursor.moved, cursor.finished_at) == (5, 5, NOW)


def test_a_case_behind_the_cursor_is_found_as_well(longer_gdpr):
    first, _ = make_request(), make_request(email="b@example.com")
    longer_gdpr()
    run()
    Case.objects.filter(pk=first.pk).update(computed_from="an older process")
    assert [stretch.looked_at for stretch in run()] == [1]


def test_an_ended_case_keeps_its_dates_until_it_is_open_again(longer_gdpr, officer):
    case = make_request()
    end_without_decision(case=case, to=State.WITHDRAWN, reason="x", officer=officer, now=NOW)
    longer_gdpr()
    assert run() == []


def test_a_case_that_the_law_now_refuses_keeps_its_dates_and_becomes_a_work_item(longer_gdpr):
    refused = make_request(received_on=date(2026, 9, 3), place="DE")
    mark_clock(case=refused, mark=MarkName.EXTENDED, on=date(2026, 9, 5), by=SYSTEM, now=NOW)
    other = make_request(email="other@example.com")
    due = refused.due_on
    longer_gdpr()
    refused.marks.update(on=date(2026, 1, 1))
    [stretch] = run()
    refused.refresh_from_db()
    other.refresh_from_db()
    assert (stretch.refused, refused.due_on, other.due_on) == (1, due, date(2026, 11, 3))
    assert refused.work_items.get().kind == "dates_refused"
    assert refused.events.filter(kind="dates_refused").count() == 1
    assert run() == []


def test_a_changed_promise_or_closing_day_is_found_too(settings):
    case = make_complaint(received_on=date(2026, 9, 3))
    settings.ORGANISATION = replace(organisation(), resolve_days=20)
    [stretch] = run()
    case.refresh_from_db()
    assert (stretch.moved, case.answer_target_on) == (1, date(2026, 9, 23))


def test_a_date_that_moves_back_is_told_again(settings):
    case = make_complaint(received_on=date(2026, 9, 3))
    shipped = organisation()
    for days in (20, 30, 20):
        settings.ORGANISATION = replace(shipped, resolve_days=days)
        Notice.objects.update(seen_at=NOW)
        run()
    assert case.notices.get(for_on=date(2026, 9, 23)).seen_at is None


def test_the_command_prints_counts_and_the_task_ends(capsys, longer_gdpr):
    make_request()
    longer_gdpr()
    call_command("recompute_deadlines", "--batch=1")
    assert json.loads(capsys.readouterr().out) == {"looked_at": 1, "moved": 1, "refused": 0}
    recompute_deadlines_task()


def queries(deed):
    with CaptureQueriesContext(connection) as caught:
        deed()
    return len([query for query in caught if "SAVEPOINT" not in query["sql"]])


def test_the_queries_of_a_recompute_do_not_grow_with_rights_and_laws(longer_gdpr):
    one = make_request(place="DE")
    many = make_request(place="US-CA", rights=("access", "erasure", "rectification"), email="b@example.com")
    longer_gdpr()
    counts = [queries(lambda case=case: recompute(case=case, by=SYSTEM, now=NOW)) for case in (one, many)]
    assert max(counts) <= 14


def test_the_queries_of_a_batch_do_not_grow_with_its_cases():
    def batch(size):
        for number in range(size):
            make_request(email=f"{size}-{number}@example.com")
        Case.objects.update(computed_from="another edition")
        Deadline.objects.filter(duty="respond").update(due_on=date(2026, 9, 30), firm_on=date(2026, 9, 30))
        return queries(lambda: recompute_some(now=NOW))

    few, more = batch(3), batch(20)
    assert more <= few


def test_a_decided_case_whose_answer_has_not_left_is_computed_anew_and_a_closed_one_is_not(longer_gdpr):
    decided, closed = (make_request(acknowledged=True) for _ in range(2))
    Case.objects.filter(pk=decided.pk).update(state=State.DECIDED)
    Case.objects.filter(pk=closed.pk).update(state=State.CLOSED)
    before = decided.due_on
    longer_gdpr()
    assert sum(stretch.looked_at for stretch in run()) == 1
    decided.refresh_from_db()
    assert decided.due_on > before
