"""The public pages in a real browser: accessible, by keyboard alone, without script, on a narrow screen, in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from cases.models import Case
from tests.builders import make_complaint, make_request, noon
from tests.portal.test_status import address, asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def pages(live_server, officer):
    """Every kind of public page, by name, with a status page for each stage worth looking at."""
    waiting = make_request(acknowledged=True)
    asked(waiting, officer)
    late = make_complaint(received_on=noon(2024, 1, 2).date(), language="de")
    paths = {
        "start": "/",
        "start in German": "/?lang=de",
        "request": "/request/",
        "complaint": "/complaint/",
        "waiting": address(waiting),
        "late, in German": address(late),
        "unknown": "/c/unknown/",
    }
    return {name: live_server.url + path for name, path in paths.items()}


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found]


def fill_in(page: Page) -> None:
    page.get_by_label("Get a copy of my data").check()
    page.get_by_label("Your name").fill("Renate Requester")
    page.get_by_label("Your e-mail address").fill("requester@example.com")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_accessibility_fault_in_light_and_in_dark(page, pages, scheme):
    page.emulate_media(color_scheme=scheme)
    for name, url in pages.items():
        page.goto(url)
        for summary in page.locator("summary").all():
            summary.click()
        assert (name, violations(page)) == (name, [])


def test_a_form_with_mistakes_and_a_receipt_have_none_either(page, live_server):
    page.goto(live_server.url + "/request/")
    page.get_by_role("button", name="Send the request").click()
    expect(page).to_have_title("Error: Ask for your data – AllTracking")
    assert violations(page) == []
    fill_in(page)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", name="We have received it")).to_be_visible()
    assert violations(page) == []


def test_nothing_is_wider_than_a_narrow_screen_or_400_percent(page, pages):
    page.set_viewport_size(NARROW)
    for name, url in pages.items():
        page.goto(url)
        assert (name, page.evaluate("document.documentElement.scrollWidth")) == (name, NARROW["width"])


def test_everything_to_press_is_large_enough_to_hit(page, pages):
    too_small = """() => [...document.querySelectorAll('main a.button, main button, main input, main select, nav a')]
        .filter(e => !e.closest('.unseen') && e.type !== 'hidden')
        .filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"""
    for url in pages.values():
        page.goto(url)
        assert page.evaluate(too_small) == []


def test_a_request_goes_through_by_keyboard_alone(page, live_server):
    page.goto(live_server.url + "/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Start a request")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/request/")
    tab_to(page, "id_rights_0")
    page.keyboard.press("Space")
    tab_to(page, "id_name")
    page.keyboard.type("Renate Requester")
    page.keyboard.press("Tab")
    page.keyboard.type("requester@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="We have received it")).to_be_visible()
    assert Case.objects.get().reference in page.content()


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element has the focus; the field that people do not see must never have it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.id")
        assert focused != "id_leave_empty"
        if focused == wanted:
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_the_summary_of_mistakes_has_the_focus_and_leads_to_the_fields(page, live_server):
    page.goto(live_server.url + "/complaint/")
    page.get_by_role("button", name="Send the complaint").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Your e-mail address – Enter your e-mail address").click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("What happened?")).to_be_focused()


def test_a_request_goes_through_without_script(browser: Browser, live_server):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    bare = context.new_page()
    bare.goto(live_server.url + "/request/")
    fill_in(bare)
    bare.get_by_role("button", name="Send the request").click()
    expect(bare.get_by_role("heading", name="We have received it")).to_be_visible()
    context.close()


def test_a_message_goes_through_on_a_page_that_tells_its_address_to_nobody(page, live_server):
    case = make_request()
    page.goto(live_server.url + address(case))
    page.get_by_label("Your message").fill("Here it is.")
    page.get_by_label("Files").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"abc"})
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("status")).to_contain_text("We have received your message.")
    assert case.messages.get().attachments.get().name == "a.txt"


def test_a_double_click_on_send_opens_one_case(page, live_server):
    page.goto(live_server.url + "/request/")
    fill_in(page)
    page.get_by_role("button", name="Send the request").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", name="We have received it")).to_be_visible()
    assert Case.objects.count() == 1


def test_the_policy_stops_nothing_that_our_pages_use(page, pages):
    refused = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    for url in pages.values():
        page.goto(url)
    assert refused == []
