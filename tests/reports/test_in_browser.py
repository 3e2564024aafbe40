"""The manager's pages in a real browser: readable by everyone, in light and dark, on a desk and on a telephone."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from cases.services.work import give_to_team
from cases.words import SYSTEM
from complaints.services.remedies import set_remedy
from reports import views
from reports.models import CaseListFile
from reports.services import files
from reports.services.files import make_file
from tests.builders import make_complaint, make_request, make_team
from tests.parts.browser import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = ("?team=-", "teams/", "lateness/?by=month,reason", "remedies/", "remedies/list/?figure=open", "complaints/")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def reading(page, live_server, client, manager, officer):
    """A page of the browser with the manager logged in, and some cases, a team and a remedy."""
    today = timezone.now().date()
    for age in (3, 40, 70):
        make_request(today - timedelta(days=age))
        complaint = make_complaint(today - timedelta(days=age))
    give_to_team(case=complaint, team=make_team("Europe", officer), by=SYSTEM, now=timezone.now())
    due_on = today + timedelta(days=9)
    set_remedy(case=complaint, what="Mend it.", owner=officer, due_on=due_on, officer=officer, now=timezone.now())
    client.force_login(manager)
    log_in(page, live_server.url, client)
    page.goto(f"{live_server.url}/admin/reports/")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_report_and_list_break_no_rule_of_accessibility_and_never_scroll_sideways(reading, scheme, width):
    reading.emulate_media(color_scheme=scheme)
    reading.set_viewport_size({"width": width, "height": 800})
    for _ in range(2):
        assert Axe().run(reading, options=RULES).response["violations"] == []
        assert reading.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        if "cases" not in reading.url:
            reading.locator("table a").first.click()
            reading.wait_for_url("**/admin/reports/cases/**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_kind_of_report_page_breaks_no_rule_of_accessibility_and_never_scrolls_sideways(reading, scheme, width):
    reading.emulate_media(color_scheme=scheme)
    reading.set_viewport_size({"width": width, "height": 800})
    for address in (
        "timeliness/?by=regime",
        "backlog/",
        "complaints/?masked=1",
        "letters/",
        "schedules/",
        "frozen/",
        *NEW,
    ):
        reading.goto(f"{reading.url.partition('/admin/')[0]}/admin/reports/{address}")
        assert Axe().run(reading, options=RULES).response["violations"] == [], address
        assert reading.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_a_manager_chooses_a_period_and_follows_a_figure_to_its_cases(reading):
    reading.get_by_label("Received from").fill("2020-01")
    reading.get_by_label("to", exact=True).fill("2020-03")
    reading.get_by_role("button", name="Show").click()
    expect(reading.get_by_text("No case was received in this period.")).to_be_visible()
    reading.get_by_role("navigation").get_by_role("link", name="Reports").first.click()
    reading.get_by_role("link", name="Received, all: 6").first.click()
    expect(reading.get_by_text("6 cases, received from")).to_be_visible()
    expect(reading.locator("tbody tr")).to_have_count(6)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_file_that_is_made_is_followed_without_a_reload(reading, manager, monkeypatch, scheme, width):
    monkeypatch.setattr(views, "MOST_STREAMED", 2)
    monkeypatch.setattr(files, "ROWS", 2)
    reading.emulate_media(color_scheme=scheme)
    reading.set_viewport_size({"width": width, "height": 800})
    reading.goto(f"{reading.url.partition('/admin/')[0]}/admin/reports/cases/?figure=received")
    looked_at(reading, f"list-{width}-{scheme}")
    reading.get_by_role("button", name="Make the file").click()
    expect(reading.get_by_text("The file waits to be made.")).to_be_visible()
    expect(reading.get_by_text("0 of 6 rows (0 %)")).to_be_visible()
    looked_at(reading, f"waiting-{width}-{scheme}")
    file = CaseListFile.objects.get()
    CaseListFile.objects.update(state="making", written=4, lease_until=timezone.now() + timedelta(minutes=5))
    expect(reading.get_by_text("4 of 6 rows (66 %)")).to_be_visible()
    CaseListFile.objects.update(state="waiting")
    make_file(file_id=file.pk, now=timezone.now())
    expect(reading.get_by_text("The file is ready.")).to_be_visible()
    looked_at(reading, f"ready-{width}-{scheme}")
    with reading.expect_download() as fetched:
        reading.get_by_role("link", name="Download as CSV").click()
    assert len(fetched.value.path().read_text("utf-8-sig").splitlines()) == 7
    reading.goto(f"{reading.url.partition('/admin/')[0]}/admin/reports/files/")
    looked_at(reading, f"files-{width}-{scheme}")
    reading.get_by_role("button", name="Delete: Received").click()
    expect(reading.get_by_text("The file is deleted.")).to_be_visible()


def looked_at(reading, name):
    """Hold the page against the rules of accessibility."""
    assert Axe().run(reading, options=RULES).response["violations"] == [], name
    assert reading.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
