"""Frozen months: once each, never counted again, chained, and compared with the same count today."""

from datetime import date

import pytest

from cases.services.clock import meet_duty
from cases.words import SYSTEM
from law.words import Duty
from reports.models import Snapshot
from reports.services.freezing import first_broken, freeze_months
from reports.snapshots import differences
from tests.builders import make_request, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen():
    """September and October 2026, with a request of each month; that of September is answered in October."""
    case = make_request(date(2026, 9, 3))
    meet_duty(case=case, duty=Duty.RESPOND, on=date(2026, 10, 2), by=SYSTEM, now=noon(2026, 10, 2))
    make_request(date(2026, 10, 5))
    assert freeze_months(now=noon(2026, 11, 1)) == 2
    return Snapshot.objects.order_by("known_on")


def test_each_month_that_has_ended_is_frozen_once_as_it_was_known_at_its_end(frozen):
    assert freeze_months(now=noon(2026, 11, 2)) == 0
    september, october = frozen
    assert [one.known_on for one in frozen] == [date(2026, 9, 30), date(2026, 10, 31)]
    assert (september.document["totals"]["received"], september.document["totals"]["answered"]) == (1, 0)
    assert (october.document["totals"]["received"], october.document["totals"]["answered"]) == (2, 1)


def test_a_month_is_not_frozen_before_it_has_ended():
    make_request(date(2026, 9, 3))
    assert freeze_months(now=noon(2026, 9, 30)) == 0
    assert freeze_months(now=noon(2026, 10, 1)) == 1


def test_without_a_history_nothing_is_frozen():
    assert freeze_months(now=noon(2026, 10, 1)) == 0


def test_a_figure_changed_behind_our_back_is_found(frozen):
    assert first_broken() is None
    september = frozen[0]
    september.document["totals"]["received"] = 7
    september.save()
    assert first_broken() == september


def test_a_month_taken_out_is_found_by_the_next_ones(frozen):
    frozen[0].delete()
    assert first_broken().known_on == date(2026, 10, 31)


def test_the_page_compares_with_the_same_count_today_and_says_why_it_differs(client, manager, frozen):
    client.force_login(manager)
    address = "/admin/reports/frozen/2026-10/"
    assert "Count it again" in client.get(address).content.decode()
    assert "exactly these figures" in client.get(f"{address}?compare=1").content.decode()
    october = frozen[1]
    october.document["rows"][0]["received"] = 9
    october.edition = "of-another-rule"
    october.save()
    page = client.get(f"{address}?compare=1").content.decode()
    assert "computed otherwise today" in page
    assert '<td class="number">9</td>' in page


def test_the_list_of_frozen_months_warns_of_a_broken_one(client, manager, frozen):
    client.force_login(manager)
    assert "was changed outside" not in client.get("/admin/reports/frozen/").content.decode()
    Snapshot.objects.filter(pk=frozen[0].pk).update(edition="another")
    assert "was changed outside" in client.get("/admin/reports/frozen/").content.decode()


@pytest.mark.parametrize("month", ["2020-01", "2026-13", "soon"])
def test_a_month_that_is_not_frozen_is_404(client, manager, month):
    client.force_login(manager)
    assert client.get(f"/admin/reports/frozen/{month}/").status_code == 404


def test_differences_name_row_figure_and_both_values():
    row = {"month": "2026-09", "procedure": "complaint", "received": 3, "late": 1}
    [found] = differences({"rows": [row]}, {"rows": [{**row, "late": 2}]})
    assert (found.month, found.procedure, found.figure, found.frozen, found.today) == (
        "2026-09",
        "complaint",
        "late",
        1,
        2,
    )
    assert differences({"rows": [row]}, {"rows": []})[0].today is None
