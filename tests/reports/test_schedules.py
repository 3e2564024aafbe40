"""Reports by mail: a link on its day with the digest, once after an outage, to who may still read reports."""

from datetime import date

import pytest
from django.core import mail as outbox

from correspondence.models import Digest
from correspondence.services.digests import due_digests, send_digest
from desk.digest import make_digests
from reports.models import ReportSchedule
from reports.services.schedules import drop_report, want_report
from tests.builders import noon

pytestmark = pytest.mark.django_db
TUESDAY = noon(2026, 11, 24)
PAGE = "/admin/reports/schedules/"


@pytest.fixture
def reader(manager):
    """A manager with a mail address and no daily digest."""
    manager.email, manager.daily_digest = "manager@alltracking.com", False
    manager.save()
    return manager


def wanted(user, every="week", query="by=regime", now=TUESDAY):
    return want_report(user=user, report="timeliness", query=query, every=every, now=now)


def test_a_weekly_link_comes_on_monday_and_holds_no_figure(reader):
    assert wanted(reader).next_on == date(2026, 11, 30)
    assert make_digests(now=noon(2026, 11, 27)) == 0
    assert make_digests(now=noon(2026, 11, 30)) == 1
    body = Digest.objects.get().body
    assert "/admin/reports/timeliness/?by=regime" in body
    assert "Timeliness, every Monday" in body
    assert "waits for you" not in body
    assert ReportSchedule.objects.get().next_on == date(2026, 12, 7)


def test_a_monthly_link_comes_on_the_first_working_day_and_then_waits_for_the_next_month(reader):
    assert wanted(reader, "month", now=noon(2026, 10, 20)).next_on == date(2026, 11, 1)  # a Sunday
    assert make_digests(now=noon(2026, 11, 1)) == 0
    assert make_digests(now=noon(2026, 11, 2)) == 1
    assert ReportSchedule.objects.get().next_on == date(2026, 12, 1)


def test_after_an_outage_of_weeks_it_comes_once(reader):
    wanted(reader)
    assert [make_digests(now=noon(2026, 12, day)) for day in (16, 16, 17)] == [1, 0, 0]


def test_the_mail_leaves_through_the_outbox(reader):
    wanted(reader)
    now = noon(2026, 11, 30)
    make_digests(now=now)
    for digest in due_digests(now=now):
        send_digest(digest_id=digest, now=now)
    assert [message.to for message in outbox.outbox] == [["manager@alltracking.com"]]


def test_who_may_read_no_reports_any_more_gets_no_link(reader):
    wanted(reader)
    reader.user_permissions.clear()
    assert make_digests(now=noon(2026, 11, 30)) == 0


def test_asked_for_twice_it_comes_once_and_only_the_own_ones_are_taken_off(reader, officer):
    first = wanted(reader)
    assert wanted(reader) == first
    drop_report(user=officer, schedule_id=first.pk)
    assert reader.report_schedules.count() == 1
    drop_report(user=reader, schedule_id=first.pk)
    assert reader.report_schedules.count() == 0


def test_the_page_adds_lists_and_takes_off(client, reader):
    client.force_login(reader)
    given = {"report": "complaints", "query": "", "every": "month"}
    assert "on the first of each month" in client.post(PAGE, given, follow=True).content.decode()
    client.post(PAGE, {"drop": str(reader.report_schedules.get().pk)})
    assert "None yet" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"report": "gossip", "every": "week"},
        {"report": "timeliness", "every": "hour"},
        {"report": "timeliness", "every": "week", "query": "x" * 401},
        {},
    ],
)
def test_what_cannot_be_mailed_gets_a_sentence(client, reader, given):
    client.force_login(reader)
    assert "Choose one of the reports" in client.post(PAGE, given, follow=True).content.decode()
    for number in ("abc", "9" * 40, "-1"):
        assert client.post(PAGE, {"drop": number}).status_code == 302
    assert not ReportSchedule.objects.exists()


def test_without_a_mail_address_it_says_whom_to_ask(client, manager):
    manager.email = ""
    manager.save()
    client.force_login(manager)
    page = client.post(PAGE, {"report": "timeliness", "every": "week"}, follow=True).content.decode()
    assert "ask an administrator" in page
