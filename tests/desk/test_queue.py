"""The queue: which cases each view holds, in which order, in how many queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.lifecycle import State
from cases.models import Case, User
from cases.places import today_for
from cases.services.work import assign
from correspondence.endings import end
from correspondence.identity import Method, ask_identity, confirm_identity, identity_draft
from desk import paging
from desk.home import numbers
from desk.queue import VIEWS, cases_in
from tests.builders import make_request, send_letters
from tests.desk.papers import Sit

QUEUE = "/admin/queue/"


def shown(browser: Client, **asked: str) -> list[str]:
    """Give the references that the queue shows, in order."""
    return [row.case.reference for row in browser.get(QUEUE, asked).context["page"].rows]


def dated(case: Case, *, days: int) -> Case:
    """Set the case's next date so many days from today."""
    day = today_for(case, timezone.now()) + timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(due_on=day, next_on=day, target_on=None)
    return case


def test_open_cases_come_with_the_next_date_first_and_those_without_one_last(at_desk: Client) -> None:
    later, none, sooner = (make_request() for _ in range(3))
    dated(later, days=9)
    dated(sooner, days=2)
    Case.objects.filter(pk=none.pk).update(due_on=None, target_on=None, next_on=None)
    assert shown(at_desk) == [sooner.reference, later.reference, none.reference]


def test_each_view_shows_its_own_cases_and_no_other(officer: User, at_desk: Client) -> None:
    own = ("mine", "unassigned", "overdue", "week", "waiting", "identity", "decided", "closed")
    cases = {key: dated(make_request(), days=30) for key in own}
    Case.objects.exclude(pk=cases["unassigned"].pk).update(officer=User.objects.create(username="colleague"))
    Case.objects.filter(pk=cases["mine"].pk).update(officer=officer)
    dated(cases["overdue"], days=-1)
    dated(cases["week"], days=7)
    Case.objects.filter(pk=cases["waiting"].pk).update(waiting_since=date(2026, 9, 3))
    for key, state in (("identity", "verifying"), ("decided", "decided"), ("closed", "closed")):
        Case.objects.filter(pk=cases[key].pk).update(state=state)
    assert {key: shown(at_desk, view=key) for key in cases} == {key: [case.reference] for key, case in cases.items()}


def test_identity_checks_hold_each_open_case_whose_identity_is_asked_for_once_in_whatever_state(
    officer: User, dpo: User, at_desk: Client
) -> None:
    verifying, worked_on, shown_since, ended = (
        dated(make_request(rights=("access", "erasure")), days=days) for days in (20, 21, 22, 23)
    )
    now = timezone.now()
    for case in (verifying, worked_on, shown_since, ended):
        letter = identity_draft(case=case, wanted="Write from your account.", now=now)
        ask_identity(case=case, letter=letter, key=f"i{case.pk}", officer=officer, now=now)
    send_letters(now=now)
    for case in (worked_on, shown_since, ended):
        case.refresh_from_db()
        assign(case=case, officer=dpo, by=officer.actor, now=now)
    on = today_for(shown_since, now)
    confirm_identity(case=shown_since, on=on, method=Method.ACCOUNT, officer=officer, now=now)
    end(case=ended, to=State.WITHDRAWN, reason="They called.", officer=officer, now=now)
    assert Case.objects.get(pk=worked_on.pk).state == "in_progress"
    assert sorted(shown(at_desk, view="identity")) == sorted([verifying.reference, worked_on.reference])
    counts = {number.label: number.count for number in numbers(user=officer, now=now)}
    assert counts["Identity checks waiting"] == 2


def test_identity_checks_are_found_by_their_keys(officer: User) -> None:
    now = timezone.now()
    plan = cases_in(view=VIEWS["identity"], user=officer, now=now).order_by().explain()
    if connection.vendor == "sqlite":
        assert "mark_open_stop" in plan
        assert "USING INTEGER PRIMARY KEY" in plan
    else:
        assert "Append" in plan  # both sets of keys, asked once


