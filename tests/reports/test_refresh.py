"""Facts and tallies follow the histories: a little at a time, whatever comes late, and again from nothing."""

import json
import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases.models import Case
from cases.services.clock import meet_duty
from cases.services.work import describe
from cases.words import SYSTEM
from intake.api.keys import issue
from law.words import Duty
from reports.asked import Asked
from reports.models import CaseFact, Progress, Rollup
from reports.period import Period
from reports.selectors import answer, owed_by_date
from reports.services import refresh
from reports.services.refresh import bring_up_to_date, how_far, keep_up, step
from tests.builders import make_complaint, make_request, noon
from tests.reports.counting import ALL, brought

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 11, 25)


def test_a_second_look_finds_nothing_new_and_changes_nothing():
    make_request()
    assert not how_far().is_complete
    brought(as_of=AS_OF)
    before = list(Rollup.objects.values())
    assert how_far().is_complete
    assert bring_up_to_date(now=timezone.now())
    assert list(Rollup.objects.values()) == before


@pytest.mark.parametrize(("limit", "size"), [("EVENTS", 2), ("CASES", 1)])
def test_much_is_taken_in_step_by_step(monkeypatch, limit, size):
    for _ in range(3):
        make_request()
    monkeypatch.setattr(refresh, limit, size)
    assert not step(now=timezone.now())
    assert 0 < CaseFact.objects.count() < 3
    assert bring_up_to_date(now=timezone.now())
    assert CaseFact.objects.count() == 3


def test_more_young_events_than_a_window_holds_are_all_taken_in(monkeypatch):
    now = timezone.now()
    for _ in range(3):
        make_request()
    monkeypatch.setattr(refresh, "EVENTS", 2)
    monkeypatch.setattr(refresh, "SETTLES_AFTER", now - noon(2026, 1, 1))
    assert bring_up_to_date(now=now)
    assert CaseFact.objects.count() == 3


def test_an_event_whose_transaction_was_open_when_its_number_was_passed_is_taken_in_later(monkeypatch):
    now = timezone.now()
    late, seen = make_request(date(2026, 9, 3)), make_complaint(date(2026, 9, 4))
    monkeypatch.setattr(refresh, "SETTLES_AFTER", now - noon(2026, 1, 1))
    bring_up_to_date(now=now)
    CaseFact.objects.filter(pk=late.pk).delete()  # as if its events had not been there to be seen
    assert [fact.case_id for fact in CaseFact.objects.all()] == [seen.pk]
    bring_up_to_date(now=now)
    assert CaseFact.objects.filter(pk=late.pk).exists()


def test_a_case_that_moves_to_another_month_leaves_the_tally_of_the_old_one():
    case = make_request(date(2026, 9, 30))
    brought(as_of=AS_OF)
    Case.objects.filter(pk=case.pk).update(received_at=noon(2026, 10, 1))
    case.refresh_from_db()
    describe(case=case, place="DE", language="en", rights=["access"], title="", by=SYSTEM, now=noon(2026, 10, 2))
    assert [part for part, _ in brought(as_of=AS_OF, by=("month",)).parts] == [("2026-10",)]
    assert not Rollup.objects.filter(month=date(2026, 9, 1)).exists()


def test_what_was_lost_is_made_again_from_the_cases():
    make_request(date(2026, 9, 3))
    before = brought(as_of=AS_OF)
    for model in (CaseFact, Rollup, Progress):
        model.objects.all().delete()
    assert brought(as_of=AS_OF) == before


def test_a_step_takes_as_many_queries_for_many_cases_as_for_one(django_assert_max_num_queries):
    for day in range(1, 9):
        case = make_request(date(2026, 9, day))
        meet_duty(case=case, duty=Duty.RESPOND, on=date(2026, 9, 20), by=SYSTEM, now=noon(2026, 9, 20))
    with django_assert_max_num_queries(30):
        step(now=timezone.now())


# Much at once: the first time of all, or after a change of law that moves every date.


def test_a_month_is_tallied_once_at_the_end_and_until_then_its_figures_come_from_the_facts(monkeypatch):
    for day in range(1, 5):
        make_request(date(2026, 9, day))
        make_complaint(date(2026, 10, day))
    monkeypatch.setattr(refresh, "CASES", 3)
    counted = []
    for _ in range(10):
        if step(now=timezone.now()):
            break
        told = answer(Asked(ALL, AS_OF)).totals.received
        counted.append((told, CaseFact.objects.count(), Rollup.objects.count()))
    assert counted == [(3, 3, 0), (6, 6, 0)]
    assert answer(Asked(ALL, AS_OF)).totals.received == 8
    assert {str(rollup.month) for rollup in Rollup.objects.all()} == {"2026-09-01", "2026-10-01"}


