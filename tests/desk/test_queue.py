"""The queue and the search: which cases, in which order, in how many queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import AccessRecord, Case, User
from cases.places import today_for
from desk import paging
from desk.queue import VIEWS
from tests.builders import make_complaint, make_request
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
    cases = {key: dated(make_request(), days=30) for key in VIEWS if key != "open"}
    Case.objects.exclude(pk=cases["unassigned"].pk).update(officer=User.objects.create(username="colleague"))
    Case.objects.filter(pk=cases["mine"].pk).update(officer=officer)
    dated(cases["overdue"], days=-1)
    dated(cases["week"], days=7)
    Case.objects.filter(pk=cases["waiting"].pk).update(waiting_since=date(2026, 9, 3))
    Case.objects.filter(pk=cases["decided"].pk).update(state="decided")
    Case.objects.filter(pk=cases["closed"].pk).update(state="closed")
    assert {key: shown(at_desk, view=key) for key in cases} == {key: [case.reference] for key, case in cases.items()}


def test_case_due_today_is_not_overdue(at_desk: Client) -> None:
    case = dated(make_request(), days=0)
    assert (shown(at_desk, view="overdue"), shown(at_desk, view="week")) == ([], [case.reference])


def test_case_past_our_own_target_is_due_this_week_and_not_overdue(at_desk: Client) -> None:
    case = dated(make_request(), days=20)
    yesterday = today_for(case, timezone.now()) - timedelta(days=1)
    Case.objects.update(target_on=yesterday, next_on=yesterday)
    assert (shown(at_desk, view="overdue"), shown(at_desk, view="week")) == ([], [case.reference])
    assert "our own target" in at_desk.get(QUEUE).content.decode()


def test_queue_is_narrowed_to_one_procedure(at_desk: Client) -> None:
    make_request()
    complaint = make_complaint()
    assert shown(at_desk, procedure="complaint") == [complaint.reference]


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


@pytest.mark.parametrize("count", [3, 30])
def test_queue_costs_the_same_queries_for_few_and_many(count: int, at_desk: Client) -> None:
    for _ in range(count):
        make_request()
    with CaptureQueriesContext(connection) as captured:
        assert len(shown(at_desk)) == count
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


def find(browser: Client, text: str) -> list[str]:
    """Search and give the references found."""
    answer = browser.post(reverse("admin:search"), {"text": text}, follow=True)
    return [row.case.reference for row in answer.context["page"].rows]


@pytest.mark.parametrize("text", ["renate", "Requester", "requester@example.com", "REQUESTER@EXAMPLE.COM"])
def test_case_is_found_by_name_and_address(text: str, at_desk: Client) -> None:
    case = make_request()
    make_complaint()
    assert find(at_desk, text) == [case.reference]


def test_closed_case_is_found_too(at_desk: Client) -> None:
    case = make_request()
    Case.objects.update(state="closed")
    assert find(at_desk, "renate") == [case.reference]


@pytest.mark.parametrize("write", [str, str.lower, lambda text: text.replace("-", ""), lambda text: f"  {text} "])
def test_reference_leads_straight_to_its_case(write: object, at_desk: Client) -> None:
    case = make_request()
    answer = at_desk.post(reverse("admin:search"), {"text": write(case.reference)})  # type: ignore[operator]
    assert answer["Location"] == reverse("admin:case", args=[case.reference])


def test_restricted_case_is_not_found(at_desk: Client) -> None:
    case = make_request()
    Case.objects.update(restricted=True)
    assert find(at_desk, "renate") == []
    assert find(at_desk, case.reference) == []


def test_search_keeps_names_out_of_addresses_and_leaves_an_access_record(officer: User, at_desk: Client) -> None:
    case = make_request()
    answer = at_desk.post(reverse("admin:search"), {"text": "renate"})
    assert answer["Location"] == reverse("admin:found")
    at_desk.get(answer["Location"])
    records = set(AccessRecord.objects.values_list("actor", "what", "case"))
    search = (f"staff:{officer.pk}", "search of names and addresses")
    assert records == {(*search, None), (*search, case.pk)}


def test_empty_search_finds_nothing_and_says_what_to_type(at_desk: Client) -> None:
    make_request()
    page = at_desk.post(reverse("admin:search"), {"text": "  "}, follow=True)
    assert "Type a reference, a name or an e-mail address." in page.content.decode()
