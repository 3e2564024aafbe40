"""The pages of letters' texts in a real browser: no accessibility fault, nothing wider than a telephone, a list that lives."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import User
from correspondence.filling import shipped
from correspondence.services.lettertexts import Wanted, save_version
from tests.desk.test_in_browser import Open, faults
from tests.parts.browser import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = ("response_complaint", "en")


@pytest.fixture
def open_page(page: Page, live_server: LiveServer, dpo: User) -> Open:
    """Give what opens an address in the browser of the data protection officer, who has changed a text."""
    text = shipped(*AT)
    body = text.body.replace("Hello,", "Good day,")
    wanted = Wanted(*AT, subject=text.subject, body=body, from_day=timezone.localdate(), why="Plainer.", based_on=0)
    save_version(wanted=wanted, by=dpo, now=timezone.now())
    client = Client()
    client.force_login(dpo)
    log_in(page, live_server.url, client)

    def opened(address: str) -> Page:
        page.goto(live_server.url + address)
        return page

    return opened


def read_letters(page: Page, why: str) -> None:
    """Fill in why, and ask for the letters."""
    page.get_by_label("Why it is changed").fill(why)
    page.get_by_role("button", name="Read the letters it makes").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_texts_has_a_fault_or_is_wider_than_a_telephone(scheme: str, page: Page, open_page: Open) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal of two
    page.set_viewport_size({"width": 360, "height": 740})
    history = reverse("admin:letter_text_history", args=AT)
    for address in (reverse("admin:letter_texts"), history, f"{history}?a=0&b=1"):
        shown = open_page(address)
        for summary in shown.locator("summary").all():
            summary.click()
        assert (faults(shown), shown.evaluate("document.documentElement.scrollWidth")) == ([], 360)
    open_page(reverse("admin:letter_text", args=AT))
    assert faults(page) == []
    written = page.get_by_label("Letter").input_value()
    page.get_by_label("Letter").fill(written.replace("Good day,", "Good day [name],"))
    read_letters(page, "")
    expect(page.get_by_text("looks like a blank").first).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Letter").fill(written.replace("Good day,", "Good morning,"))
    read_letters(page, "Plainer still.")
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    assert (faults(page), page.evaluate("document.documentElement.scrollWidth")) == ([], 360)
    page.get_by_role("button", name="Save version 2").click()
    expect(page.get_by_text("Version 2 is saved and holds from")).to_be_visible()


def test_the_list_of_placeholders_says_which_the_text_has_while_it_is_written(page: Page, open_page: Open) -> None:
    open_page(reverse("admin:letter_text", args=AT))

    def there(name: str) -> Locator:
        return page.locator(f"[data-placeholder='{name}'] [data-there]")

    letter = page.get_by_label("Letter")
    written = letter.input_value()
    for name in ("redress_notice", "status_url"):
        expect(there(name)).to_be_visible()
    expect(there("answer_by")).to_be_hidden()
    letter.fill(written.replace("{{ redress_notice }}", "{{ answer_by }}"))
    expect(there("redress_notice")).to_be_hidden()
    expect(there("answer_by")).to_be_visible()
