"""Complaints in a real browser, from receipt to what follows the answer: upheld, not upheld and escalated, and on paper."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import Case, User, WorkItem
from complaints.models import Conclusion, Escalation, Remedy
from correspondence.models import Attachment, Letter
from tests.builders import make_complaint, send_letters
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


def press(page: Page, name: str) -> None:
    """Press a button by its name."""
    page.get_by_role("button", name=name).click()


def follow(page: Page, name: str) -> None:
    """Follow a link by the start of its name."""
    page.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).click()


def iso(days: int) -> str:
    """Give the day so many days from today."""
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def investigated(page: Page, case: Case) -> None:
    """Say what a complaint is about, plan its investigation, and record a finding with the message that shows it."""
    press(page, "Take the case")
    follow(page, "Ground and wish…")
    page.get_by_label("Ground").select_option("marketing")
    page.get_by_label(re.compile("What the person asks for")).fill("Stop the advertising.")
    press(page, "Save")
    follow(page, "Plan the investigation…")
    page.get_by_label(re.compile("Ask the colleagues concerned")).uncheck()
    press(page, "Open these work items")
    expect(page.get_by_text("work items opened.")).to_be_visible()
    follow(page, "Record a finding…")
    page.get_by_label("What was asked").fill("Was the opt-out stored?")
    page.get_by_label("What was found").fill("In one list of two.")
    page.get_by_label(re.compile("What shows it")).select_option(index=1)
    press(page, "Record it")
    expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    assert WorkItem.objects.filter(case=case, kind="investigation").count() == 6


def decided(page: Page, outcome: str, established: str) -> None:
    """Decide the complaint and send the answer."""
    follow(page, "Decide and answer…")
    page.get_by_label("Outcome").select_option(outcome)
    page.get_by_label("What was established").fill(established)


def test_a_complaint_is_investigated_upheld_and_put_right(open_page: Open, officer: User) -> None:
    case = make_complaint(timezone.now().date() - timedelta(days=3), acknowledged=True)
    write_to(case)
    page = open_page(reverse("admin:case", args=[case.reference]))
    investigated(page, case)
    decided(page, "upheld", "We went on although you had opted out.")
    page.get_by_label(re.compile("What is put right")).fill("Both lists read one source.")
    page.get_by_label(re.compile("By when it is put right")).fill(iso(10))
    press(page, "Read the letter")
    letter = page.locator("[name=body]").input_value()
    for words in ("In one list of two.", "We went on although", "Both lists read one source. (by", "complain to"):
        assert words in letter
    press(page, "Decide and send the answer")
    expect(page.get_by_text("Decided; the answer is in the outbox.")).to_be_visible()
    send_letters(now=timezone.now() + timedelta(minutes=2))
    page.reload()
    follow(page, "Carried out…")
    page.get_by_label("The day on which it was done").fill(iso(0))
    press(page, "It is done")
    expect(page.get_by_text("The remedy is carried out.")).to_be_visible()
    assert (Conclusion.objects.get().outcome, str(Remedy.objects.get().done_on)) == ("upheld", iso(0))
    assert Letter.objects.get(name="response_complaint").state == "sent"
    follow(page, "Close…")
    press(page, "Close it")
    expect(page.get_by_text("The case is closed.")).to_be_visible()


def test_a_complaint_is_not_upheld_and_followed_to_the_authority(open_page: Open, officer: User) -> None:
    case = make_complaint(timezone.now().date() - timedelta(days=3), acknowledged=True)
    write_to(case)
    page = open_page(reverse("admin:case", args=[case.reference]))
    investigated(page, case)
    decided(page, "not_upheld", "The call came from another company.")
    press(page, "Read the letter")
    press(page, "Decide and send the answer")
    follow(page, "An authority takes it up…")
    page.get_by_label("Authority", exact=True).fill("Berlin authority")
    page.get_by_label(re.compile("Its own reference")).fill("521.7")
    page.get_by_label("The day by which it wants our answer").fill(iso(14))
    press(page, "Put it on the file")
    expect(page.get_by_text("its reference 521.7")).to_be_visible()
    follow(page, "It was answered…")
    press(page, "It was answered")
    expect(page.get_by_text("Answered, waiting for its result")).to_be_visible()
    follow(page, "It closed its file…")
    page.get_by_label("Result").fill("No fault found.")
    press(page, "Close it")
    expect(page.get_by_text("No fault found.")).to_be_visible()
    file = Escalation.objects.get()
    assert (file.closed_on is not None, file.work_item is not None and file.work_item.done_at is not None) == (
        True,
        True,
    )


def test_a_complaint_on_paper_is_entered_with_its_day_and_scan(open_page: Open, officer: User, tmp_path: Path) -> None:
    scan = tmp_path / "letter.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    page = open_page(reverse("admin:queue"))
    follow(page, "Enter a letter")
    page.get_by_label("Post", exact=True).check()
    page.get_by_label("The day on which it reached us").fill(iso(-9))
    page.get_by_label(re.compile("Open as")).select_option("complaint")
    page.get_by_label(re.compile("Ground, of a complaint")).select_option("conduct")
    page.get_by_label(re.compile("Name of the person")).fill("Petra Paper")
    page.get_by_label(re.compile("Where the person is")).select_option("DE")
    page.get_by_label("What it says").fill("Your colleague shouted at me.")
    press(page, "Show the dates")
    expect(page.get_by_text("9 days are gone already.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Answer \(complaint\).* days left")).first).to_be_visible()
    assert not Case.objects.exists()
    page.get_by_label(re.compile("Scan")).set_input_files(scan)
    press(page, "Enter it")
    expect(page.get_by_text("Your colleague shouted at me.").first).to_be_visible()
    case = Case.objects.get()
    assert (case.channel, case.received_on.isoformat(), Attachment.objects.get().name) == (
        "post",
        iso(-9),
        "letter.pdf",
    )
