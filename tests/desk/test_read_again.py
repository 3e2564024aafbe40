"""Reading the mail of a message on a case again: what was missed comes to it, what was there stays, and no letter leaves."""

from email.message import EmailMessage

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cases import vault
from cases.models import Event
from cases.words import Channel
from correspondence.models import Attachment, Letter, Message
from intake.models import Arrival
from intake.sandbox import ParserFailed
from intake.services import again
from tests.builders import MAILBOX, bring_in

pytestmark = pytest.mark.django_db
SAID = "Please send me a copy of my data."


def with_files(*contents):
    letter = EmailMessage()
    letter["From"], letter["To"] = "Renate Requester <requester@example.com>", MAILBOX
    letter["Subject"], letter["Message-ID"] = "My data", "<1@example.com>"
    letter.set_content(SAID)
    for number, content in enumerate(contents):
        letter.add_attachment(content, maintype="application", subtype="pdf", filename=f"{number}.pdf")
    return letter.as_bytes()


@pytest.fixture
def message():
    """Give a message with two files whose reading missed the second, and took the text wrong."""
    case = bring_in(with_files(b"%PDF one", b"%PDF two")).case
    found = case.messages.get()
    found.attachments.last().delete()
    Message.objects.filter(pk=found.pk).update(
        text="Pl?ase. My password: hunter22", reply_text="Pl?ase.", html="<p>old"
    )
    found.refresh_from_db()
    return found


def read_again(client, message):
    """Post the button and give what the desk says."""
    answer = client.post(reverse("admin:message_again", args=[message.case.reference, message.pk]))
    assert answer.status_code == 302
    return [str(said) for said in get_messages(answer.wsgi_request)]


def test_what_was_missed_comes_to_the_message_and_the_old_text_stays_in_a_note(at_desk, message):
    letters, marks = Letter.objects.count(), message.case.marks.count()
    assert "What is new stands here" in read_again(at_desk, message)[0]
    message.refresh_from_db()
    assert (message.text.strip(), message.reply_text.strip(), message.html) == (SAID, SAID, "")
    assert [vault.load(file.blob) for file in message.attachments.all()] == [b"%PDF one", b"%PDF two"]
    event = message.case.events.get(kind="message_read_again")
    assert (event.payload["message"], event.payload["words"], event.payload["attachments"]) == (message.pk, True, 1)
    assert SAID not in str(event.payload)
    note = message.case.notes.get().text
    assert "Pl?ase." in note
    assert "hunter22" not in note
    assert (Letter.objects.count(), message.case.marks.count()) == (letters, marks)


def test_read_twice_the_second_time_changes_nothing_and_says_so(at_desk, message):
    read_again(at_desk, message)
    before = (Event.objects.count(), Attachment.objects.count())
    assert read_again(at_desk, message)[-1] == "The message was read again. It says what it said before."
    assert (Event.objects.count(), Attachment.objects.count()) == before


def test_a_file_that_is_not_found_any_more_stays(at_desk, message):
    kept = message.attachments.get()
    Attachment.objects.filter(pk=kept.pk).update(sha256="0" * 64)
    read_again(at_desk, message)
    assert message.attachments.count() == 3


def test_whom_it_was_known_to_come_from_stays(at_desk, message):
    Message.objects.filter(pk=message.pk).update(from_email="known@example.com")
    read_again(at_desk, message)
    message.refresh_from_db()
    assert message.from_email == "known@example.com"


@pytest.mark.parametrize("failure", [ParserFailed("too long"), None])
def test_what_cannot_be_read_this_time_either_stays_as_it_is(at_desk, message, monkeypatch, failure):
    def fails(raw):
        raise failure

    if failure:
        monkeypatch.setattr(again, "read_mail", fails)
    else:
        vault.destroy(message.raw, now=message.received_at)
    before = Event.objects.count()
    (said,) = read_again(at_desk, message)
    assert "nothing was changed" in said or "gone" in said
    message.refresh_from_db()
    assert message.text.startswith("Pl?ase")
    assert Event.objects.count() == before


def test_only_a_mail_is_offered_to_be_read_again(at_desk, message):
    address = reverse("admin:message", args=[message.case.reference, message.pk])
    assert "Read it again" in at_desk.get(address).content.decode()
    Arrival.objects.filter(raw=message.raw).update(channel=Channel.FORM)
    assert "Read it again" not in at_desk.get(address).content.decode()
