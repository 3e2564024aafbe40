"""Today: what needs each member of staff, each number leading to exactly its rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Notice, User
from cases.services.watch import watch_dates
from cases.services.work import open_work_item
from cases.words import SYSTEM
from correspondence.services.outbox import pause
from tests.builders import make_request
from tests.desk.papers import Sit

HOME = "/admin/"
# Long enough ago for the office to have worked since, whatever day it is.
LATELY = timezone.now() - timedelta(days=10)


def numbers(browser: Client, group: str = "") -> dict[str, int]:
    """Give the numbers of Today by their label, of one group if it is named."""
    shown = browser.get(HOME).context["numbers"]
    return {number.label: number.count for number in shown if group in ("", number.group)}


def late(officer: User | None = None) -> Case:
    """Give a case that is overdue, with its notices told."""
    case = make_request(timezone.now().date() - timedelta(days=70), acknowledged=True)
    Case.objects.filter(pk=case.pk).update(officer=officer)
    watch_dates(now=LATELY)
    return case


def test_officer_sees_what_is_overdue_unassigned_and_in_quarantine(quarantined: int, at_desk: Client) -> None:
    late()
    seen = numbers(at_desk)
    assert (seen["Overdue"], seen["Unassigned"], seen["In quarantine"], seen["My cases"]) == (1, 1, 1, 0)


def desk_full_of_work(*staff: User) -> None:
    """Put something behind every number: cases of each and of nobody, dated, waiting, restricted; work items, notices."""
    for owner in (*staff, None):
        for days, changed in (
            (70, {}),
            (27, {}),
            (1, {"waiting_since": date(2026, 9, 3)}),
            (2, {"state": "verifying"}),
            (3, {"state": "decided"}),
            (4, {"restricted": True}),
        ):
            case = make_request(timezone.now().date() - timedelta(days=days), acknowledged=True)
            Case.objects.filter(pk=case.pk).update(officer=owner, **changed)
            case.refresh_from_db()
            open_work_item(case=case, kind="letter_not_arrived", title="Call", by=SYSTEM, now=timezone.now())
    watch_dates(now=LATELY)


@pytest.mark.parametrize("role", ["officer", "lead", "dpo", "administrator"])
def test_each_number_leads_to_exactly_its_rows(
    role: str, officer: User, lead: User, quarantined: int, sit: Sit, request: pytest.FixtureRequest
) -> None:
    member = request.getfixturevalue(role)
    desk_full_of_work(officer, lead, member)
    browser = sit(member)
    for number in browser.get(HOME).context["numbers"]:
        context = browser.get(number.address).context
        rows = next(context[name] for name in ("page", "rows", "items", "notices") if name in context)
        assert len(getattr(rows, "rows", rows)) == number.count, (number.group, number.label)


def test_every_number_counts_something_on_a_full_desk(officer: User, dpo: User, quarantined: int, sit: Sit) -> None:
    desk_full_of_work(officer, dpo)
    assert {name for name, count in numbers(sit(dpo)).items() if count == 0} == set()


def test_home_costs_the_same_queries_for_few_and_many(officer: User, at_desk: Client) -> None:
    costs = []
    for _ in range(2):
        desk_full_of_work(officer, officer)
        with CaptureQueriesContext(connection) as captured:
            at_desk.get(HOME)
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert costs[0] <= 25


def test_own_numbers_are_of_own_cases_and_those_of_the_desk_of_all(officer: User, dpo: User, at_desk: Client) -> None:
    late(officer)
    late(dpo)
    assert (numbers(at_desk, "yours")["Overdue"], numbers(at_desk, "desk")["Overdue"]) == (1, 2)


def test_administrator_sees_the_configuration_and_that_sending_is_paused(administrator: User, sit: Sit) -> None:
    pause(reason="the server moves", by=administrator, now=timezone.now())
    page = sit(administrator).get(HOME)
    for place in page.context["configuration"]:
        assert sit(administrator).get(place.address).status_code == 200, place.name
    assert "Paused: the server moves" in page.content.decode()


def test_officer_sees_no_configuration(at_desk: Client) -> None:
    assert "Configuration" not in at_desk.get(HOME).content.decode()


def test_manager_sees_the_way_to_the_reports_and_no_case(manager: User, sit: Sit) -> None:
    case = late()
    page = sit(manager).get(HOME)
    assert page.context["numbers"] == []
    assert "/admin/reports/" in page.content.decode()
    assert case.reference not in page.content.decode()


def test_stranger_sees_that_there_is_nothing_for_them(stranger: User, sit: Sit) -> None:
    page = sit(stranger).get(HOME).content.decode()
    assert "Your account has no part in the desk yet." in page
    assert "Queue" not in page


def test_restricted_case_counts_for_the_dpo_alone(officer: User, dpo: User, sit: Sit) -> None:
    late()
    Case.objects.update(restricted=True)
    assert (numbers(sit(officer))["Overdue"], numbers(sit(dpo))["Overdue"]) == (0, 1)
    assert (numbers(sit(officer))["Unseen notices"], numbers(sit(dpo))["Unseen notices"] > 0) == (0, True)


def unseen(browser: Client) -> list[Notice]:
    """Give the notices that the page of notices shows."""
    return list(browser.get(reverse("admin:notices")).context["notices"])


def test_notices_that_were_ticked_are_seen_and_the_others_stay(officer: User, at_desk: Client) -> None:
    late(officer)
    late(officer)
    first, *others = unseen(at_desk)
    at_desk.post(reverse("admin:notices_seen"), {"notice": [first.pk]})
    assert unseen(at_desk) == others


def test_of_notices_about_one_date_the_latest_is_shown_and_seeing_it_sees_all(officer: User, at_desk: Client) -> None:
    case = late(officer)
    told = Notice.objects.filter(case=case, officer=officer, duty="respond")
    assert told.count() == 4
    assert [notice.threshold for notice in unseen(at_desk) if notice.duty == "respond"] == ["overdue"]
    at_desk.post(reverse("admin:notices_seen"), {"notice": [notice.pk for notice in unseen(at_desk)]})
    assert (unseen(at_desk), told.filter(seen_at__isnull=True).count()) == ([], 0)


def test_notice_to_a_colleague_is_not_marked_as_seen(officer: User, dpo: User, at_desk: Client) -> None:
    late(dpo)
    at_desk.post(reverse("admin:notices_seen"), {"notice": [notice.pk for notice in Notice.objects.all()]})
    assert not Notice.objects.filter(seen_at__isnull=False).exists()


def test_work_item_of_a_colleague_is_not_in_my_list(officer: User, dpo: User, at_desk: Client) -> None:
    case = late(dpo)
    case.refresh_from_db()
    open_work_item(case=case, kind="call", title="Call them", by=SYSTEM, now=timezone.now())
    assert "Call them" not in at_desk.get(reverse("admin:work")).content.decode()
