"""The watch of the dates: each threshold leaves one event and one notice, also after an outage."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.lifecycle import State
from cases.models import Case, Deadline, Notice
from cases.selectors import notices_for, overdue_on, urgency
from cases.services import watch
from cases.services.clock import mark_clock, meet_duty
from cases.services.move import move
from cases.services.notices import see_notices
from cases.services.watch import watch_dates
from cases.services.work import assign
from cases.words import SYSTEM
from law.words import Duty, MarkName
from tests.builders import make_complaint, make_request, noon

pytestmark = pytest.mark.django_db


ALL = ["due_soon", "due_in_two", "due_today", "overdue"]


def told(case, duty="respond"):
    """Give what the team leads were told of a case, in order."""
    found = case.notices.filter(duty=duty, for_leads=True)
    return list(found.order_by("id").values_list("threshold", flat=True))


def test_the_watch_says_nothing_before_the_first_threshold():
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    watch_dates(now=noon(2026, 9, 27))
    assert told(case) == []


def test_a_week_and_two_days_before_on_the_day_and_after_it_leave_one_event_each_and_one_notice_to_officer_and_leads(
    officer,
):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    assign(case=case, officer=officer, by=officer.actor, now=noon(2026, 9, 4))
    seen = []
    for day in (noon(2026, 9, 27), noon(2026, 9, 28), noon(2026, 10, 2), *(noon(2026, 10, day) for day in range(3, 9))):
        watch_dates(now=day)
        seen.append(len(told(case)))
    assert seen == [0, 1, 1, 2, 2, 3, 4, 4, 4]
    assert told(case) == ALL
    assert [e.payload["threshold"] for e in case.events.filter(kind="date_noticed")] == ALL
    assert list(case.notices.filter(officer=officer).order_by("id").values_list("threshold", flat=True)) == ALL
    assert case.notices.count() == 8


def test_of_a_case_without_officer_the_team_leads_alone_are_told():
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    watch_dates(now=noon(2026, 9, 28))
    assert list(case.notices.values_list("for_leads", "officer")) == [(True, None)]


def test_two_rights_with_the_same_date_are_told_of_once():
    case = make_request(received_on=date(2026, 9, 3), rights=("access", "erasure"), acknowledged=True)
    watch_dates(now=noon(2026, 10, 7))
    assert told(case) == ALL
    assert case.events.filter(kind="date_noticed").count() == 4


def test_an_acknowledgement_is_not_warned_of_before_the_request_came():
    case = make_request(received_on=date(2026, 9, 3))
    watch_dates(now=noon(2026, 9, 4))
    assert told(case, "acknowledge") == []
    watch_dates(now=noon(2026, 9, 11))
    assert told(case, "acknowledge") == ALL[1:]


def test_what_came_on_a_saturday_is_recorded_then_and_shown_on_monday_morning(lead):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    watch_dates(now=noon(2026, 9, 28))
    see_notices(ids=list(case.notices.values_list("pk", flat=True)), officer=lead, now=noon(2026, 9, 29))
    watch_dates(now=noon(2026, 10, 3))  # a Saturday
    assert case.events.filter(kind="date_noticed").last().occurred_at == noon(2026, 10, 3)
    shown = [
        list(notices_for(lead, now=moment)) for moment in (noon(2026, 10, 4), datetime(2026, 10, 5, 8, tzinfo=UTC))
    ]
    assert [len(found) for found in shown] == [0, 1]  # nine in the morning in Dublin


def test_team_leads_are_told_of_every_case_and_officers_of_their_own(officer, lead):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    assign(case=case, officer=officer, by=officer.actor, now=noon(2026, 9, 4))
    other = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    watch_dates(now=noon(2026, 9, 28))
    of = {user: {notice.case for notice in notices_for(user, now=noon(2026, 9, 28))} for user in (officer, lead)}
    assert of == {officer: {case}, lead: {case, other}}


def test_team_lead_is_not_told_of_a_restricted_case(lead, dpo):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    Case.objects.update(restricted=True)
    watch_dates(now=noon(2026, 9, 28))
    assert not notices_for(lead, now=noon(2026, 9, 28)).exists()
    assert [notice.case for notice in notices_for(dpo, now=noon(2026, 9, 28))] == [case]


def test_a_beat_that_was_down_for_two_days_tells_what_passed_meanwhile():
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    watch_dates(now=noon(2026, 10, 4))
    watch_dates(now=noon(2026, 10, 7))
    assert told(case) == ALL


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
    assert told(case) == ALL
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
    watched = Deadline.objects.filter(case__in=early, duty="respond", next_check_at__isnull=False)
    watched.update(next_check_at=noon(2026, 9, 27))
    assert watch_dates(now=noon(2026, 9, 28).replace(hour=5), limit=1) == 1  # still 27 September in California
    assert [told(case) for case in (*early, late)] == [[], [], ["due_soon"]]


def test_a_case_that_cannot_be_told_of_does_not_keep_the_others_from_it(monkeypatch):
    broken = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    whole = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    monkeypatch.setattr(watch, "today_for", lambda case, now: now.date() if case == whole else date("?"))
    watch_dates(now=noon(2026, 10, 5))
    assert (told(broken), told(whole)) == ([], ALL[:3])


def test_while_the_clock_stands_still_for_the_person_nothing_is_due_or_overdue_and_then_what_is_left_counts():
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    mark_clock(case=case, mark=MarkName.IDENTITY_REQUESTED, on=date(2026, 9, 8), by=SYSTEM, now=noon(2026, 9, 8))
    watch_dates(now=noon(2026, 12, 1))
    assert told(case) == []
    assert urgency(case, noon(2026, 12, 1)).words == "Waiting for the person since 8 Sep 2026"
    assert not Case.objects.filter(overdue_on(date(2026, 12, 1)), pk=case.pk).exists()
    mark_clock(case=case, mark=MarkName.IDENTITY_CONFIRMED, on=date(2026, 12, 1), by=SYSTEM, now=noon(2026, 12, 1))
    assert case.due_on == date(2026, 12, 28)  # 3 October and the 85 days of waiting, a Sunday: Monday
    watch_dates(now=noon(2026, 12, 29))
    assert told(case) == ALL


def test_a_law_that_does_not_stop_the_clock_is_watched_beside_one_that_does():
    case = make_request(received_on=date(2026, 9, 3), place="US-CA", acknowledged=True)
    mark_clock(case=case, mark=MarkName.IDENTITY_REQUESTED, on=date(2026, 9, 8), by=SYSTEM, now=noon(2026, 9, 8))
    assert (case.due_on, case.next_on) == (date(2026, 10, 18), date(2026, 10, 18))
    watch_dates(now=noon(2026, 10, 19))
    assert told(case) == ALL


def test_an_answer_that_is_decided_on_and_has_not_left_is_owed_though_a_question_was_open():
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    mark_clock(case=case, mark=MarkName.IDENTITY_REQUESTED, on=date(2026, 9, 8), by=SYSTEM, now=noon(2026, 9, 8))
    move(case=case, to=State.IN_PROGRESS, by=SYSTEM, now=noon(2026, 9, 9))
    move(case=case, to=State.DECIDED, by=SYSTEM, now=noon(2026, 9, 9))
    assert case.due_on == date(2026, 10, 5)


def test_a_pass_asks_no_more_of_the_database_for_many_due_cases_than_for_one():
    def queries(count):
        for _ in range(count):
            make_request(received_on=date(2026, 9, 3), acknowledged=True)
        with CaptureQueriesContext(connection) as asked:
            watch_dates(now=noon(2026, 10, 6))
        return len(asked)

    queries(1)  # what a process looks up once
    assert queries(1) == queries(7)
