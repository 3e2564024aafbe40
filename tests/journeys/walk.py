"""The steps of a journey, as the people take them in a browser and by mail."""

import re
import time
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.builders import mail
from tests.journeys.world import World

LINK = re.compile(r"http://\S+/c/\S+/")
REFERENCE = re.compile(r"CD-\w{4}-\w{4}")


def text_of(letter: EmailMessage) -> str:
    """Give a letter's plain text."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def reference_in(letter: EmailMessage) -> str:
    """Give the reference that a letter's subject carries."""
    found = REFERENCE.search(letter["Subject"])
    assert found is not None
    return found.group()


def status_link_in(letter: EmailMessage) -> str:
    """Give the private link that a letter carries."""
    found = LINK.search(text_of(letter))
    assert found is not None
    return found.group()


def log_in(page: Page, world: World, role: str) -> None:
    """Log in to the admin as one of the staff, and as nobody else."""
    page.context.clear_cookies()
    username, password = world.login(role)
    page.goto(f"{world.url}/admin/login/?next=/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")


def shows(page: Page, url: str, text: str) -> None:
    """Reload a page until it shows what a worker is about to save."""
    for _ in range(80):
        page.goto(url)
        if page.get_by_text(text).count():
            return
        time.sleep(0.25)
    expect(page.get_by_text(text).first).to_be_visible()


def case_is_open_within(world: World, *, seconds: float, cases: int) -> None:
    """Wait until the ledger counts so many cases."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if world.cases() == cases:
            return
    raise AssertionError(f"Not {cases} cases within {seconds} s: {world.manage('ledger')}")


def open_from_queue(page: Page, world: World, reference: str) -> None:
    """Open the case's file from the queue."""
    page.goto(f"{world.url}/admin/queue/")
    page.get_by_role("link", name=reference).click()


def ask(page: Page, question: str) -> None:
    """Ask the person something from the open file: question, letter, send."""
    page.get_by_role("link", name="Ask the person…").click()
    page.get_by_label(re.compile("question", re.IGNORECASE)).fill(question)
    page.get_by_role("button", name=re.compile("letter", re.IGNORECASE)).click()
    page.get_by_role("button", name=re.compile("send", re.IGNORECASE)).click()


def reply(world: World, letter: EmailMessage, text: str, *, sender: str, message_id: str) -> None:
    """Answer a letter by mail, to the address that it names."""
    to = letter["Reply-To"]
    world.deliver(mail(text, sender=sender, to=to, message_id=message_id), to=to)


def decide(page: Page, outcome: str, **texts: str) -> None:
    """Decide from the open file: outcome, letter, decide. `texts` fill further fields by their label."""
    page.get_by_role("link", name="Decide and answer…").click()
    page.get_by_label(re.compile("outcome", re.IGNORECASE)).first.select_option(outcome)
    for label, text in texts.items():
        page.get_by_label(re.compile(label, re.IGNORECASE)).first.fill(text)
    page.get_by_role("button", name=re.compile("letter", re.IGNORECASE)).click()
    page.get_by_role("button", name=re.compile("decide", re.IGNORECASE)).click()


def close(page: Page, world: World, reference: str) -> None:
    """Close the decided case."""
    page.goto(f"{world.url}/admin/cases/{reference}/")
    page.get_by_role("link", name=re.compile("Close")).click()
    page.get_by_role("button", name=re.compile("Close")).click()
    expect(page.get_by_text("Closed").first).to_be_visible()


def manager_sees_it_in_time(page: Page, world: World, procedure: str, reference: str, *, unseen: str) -> None:
    """Read the report as a manager, open a figure's cases, and find no name."""
    log_in(page, world, "manager")
    page.goto(f"{world.url}/admin/reports/")
    row = page.get_by_role("row", name=re.compile(procedure)).first
    expect(row).to_contain_text("100 %")
    row.get_by_role("link").first.click()
    expect(page.get_by_text(reference)).to_be_visible()
    assert unseen not in page.content()
