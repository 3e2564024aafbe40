"""Sent letters: every letter of the outbox, readable as it left."""

import mailbox
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import AccessRecord, Case
from correspondence.models import Letter
from correspondence.services.returns import bounce
from tests.builders import make_request


@pytest.fixture
def sent(request_case: Case) -> Letter:
    """Give an acknowledgement that left."""
    return Letter.objects.get()


def test_letters_are_listed_with_state_and_case(sent: Letter, at_desk: Client) -> None:
    page = at_desk.get(reverse("admin:letters")).content.decode()
    for words in (sent.subject, sent.to, "Sent", sent.case.reference):
        assert words in page


def test_letters_are_narrowed_to_a_state(sent: Letter, at_desk: Client) -> None:
    assert at_desk.get(reverse("admin:letters"), {"state": "sent"}).context["rows"]
    assert not at_desk.get(reverse("admin:letters"), {"state": "bounced"}).context["rows"]


def test_letter_is_read_as_it_left_with_its_headers(sent: Letter, at_desk: Client) -> None:
    headers = dict(at_desk.get(reverse("admin:letter", args=[sent.pk])).context["headers"])
    assert headers["To"] == "requester@example.com"
    assert headers["Message-ID"] == sent.message_id
    assert headers["Auto-Submitted"] == "auto-replied"
    assert AccessRecord.objects.get().what == f"letter {sent.pk}"


def test_page_shows_the_very_text_that_lies_in_the_folder_of_sent_mail(
    at_desk: Client, settings: LazySettings, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "correspondence.maildir.MaildirBackend"
    settings.SENT_DIR = tmp_path / "sent"
    make_request(timezone.now().date() - timedelta(days=1), acknowledged=True)
    (lying,) = mailbox.Maildir(tmp_path / "sent")
    page = at_desk.get(reverse("admin:letter", args=[Letter.objects.get().pk]))
    assert _text(lying) == page.context["letter"].body.strip()
    assert lying["Subject"] == page.context["letter"].subject
    shown = dict(page.context["headers"])
    assert {name: lying[name] for name in shown} == shown


def _text(message: Message) -> str:
    part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().strip().replace("\r\n", "\n")


def test_letter_that_came_back_says_so_with_what_the_server_said(sent: Letter, at_desk: Client) -> None:
    bounce(letter=sent, hard=True, status="5.1.1", now=timezone.now())
    page = at_desk.get(reverse("admin:letter", args=[sent.pk])).content.decode()
    assert "Came back: it did not arrive" in page
    assert "5.1.1 hard" in page


def test_letter_of_a_restricted_case_is_in_no_list(sent: Letter, at_desk: Client) -> None:
    Case.objects.update(restricted=True)
    assert not at_desk.get(reverse("admin:letters")).context["rows"]
