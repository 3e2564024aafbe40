"""The desk in a real browser: no accessibility fault in light and dark, nothing wider than a telephone, by keyboard alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import Case, User
from correspondence.models import Message
from tests.builders import make_complaint, make_request, make_team
from tests.desk.papers import write_to
from tests.parts.browser import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[[str], Page]


@pytest.fixture
def open_page(page: Page, live_server: LiveServer, officer: User) -> Open:
    """Give what opens an address of the desk in a browser in which the officer has logged in."""
    client = Client()
    client.force_login(officer)
    log_in(page, live_server.url, client)

    def opened(address: str) -> Page:
        page.goto(live_server.url + address)
        return page

    return opened


def faults(page: Page) -> list[str]:
    """Give what axe finds on a page."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_teams_have_no_accessibility_fault_and_are_no_wider_than_the_screen(
    scheme: str, width: int, page: Page, live_server: LiveServer, administrator: User, officer: User
) -> None:
    team = make_team("Europe", officer)
    client = Client()
    client.force_login(administrator)
    log_in(page, live_server.url, client)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal of two
    page.set_viewport_size({"width": width, "height": 740})
    for address in (
        reverse("admin:cases_team_changelist"),
        reverse("admin:cases_team_add"),
        reverse("admin:cases_team_change", args=[team.pk]),
    ):
        page.goto(live_server.url + address)
        assert (address, faults(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_log_in_page_has_no_accessibility_fault(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/admin/login/")
    assert faults(page) == []


def test_mail_as_html_is_shown_in_its_frame(open_page: Open, officer: User) -> None:
    case = make_request()
    write_to(case, html="<p>Hello <b>there</b><script>document.title='x'</script></p>")
    page = open_page(reverse("admin:message", args=[case.reference, Message.objects.get().pk]))
    assert page.frame_locator("iframe.mail").locator("b").inner_text() == "there"


def test_records_have_no_accessibility_fault_and_break_no_policy(
    page: Page, live_server: LiveServer, administrator: User, officer: User
) -> None:
    case = make_request(timezone.now().date(), acknowledged=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}/admin/login/")
    page.get_by_label("Username").fill("administrator")
    page.get_by_label("Password").fill("administrator-password")
    page.get_by_role("button", name="Log in").click()
    addresses = [
        reverse("admin:records"),
        reverse("admin:cases_event_changelist"),
        reverse("admin:cases_event_change", args=[case.events.all()[0].pk]),
        reverse("admin:cases_user_change", args=[officer.pk]),
        reverse("admin:cases_user_add"),
        reverse("admin:auth_group_add"),
        reverse("admin:intake_apikey_add"),
        reverse("admin:intake_arrival_changelist"),
        reverse("admin:password_change"),
    ]
    for address in addresses:
        said.clear()
        page.goto(live_server.url + address)
        # Before axe runs: it writes styles of its own into the page.
        assert (address, [line for line in said if "Content Security Policy" in line]) == (address, [])
        assert (address, faults(page)) == (address, [])


def press_until(page: Page, name: str, *, most: int = 80) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate("(document.activeElement.innerText || document.activeElement.value || '').trim()")
        if focused.startswith(name):
            return
    raise AssertionError(f"{name} is not reached by Tab.")


def test_complaint_is_taken_and_decided_by_keyboard_alone(page: Page, open_page: Open) -> None:
    complaint = make_complaint(timezone.now().date() - timedelta(days=1), acknowledged=True)
    open_page(reverse("admin:queue"))
    press_until(page, complaint.reference)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=complaint.reference).wait_for()
    press_until(page, "Take the case")
    page.keyboard.press("Enter")
    page.get_by_text("The case is yours.").wait_for()
    press_until(page, "Decide and answer")
    page.keyboard.press("Enter")
    page.get_by_label("Outcome").wait_for()
    press_until(page, "Choose")
    page.keyboard.type("Upheld")
    page.keyboard.press("Tab")
    page.keyboard.type("The list was not updated.")
    press_until(page, "Read the letter")
    page.keyboard.press("Enter")
    page.get_by_label("Subject").wait_for()
    press_until(page, "Decide and send the answer")
    page.keyboard.press("Enter")
    page.get_by_text("Decided; the answer is in the outbox.").wait_for()
    assert Case.objects.get(pk=complaint.pk).outcome == "upheld"


def test_skip_link_comes_first_and_leads_to_the_content(page: Page, open_page: Open) -> None:
    open_page(reverse("admin:queue"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content-start"


def test_desk_works_without_a_script(page: Page, live_server: LiveServer, open_page: Open) -> None:
    case = make_request(timezone.now().date() - timedelta(days=1))
    open_page("/admin/")
    context = page.context.browser.new_context(java_script_enabled=False) if page.context.browser else None
    assert context is not None
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # cookies as given are cookies to add
    plain = context.new_page()
    plain.goto(live_server.url + reverse("admin:act_note", args=[case.reference]))
    plain.get_by_label("Note").fill("Without a script.")
    plain.get_by_role("button", name="Add the note").click()
    expect(plain.get_by_text("The note is on the file.")).to_be_visible()
    context.close()


def focused(page: Page) -> str:
    """Give the text of what has the focus."""
    return str(page.evaluate("document.activeElement.innerText"))


def test_single_keys_lead_through_the_queue_and_can_be_switched_off(open_page: Open) -> None:
    today = timezone.now().date()
    first, second = make_request(today - timedelta(days=9)), make_request(today - timedelta(days=2))
    page = open_page(reverse("admin:queue"))
    reached = []
    for key in "jjk":
        page.keyboard.press(key)
        reached.append(focused(page))
    assert reached == [first.reference, second.reference, first.reference]
    page.keyboard.press("x")
    assert page.locator("input[name=case]:checked").get_attribute("value") == first.reference
    page.keyboard.press("/")
    page.keyboard.type("jx")
    assert page.locator("#sought").input_value() == "jx"
    page.locator("details.keys summary").click()
    page.get_by_label("Single keys work on this page").uncheck()
    page.reload()
    page.keyboard.press("j")
    assert focused(page) != first.reference


def test_enter_opens_the_case_that_the_keys_led_to(open_page: Open) -> None:
    case = make_request()
    page = open_page(reverse("admin:queue"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('admin:case', args=[case.reference])}")


def test_many_cases_are_ticked_and_assigned_without_a_fault(page: Page, open_page: Open, officer: User) -> None:
    officer.user_permissions.add(Permission.objects.get(codename="assign_case"))
    make_request()
    make_complaint()
    open_page(reverse("admin:queue"))
    page.set_viewport_size({"width": 360, "height": 740})
    for box in page.locator("input[name=case]").all():
        box.check()
    page.get_by_role("button", name="Assign…").click()
    page.get_by_label("Officer").select_option(label="officer")
    page.get_by_role("button", name="Show what follows").click()
    expect(page.get_by_role("button", name="Assign 2 cases")).to_be_visible()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="Assign 2 cases").click()
    expect(page.get_by_text("2 cases assigned.")).to_be_visible()
