"""What people should not have sent is hidden at the desk and shown when asked for; files say what they are."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import AccessRecord, Case
from correspondence.acts import clarification_draft
from correspondence.models import Attachment, ScanState
from correspondence.services.inbox import Received, ReceivedFile, add_message
from tests.builders import bring_in, mail
from tests.desk.papers import Sit, write_to

CARD = "4111 1111 1111 1111"
SECRET = f"My card is {CARD} and my password is hunter2. Please send me a copy of my data."
SAID = "The person sent what looks like a card number and a password."


def pages_of(case: Case) -> list[str]:
    pk = case.messages.get().pk
    return [reverse("admin:case", args=[case.reference]), reverse("admin:message", args=[case.reference, pk])]


def send_file(case: Case, content: bytes, *, name: str = "a.pdf", content_type: str = "application/pdf") -> Attachment:
    file = ReceivedFile(name=name, content_type=content_type, content=content)
    received = Received(received_at=timezone.now(), text="Here.", files=[file])
    return add_message(case=case, party=None, received=received, now=timezone.now()).attachments.get()


@pytest.mark.parametrize("number", [0, 1], ids=["case file", "message"])
def test_card_numbers_and_passwords_are_hidden_and_the_file_says_so(number, request_case: Case, at_desk: Client):
    write_to(request_case, text=SECRET)
    shown = at_desk.get(pages_of(request_case)[number]).content.decode()
    assert SAID in shown
    assert "•••• •••• •••• 1111" in shown
    assert CARD not in shown
    assert "hunter2" not in shown


def test_what_is_hidden_is_shown_when_asked_for_and_the_asking_is_recorded(request_case: Case, at_desk: Client):
    write_to(request_case, text=SECRET, html=f"<p>{SECRET}</p>")
    pk = request_case.messages.get().pk
    address = reverse("admin:message_revealed", args=[request_case.reference, pk])
    assert at_desk.get(address).status_code == 405
    shown = at_desk.post(address).content.decode()
    assert CARD in shown
    assert "hunter2" in shown
    assert AccessRecord.objects.filter(case=request_case, what=f"secrets in message {pk}").count() == 1


def test_html_with_a_secret_is_shown_only_with_the_rest(request_case: Case, at_desk: Client):
    write_to(request_case, text="See below.", html="<p>Card 4111 <b>1111</b> 1111 1111</p>")
    pk = request_case.messages.get().pk
    address = reverse("admin:message_html", args=[request_case.reference, pk])
    assert at_desk.get(address).status_code == 404
    assert "<iframe" not in at_desk.get(pages_of(request_case)[1]).content.decode()
    assert "1111" in at_desk.get(f"{address}?revealed=1").content.decode()
    assert AccessRecord.objects.filter(what=f"secrets in HTML of message {pk}").exists()


def test_a_message_without_secrets_offers_nothing_to_reveal(request_case: Case, at_desk: Client):
    write_to(request_case, text="Order 4111111111111111", html="<p>Hello</p>")
    shown = at_desk.get(pages_of(request_case)[1]).content.decode()
    assert "4111111111111111" in shown
    assert "Show what is hidden" not in shown
    assert "<iframe" in shown


def test_quarantine_hides_them_too(at_desk: Client, db: None):
    arrival = bring_in(mail(f"Is the shop open? My card is {CARD}.", subject="PIN: 4711"), now=timezone.now())
    assert arrival.state == "quarantined"
    shown = at_desk.get(reverse("admin:arrival", args=[arrival.pk])).content.decode()
    assert "what looks like a" in shown
    assert CARD not in shown
    assert "4711" not in shown


def test_the_title_of_a_case_hides_them(db: None):
    arrival = bring_in(mail(subject=f"My card {CARD}"), now=timezone.now())
    assert arrival.case is not None
    assert arrival.case.title == "My card •••• •••• •••• 1111"
    assert arrival.case.messages.get().subject == f"My card {CARD}"


def test_a_letter_that_quotes_them_hides_them(request_case: Case):
    letter = clarification_draft(case=request_case, question=f"You wrote: my card is {CARD}. Why?", now=timezone.now())
    assert "•••• •••• •••• 1111" in letter.body
    assert CARD not in letter.body


def test_a_file_says_what_it_looks_like_beside_what_it_is_said_to_be(request_case: Case, at_desk: Client):
    send_file(request_case, b"MZ\x90\0")
    shown = at_desk.get(pages_of(request_case)[0]).content.decode()
    assert "looks like application/x-dosexec, said to be application/pdf, not scanned" in shown
    assert "It is or calls itself a program." in shown


def test_a_plain_file_says_its_type_once_and_warns_of_nothing(request_case: Case, at_desk: Client):
    send_file(request_case, b"%PDF-1.4")
    shown = at_desk.get(pages_of(request_case)[0]).content.decode()
    assert "said to be application/pdf, not scanned" in shown
    assert "looks like" not in shown


@pytest.mark.parametrize(("role", "status"), [("officer", 302), ("dpo", 200)])
def test_a_file_with_a_virus_is_saved_by_the_dpo_only(role, status, request_case: Case, sit: Sit, request):
    file = send_file(request_case, b"%PDF-1.4")
    Attachment.objects.update(scan=ScanState.INFECTED, scan_detail="Eicar-Signature")
    browser = sit(request.getfixturevalue(role))
    address = reverse("admin:attachment", args=[request_case.reference, file.pk])
    assert browser.get(address).status_code == status
    shown = browser.get(pages_of(request_case)[0]).content.decode()
    assert "virus found: Eicar-Signature" in shown
    assert (address in shown) is (status == 200)
    recorded = AccessRecord.objects.filter(what=f"attachment {file.pk}").exists()
    assert recorded is (status == 200)


@pytest.mark.parametrize(("role", "status"), [("officer", 302), ("dpo", 200)])
def test_a_raw_mail_with_a_virus_in_it_is_saved_by_the_dpo_only(role, status, db, sit: Sit, request):
    case = bring_in(mail("Please send me a copy of my data.")).case
    assert case is not None
    message = case.messages.get()
    file = send_file(case, b"%PDF-1.4")
    Attachment.objects.filter(pk=file.pk).update(message=message, scan=ScanState.INFECTED)
    browser = sit(request.getfixturevalue(role))
    address = reverse("admin:message_raw", args=[case.reference, message.pk])
    assert browser.get(address).status_code == status
    assert AccessRecord.objects.filter(what=f"raw message {message.pk}").exists() is (status == 200)
