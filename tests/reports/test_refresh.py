"""Facts and tallies follow the histories: a little at a time, whatever comes late, and again from nothing."""

from datetime import date

import pytest
from django.utils import timezone

from cases.models import Case
from cases.services.clock import meet_duty
from cases.services.work import describe
from cases.words import SYSTEM
from law.words import Duty
from reports.models import CaseFact, Progress, Rollup
from reports.services import refresh
from reports.services.refresh import bring_up_to_date, how_far, keep_up, step
from tests.builders import make_complaint, make_request, noon
from tests.reports.counting import brought

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
