"""Today: what needs each member of staff, each number leading to exactly its rows."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Notice, User
from cases.services.watch import watch_dates
from cases.services.work import open_work_item
from cases.words import SYSTEM
from tests.builders import make_request
from tests.desk.papers import Sit

HOME = "/admin/"


def numbers(browser: Client) -> dict[str, int]:
    """Give the numbers of Today by their label."""
    return {number.label: number.count for number in browser.get(HOME).context["numbers"]}


def late(officer: User | None = None) -> Case:
    """Give a case that is overdue, with its notices told."""
    case = make_request(timezone.now().date() - timedelta(days=70), acknowledged=True)
    Case.objects.filter(pk=case.pk).update(officer=officer)
    watch_dates(now=timezone.now())
    return case


def test_officer_sees_what_is_overdue_unassigned_and_in_quarantine(quarantined: int, at_desk: Client) -> None:
    late()
    seen = numbers(at_desk)
    assert (seen["Overdue"], seen["Unassigned"], seen["In quarantine"], seen["My cases"]) == (1, 1, 1, 0)


def test_each_number_leads_to_exactly_its_rows(officer: User, quarantined: int, at_desk: Client) -> None:
    late(officer)
    open_work_item(case=Case.objects.get(), kind="letter_not_arrived", title="Call", by=SYSTEM, now=timezone.now())
    for number in at_desk.get(HOME).context["numbers"]:
        context = at_desk.get(number.address).context
        rows = next(context[name] for name in ("page", "rows", "items", "notices") if name in context)
        assert len(getattr(rows, "rows", rows)) == number.count, number.label


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


def test_notices_that_were_ticked_are_seen_and_the_others_stay(officer: User, at_desk: Client) -> None:
    late(officer)
    late(officer)
    first, *others = Notice.objects.order_by("pk")
    at_desk.post(reverse("admin:notices_seen"), {"notice": [first.pk]})
    assert set(Notice.objects.filter(seen_at__isnull=True)) == set(others)


def test_notice_to_a_colleague_is_not_marked_as_seen(officer: User, dpo: User, at_desk: Client) -> None:
    late(dpo)
    at_desk.post(reverse("admin:notices_seen"), {"notice": [notice.pk for notice in Notice.objects.all()]})
    assert not Notice.objects.filter(seen_at__isnull=False).exists()


def test_work_item_of_a_colleague_is_not_in_my_list(officer: User, dpo: User, at_desk: Client) -> None:
    case = late(dpo)
    case.refresh_from_db()
    open_work_item(case=case, kind="call", title="Call them", by=SYSTEM, now=timezone.now())
    assert "Call them" not in at_desk.get(reverse("admin:work")).content.decode()