def test_what_falls_due_is_counted_from_the_facts_while_tallies_wait(monkeypatch):
    make_request(date(2026, 9, 3))
    brought(as_of=AS_OF)
    before = owed_by_date()
    make_request(date(2026, 9, 3))
    make_request(date(2026, 10, 3))
    monkeypatch.setattr(refresh, "MONTHS", 1)
    assert not step(now=timezone.now())
    assert sorted(owed_by_date().values()) == [1, 2]
    assert list(before.values()) == [1]


def test_many_months_are_tallied_a_few_at_a_time_the_newest_first(monkeypatch):
    for month in (7, 8, 9):
        make_request(date(2026, month, 3))
    monkeypatch.setattr(refresh, "MONTHS", 2)
    assert not step(now=timezone.now())
    assert {rollup.month.month for rollup in Rollup.objects.all()} == {8, 9}
    assert answer(Asked(Period(date(2026, 7, 1), date(2026, 7, 31)), AS_OF)).totals.received == 1
    assert step(now=timezone.now())
    assert {rollup.month.month for rollup in Rollup.objects.all()} == {7, 8, 9}


def test_a_step_that_is_killed_leaves_nothing_half_done_and_the_next_goes_on(monkeypatch):
    for day in (1, 2, 3):
        make_request(date(2026, 9, day))
    monkeypatch.setattr(refresh, "CASES", 2)
    step(now=timezone.now())
    before = list(CaseFact.objects.values_list("pk", "event_seq")), how_far()

    def killed(*_args):
        raise SystemExit

    with monkeypatch.context() as at_the_end:
        at_the_end.setattr(refresh, "rebuild", killed)
        with pytest.raises(SystemExit):
            step(now=timezone.now())
    assert (list(CaseFact.objects.values_list("pk", "event_seq")), how_far()) == before
    assert brought(as_of=AS_OF).totals.received == 3


def test_a_page_takes_in_what_is_little_and_leaves_what_is_much_to_the_task(monkeypatch):
    make_request(date(2026, 9, 3))
    assert keep_up(now=timezone.now()) is None
    assert CaseFact.objects.count() == 1
    make_request(date(2026, 9, 4))
    monkeypatch.setattr(refresh, "MUCH", 0)
    far = keep_up(now=timezone.now())
    assert CaseFact.objects.count() == 1
    assert 0 < far.per_cent < 100


def test_while_much_is_counted_pages_say_so_and_files_are_refused(client, manager, monkeypatch):
    make_request(timezone.now().date())
    monkeypatch.setattr(refresh, "MUCH", 0)
    client.force_login(manager)
    for address in ("", "timeliness/", "cases/?figure=received"):
        page = client.get(f"/admin/reports/{address}").content.decode()
        assert "The figures are still being counted: 0 % of the history is in them" in page, address
    for address in ("timeliness.csv", "timeliness.xlsx", "cases.csv?figure=received"):
        refused = client.get(f"/admin/reports/{address}")
        assert (refused.status_code, "still being counted" in refused.content.decode()) == (503, True), address
    bring_up_to_date(now=timezone.now())
    assert "still being counted" not in client.get("/admin/reports/").content.decode()


def test_the_api_says_whether_all_is_counted(client, monkeypatch):
    make_request(timezone.now().date())
    _, key = issue(name="shop", scopes=["reports:read"], by=SYSTEM, now=timezone.now())

    def ask():
        return client.get("/api/v1/reports/timeliness/", HTTP_AUTHORIZATION=f"Bearer {key}").json()["complete"]

    with monkeypatch.context() as much:
        much.setattr(refresh, "MUCH", 0)
        assert ask() is False
    assert ask() is True


def test_the_command_says_how_far_it_is_where_that_takes_a_while(monkeypatch):
    for day in (1, 2, 3):
        make_request(date(2026, 9, day))
    monkeypatch.setattr(refresh, "CASES", 2)
    said, told = StringIO(), StringIO()
    call_command("report", "timeliness", stdout=told, stderr=said)
    assert re.fullmatch(
        r"Counting: \d+ % of the history \(event [\d,]+ of [\d,]+\), 1 month to be tallied\.\n", said.getvalue()
    )
    assert json.loads(told.getvalue())["totals"]["received"] == 3
