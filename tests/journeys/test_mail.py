"""The main job in a real browser: a mail becomes a case, is asked about, answered, followed and counted."""

import re
import time
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.builders import mail
from tests.parts.desk import Desk, running_desk

pytestmark = [pytest.mark.stack, pytest.mark.browser]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Run the desk as a newcomer does, with letters that leave after a second."""
    folder = tmp_path_factory.mktemp("desk")
    with running_desk(folder, "--no-demo", UNDO_SECONDS="0", SWEEP_SECONDS="1") as running:
        yield running


def crlf(raw: bytes) -> bytes:
    return raw.replace(b"\n", b"\r\n")


def letter_to(desk: Desk, address: str, *, number: int) -> EmailMessage:
    """Wait for the numbered letter (from 1) that left for an address."""
    for _ in range(150):
        letters = [message_from_bytes(raw, policy=policy.default) for raw in desk.sent()]
        found = sorted((m for m in letters if address in m["To"]), key=lambda m: m["Date"].datetime)
        if len(found) >= number:
            return found[number - 1]
        time.sleep(0.2)
    raise AssertionError(f"Letter {number} did not leave.")


def text_of(letter) -> str:
    return letter.get_body(("plain",)).get_content()


def log_in(page: Page, desk: Desk, role: str) -> None:
    login = desk.logins[role]
    page.goto(f"{desk.url}/admin/login/?next=/admin/")
    page.get_by_label("Username").fill(login["username"])
    page.get_by_label("Password").fill(login["password"])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")


def shows(page: Page, url: str, text: str) -> None:
    """Reload a page until it shows what a worker is about to save."""
    for _ in range(60):
        page.goto(url)
        if page.get_by_text(text).count():
            return
        time.sleep(0.25)
    expect(page.get_by_text(text).first).to_be_visible()


def case_open_within(desk: Desk, *, seconds: float, cases: int) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if desk.ledger()["cases"]["total"] == cases:
            return
    raise AssertionError(f"No case within {seconds} s: {desk.ledger()}")


def test_a_mail_is_asked_about_answered_followed_and_counted(desk, page):
    # The person writes.
    text = "Please send me a copy of my data. I live in the United Kingdom."
    desk.send(crlf(mail(text, sender="Aisha Rahman <aisha@example.co.uk>", message_id="<a1@example.co.uk>")))
    case_open_within(desk, seconds=8, cases=1)
    acknowledgement = letter_to(desk, "aisha@example.co.uk", number=1)
    reference = re.search(r"CD-\w{4}-\w{4}", acknowledgement["Subject"]).group()
    status_link = re.search(r"http://\S+/c/\S+/", text_of(acknowledgement)).group()
    assert "copy of my data" not in text_of(acknowledgement)

    # The officer reads and asks.
    log_in(page, desk, "officer")
    page.get_by_role("link", name="Queue").click()
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_text(text)).to_be_visible()
    page.get_by_role("button", name="Take the case").click()
    page.get_by_role("link", name="Ask the person…").click()
    page.get_by_label(re.compile("question", re.IGNORECASE)).fill("Which of your two accounts do you mean?")
    page.get_by_role("button", name=re.compile("letter", re.IGNORECASE)).click()
    page.get_by_role("button", name=re.compile("send", re.IGNORECASE)).click()
    question = letter_to(desk, "aisha@example.co.uk", number=2)
    assert "Which of your two accounts" in text_of(question)
    shows(page, f"{desk.url}/admin/cases/{reference}/", "Waiting for the person since")

    # The person answers by mail; nothing of the file is on their page.
    raw = mail("The account with my work address.", sender="aisha@example.co.uk", message_id="<a2@example.co.uk>")
    desk.send(crlf(raw), to=question["Reply-To"])
    shows(page, f"{desk.url}/admin/cases/{reference}/", "The account with my work address.")

    # The officer decides and answers.
    page.get_by_role("link", name="Decide and answer…").click()
    page.get_by_label(re.compile("outcome", re.IGNORECASE)).first.select_option("granted")
    page.get_by_role("button", name=re.compile("letter", re.IGNORECASE)).click()
    page.get_by_role("button", name=re.compile("decide", re.IGNORECASE)).click()
    answer = letter_to(desk, "aisha@example.co.uk", number=3)
    assert reference in answer["Subject"]
    page.goto(f"{desk.url}/admin/cases/{reference}/")
    page.get_by_role("link", name=re.compile("Close")).click()
    page.get_by_role("button", name=re.compile("Close")).click()
    expect(page.get_by_text("Closed").first).to_be_visible()

    # The person follows.
    page.context.clear_cookies()
    page.goto(status_link)
    expect(page.get_by_text(re.compile("answered", re.IGNORECASE)).first).to_be_visible()
    assert "accounts" not in page.content()

    # The manager sees it answered in time, and no name.
    log_in(page, desk, "manager")
    page.goto(f"{desk.url}/admin/reports/")
    row = page.get_by_role("row", name=re.compile("Rights request")).first
    expect(row).to_contain_text("100 %")
    row.get_by_role("link").first.click()
    expect(page.get_by_text(reference)).to_be_visible()
    assert "Aisha" not in page.content()
    assert '"problem": ""' in desk.manage("verify_history")
