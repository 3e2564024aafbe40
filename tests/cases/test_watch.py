"""The watch of the dates: each threshold leaves one event and one notice, also after an outage."""

from datetime import date

import pytest

from cases.models import Deadline, Notice
from cases.services import watch
from cases.services.clock import mark_clock, meet_duty
from cases.services.watch import watch_dates
from cases.services.work import assign
from cases.words import SYSTEM
from law.words import Duty, MarkName
from tests.builders import make_complaint, make_request, noon

pytestmark = pytest.mark.django_db


def told(case, duty="respond"):
    return list(case.notices.filter(duty=duty).order_by("id").values_list("threshold", flat=True))


def test_the_watch_says_nothing_before_the_first_threshold():
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    watch_dates(now=noon(2026, 9, 27))
    assert told(case) == []


def test_due_soon_due_today_and_overdue_leave_one_event_and_one_notice_each(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    assign(case=case, officer=officer, by=officer.actor, now=noon(2026, 9, 4))
    for day in (28, 29, 30):
        watch_dates(now=noon(2026, 9, day))
    for day in (5, 5, 6, 7):
        watch_dates(now=noon(2026, 10, day))
    assert told(case) == ["due_soon", "due_today", "overdue"]
    assert [e.payload["threshold"] for e in case.events.filter(kind="date_noticed")] == told(case)
    assert set(case.notices.values_list("officer", flat=True)) == {officer.pk}


def test_a_beat_that_was_down_for_two_days_tells_what_passed_meanwhile():
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    watch_dates(now=noon(2026, 10, 4))
    watch_dates(now=noon(2026, 10, 7))
    assert told(case) == ["due_soon", "due_today", "overdue"]


def test_a_duty_that_was_met_is_not_watched():
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    meet_duty(case=case, duty=Duty.RESPOND, on=date(2026, 9, 20), by=SYSTEM, now=noon(2026, 9, 20))
    watch_dates(now=noon(2026, 10, 7))
    assert told(case) == []


def test_a_date_that_moved_is_told_anew():
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    watch_dates(now=noon(2026, 9, 28))
    mark_clock(case=case, mark=MarkName.EXTENDED, on=date(2026, 9, 30), by=SYSTEM, now=noon(2026, 9, 30))
    watch_dates(now=noon(2026, 10, 7))
    assert told(case) == ["due_soon"]
    watch_dates(now=noon(2026, 11, 28))
    assert told(case) == ["due_soon", "due_soon"]


def test_where_no_law_sets_a_date_the_promise_is_watched():
    case = make_complaint(received_on=date(2026, 9, 3), place="DE", acknowledged=True)
    watch_dates(now=noon(2026, 10, 4))
    assert told(case) == ["due_soon", "due_today", "overdue"]
    assert not case.notices.filter(statutory=True).exists()


def test_the_day_is_the_persons_own():
    case = make_request(received_on=date(2026, 9, 3), place="US-CA", acknowledged=True)
    assert case.due_on == date(2026, 10, 5)  # the controller is in the EU, whose earlier date rules
    watch_dates(now=noon(2026, 10, 5).replace(hour=5))  # still 4 October in California
    assert "due_today" not in told(case)
    watch_dates(now=noon(2026, 10, 5).replace(hour=8))
    assert "due_today" in told(case)


def test_two_watches_at_once_tell_once():
    make_request(received_on=date(2026, 9, 3), acknowledged=True)
    watch_dates(now=noon(2026, 10, 7))
    count = Notice.objects.count()
    watch_dates(now=noon(2026, 10, 7))
    assert Notice.objects.count() == count


def test_cases_whose_day_has_not_come_yet_hold_up_neither_the_run_nor_the_others():
    early = [make_request(received_on=date(2026, 9, 3), place="US-CA", acknowledged=True) for _ in range(2)]
    late = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    Deadline.objects.filter(case__in=early, duty="respond").update(next_check_on=date(2026, 9, 28))
    assert watch_dates(now=noon(2026, 9, 28).replace(hour=5), limit=1) == 3  # still 27 September in California
    assert [told(case) for case in (*early, late)] == [[], [], ["due_soon"]]


def test_a_case_that_cannot_be_told_of_does_not_keep_the_others_from_it(monkeypatch):
    broken = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    whole = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    monkeypatch.setattr(watch, "today_for", lambda case, now: now.date() if case == whole else date("?"))
    watch_dates(now=noon(2026, 10, 5))
    assert (told(broken), told(whole)) == ([], ["due_soon", "due_today"])
