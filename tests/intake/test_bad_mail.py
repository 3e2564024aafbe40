"""Mail that is not as it should be: each is a case or waits for a person with a reason, and none stops the next."""

from email.message import EmailMessage

import pytest

from cases.vault import load
from correspondence.models import Attachment
from intake.models import Arrival
from tests.builders import bring_in, mail

pytestmark = pytest.mark.django_db
ASKS = "Please send me a copy of my data."


def raw(*headers, body=ASKS, sender="From: requester@example.com"):
    return "\r\n".join([sender, "To: claims@alltracking.com", *headers, "", body, ""]).encode()


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (raw("Message-ID: <1@example.com>", sender="X-Nothing: here"), "quarantined"),
        (raw("Message-ID: <1@example.com>", "Subject: x"), "opened"),
        (raw("Subject: x", "Date: Thu, 3 Sep 2026 12:00:00 +0000"), "opened"),
        (raw("Date: hour 25 of the 99th of never"), "opened"),
        (raw("Message-ID: <1@example.com>", body=""), "quarantined"),
        (raw("Content-Type: text/plain; charset=x-klingon"), "opened"),
        (raw("Content-Type: text/plain; charset=zlib_codec"), "opened"),
        (raw("Content-Transfer-Encoding: base64", body="%%% this is no base64 %%%"), "quarantined"),
        (raw("Content-Type: multipart/mixed"), "opened"),
        (raw("Subject: =?utf-8?q?hi=0D=0ABcc:_victim@example.net?="), "opened"),
        (raw("Subject: nul \x00 in it"), "opened"),
    ],
    ids=[
        "no From",
        "no Date",
        "no Message-ID",
        "a Date that is none",
        "no body",
        "an unknown charset",
        "a charset that is a codec",
        "broken base64",
        "multipart without a boundary",
        "line ends in an encoded subject",
        "NUL in the subject",
    ],
)
def test_a_broken_mail_ends_where_it_should_and_the_next_one_is_a_case(data, state):
    broken = bring_in(data)
    assert broken.state == state, broken.reason or broken.last_error
    assert broken.reason
    assert load(broken.raw) == data
    assert bring_in(mail(message_id="<next@example.com>")).state == "opened"


def test_a_mail_of_30_megabytes_is_a_case_with_its_attachment():
    size = 22 * 1024 * 1024
    content = bytes(range(256)) * (size // 256)
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = (
        "a@example.com",
        "claims@alltracking.com",
        "<big@example.com>",
    )
    message.set_content(ASKS)
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename="scan.bin")
    data = message.as_bytes()
    assert len(data) > 29 * 1024 * 1024
    arrival = bring_in(data)
    assert arrival.state == "opened", arrival.reason or arrival.last_error
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.size) == ("scan.bin", size)
    assert load(attachment.blob) == content


def test_a_script_in_each_field_is_text():
    script = "<script>alert(1)</script>"
    arrival = bring_in(
        mail(f"{ASKS} {script}", sender=f'"{script}" <requester@example.com>', subject=script, Organization=script)
    )
    message = arrival.case.messages.get()
    assert script in message.text
    assert script in message.subject
    letter = arrival.case.letters.get()
    assert "script" not in letter.body + letter.subject


def test_nothing_is_lost_however_broken_the_mails_are():
    for number, data in enumerate([b"", b"\r\n\r\n", b"\xff" * 5000, b"From: \x00\r\n\r\n", b"a" * 300_000]):
        bring_in(data + str(number).encode())
    assert Arrival.objects.count() == 5
    assert set(Arrival.objects.values_list("state", flat=True)) == {"quarantined"}