def test_wide_views_hold_what_their_names_say(officer: User, at_desk: Client) -> None:
    mine, nobodys, waiting, closed = (dated(make_request(), days=days) for days in (20, 21, 22, 23))
    Case.objects.filter(pk__in=[mine.pk, waiting.pk, closed.pk]).update(officer=officer)
    Case.objects.filter(pk=waiting.pk).update(waiting_since=date(2026, 9, 3))
    Case.objects.filter(pk=closed.pk).update(state="closed")
    held = {"team": [mine, waiting], "ours": [mine, nobodys], "open": [mine, nobodys, waiting]}
    assert {view: shown(at_desk, view=view) for view in held} == {
        view: [case.reference for case in cases] for view, cases in held.items()
    }
    assert len(shown(at_desk, view="all")) == 4


def test_view_of_restricted_cases_exists_for_the_dpo_alone(officer: User, dpo: User, sit: Sit) -> None:
    secret, plain = make_request(), make_request()
    Case.objects.filter(pk=secret.pk).update(restricted=True)
    assert shown(sit(dpo), view="restricted") == [secret.reference]
    page = sit(officer).get(QUEUE, {"view": "restricted"})
    assert [row.case.reference for row in page.context["page"].rows] == [plain.reference]  # it falls back to all open
    assert "view=restricted" not in page.content.decode()


def test_case_due_today_is_not_overdue(at_desk: Client) -> None:
    case = dated(make_request(), days=0)
    assert (shown(at_desk, view="overdue"), shown(at_desk, view="week")) == ([], [case.reference])


def test_case_past_our_own_target_is_due_this_week_and_not_overdue(at_desk: Client) -> None:
    case = dated(make_request(), days=20)
    yesterday = today_for(case, timezone.now()) - timedelta(days=1)
    Case.objects.update(target_on=yesterday, next_on=yesterday)
    assert (shown(at_desk, view="overdue"), shown(at_desk, view="week")) == ([], [case.reference])
    assert "our own target" in at_desk.get(QUEUE).content.decode()


def test_urgency_is_said_in_words_and_not_by_colour_alone(at_desk: Client) -> None:
    dated(make_request(), days=-2)
    page = at_desk.get(QUEUE).content.decode()
    assert "Overdue by 2 days" in page
    assert "Renate Requester" in page
    assert "Germany" in page


def test_restricted_case_is_in_the_queue_of_the_dpo_alone(officer: User, dpo: User, sit: Sit) -> None:
    case = make_request()
    Case.objects.update(restricted=True)
    assert (shown(sit(officer)), shown(sit(dpo))) == ([], [case.reference])


@pytest.mark.parametrize("asked", [{}, {"place": "DE", "law": "eu-gdpr", "right": "access", "officer": "nobody"}])
@pytest.mark.parametrize("count", [3, 30])
def test_queue_costs_the_same_queries_for_few_and_many(count: int, asked: dict[str, str], at_desk: Client) -> None:
    for _ in range(count):
        make_request()
    with CaptureQueriesContext(connection) as captured:
        assert len(shown(at_desk, **asked)) == count
    assert len(captured) <= 10


def walk(browser: Client, view: str) -> list[str]:
    """Turn over every page and give what was seen."""
    seen, after = [], ""
    while True:
        page = browser.get(QUEUE, {"view": view, "after": after}).context["page"]
        seen += [row.case.reference for row in page.rows]
        if not page.following:
            return seen
        after = page.following


@pytest.mark.parametrize("view", ["open", "closed"])
def test_turning_over_all_pages_shows_every_case_once(
    view: str, at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "SIZE", 3)
    cases = [make_request(date(2026, 9, 3)) for _ in range(8)]
    Case.objects.filter(pk__in=[case.pk for case in cases[:3]]).update(due_on=None, target_on=None, next_on=None)
    if view == "closed":
        Case.objects.update(state="closed")
    seen = walk(at_desk, view)
    assert (len(seen), set(seen)) == (8, {case.reference for case in cases})


@pytest.mark.parametrize("cursor", ["x", "2026-09-03", "2026-99-99~1", "~", "~x", "2026-09-03~" + "9" * 30])
@pytest.mark.parametrize("view", ["open", "closed"])
def test_cursor_that_is_none_of_ours_breaks_nothing(cursor: str, view: str, at_desk: Client) -> None:
    assert at_desk.get(QUEUE, {"after": cursor, "view": view}).status_code == 200
