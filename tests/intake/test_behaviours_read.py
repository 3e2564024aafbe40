"""Behaviours 7 to 16 of a mailroom that loses nothing: whatever the bytes are, a person reads what was written."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.vault import load
from correspondence.masking import masked
from desk.mailview import document
from intake.parse import parse, read
from intake.parse.charsets import decode
from tests.builders import DAY, bring_in, mail
from tests.hostile.judging import ASKS, assert_inert, html, raw, with_file
from tests.intake.mails import raw_mail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "charset", ["x-unknown", "iso-gb2312", "x-gbk", "ansi_x3.110-1983", "utf\\0-8", "", "idna", "rot13", "zlib_codec"]
)
def test_behaviour_07_no_name_of_a_charset_stops_a_mail(charset):
    kind = f'Content-Type: text/plain; charset="{charset}"'
    encoded = f"Subject: =?{charset}?q?My_data?="
    assert bring_in(raw(kind, encoded, "Message-ID: <7@x>")).state == "opened"


@pytest.mark.parametrize(
    "header",
    ["Message-ID: <", "To: <>", "Reply-To: @", "Cc: \x00(((", "Date: ;", "Content-Type: ;;;", "References: [[["],
)
def test_behaviour_07_no_broken_header_stops_a_mail(header):
    assert bring_in(raw(header)).state == "opened"


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        ("Grüße".encode(), "utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "utf-8", "Grüße"),
        ("Grüße – “so”".encode("cp1252"), "iso-8859-1", "Grüße – “so”"),
        ("Grüße".encode(), "iso-8859-1", "Grüße"),
        ("個人データ".encode("iso-2022-jp"), "iso-2022-jp", "個人データ"),
        ("个人信息朱镕基".encode("gbk"), "gb2312", "个人信息朱镕基"),
        ("Grüße".encode("utf-7"), "utf-7", "Grüße"),
        ("Привет, данные".encode("koi8-r"), "koi8-r", "Привет, данные"),
    ],
)
def test_behaviour_08_the_ladder_of_charsets_gives_what_was_written(content, declared, text):
    assert decode(content, declared)[0] == text


def test_behaviour_08_what_is_badly_encoded_is_read_and_says_so():
    mail_read = parse(raw_mail("utf8_declared_as_latin1"))
    assert "schöne Grüße" in mail_read.text
    assert mail_read.defects == ("charset_wrong:iso-8859-1",)


@pytest.mark.parametrize(
    ("subject", "read_as"),
    [
        ("Grüße und Daten".encode(), "Grüße und Daten"),
        ("Grüße und Daten".encode("latin-1"), "Grüße und Daten"),
        ("我的个人信息资料请求".encode("gbk"), "我的个人信息资料请求"),
        (b"=?utf-8?b?8J+Y?= =?utf-8?b?gA==?=", "😀"),
        (b"=?utf-8?q?a?==?utf-8?q?b?=", "ab"),
    ],
    ids=["raw UTF-8", "raw Latin-1", "raw GBK", "a character cut in two words", "two words without a space"],
)
def test_behaviour_08_a_subject_is_read_however_it_is_encoded(subject, read_as):
    assert parse(raw(b"Subject: " + subject)).subject == read_as


def test_behaviour_09_nul_lone_surrogates_and_emoji_reach_the_database():
    text = "My data \x00 😀 \ud800 please send me a copy of my data.".encode("utf-8", "surrogatepass")
    arrival = bring_in(
        raw("Subject: =?utf-8?q?a=00b_=F0=9F=98=80?=", "Content-Type: text/plain; charset=utf-8", body=text)
    )
    message = arrival.case.messages.get()
    assert "😀" in message.text and "😀" in message.subject
    assert not set("\x00\ud800") & set(message.text + message.subject)


@pytest.mark.parametrize(
    ("sender", "further", "email"),
    [
        ("", "Reply-To: ann@example.com", "ann@example.com"),
        ("", "Sender: ann@example.com", "ann@example.com"),
        ("", "Return-Path: <ann@example.com>", "ann@example.com"),
        ("From: <>", "X-A: b", ""),
        ("From: Ann < ann@example.com >", "X-A: b", "ann@example.com"),
        ("From: a@example.com\r\nFrom: b@example.com", "X-A: b", "a@example.com"),
    ],
)
def test_behaviour_10_who_sent_it_is_found_and_the_header_kept_as_it_came(sender, further, email):
    found = parse(raw(further, sender=sender))
    assert found.from_email == email
    if sender:
        assert found.header("from") is not None


@pytest.mark.parametrize("date", [None, "Mon, 01 Jan 2099 10:00:00 +0000", "Mon, 01 Jan 1990 10:00:00 +0000", "never"])
def test_behaviour_11_the_moment_of_receipt_drives_the_deadlines_and_the_date_header_is_only_shown(date):
    case = bring_in(mail(**({"Date": date} if date else {}))).case
    assert (case.received_at, case.due_on.year) == (DAY, 2026)
    shown = case.messages.get().date_claimed
    assert shown[:4] == {"Mon, 01 Jan 2099 10:00:00 +0000": "2099", "Mon, 01 Jan 1990 10:00:00 +0000": "1990"}.get(
        date, ""
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("html_with_plain_alternative", "Please delete my account."),
        ("html_only", "please delete my account & all my data."),
        ("html_inside_text_plain", "Please delete my data."),
        ("text_after_attachment", "Please delete my data.\n\nAnd send me a copy of my data first."),
        ("format_flowed", "Please delete my data and my account."),
        ("uuencoded_in_the_text", "Please delete my data. Proof:"),
        ("bare_cr_line_ends", "Please delete\nmy data."),
        ("bare_lf_line_ends", "Please delete\nmy data."),
    ],
)
def test_behaviour_12_the_best_of_what_a_body_can_be_is_its_text(name, text):
    assert text in parse(raw_mail(name)).text


def test_behaviour_12_an_empty_body_with_a_file_is_kept_for_a_person_with_its_file():
    arrival = bring_in(raw_mail("empty_body_with_attachment"))
    assert arrival.state == "quarantined"
    assert [one.name for one in parse(raw_mail("empty_body_with_attachment")).attachments] == ["request.pdf"]


BROKEN = {
    "no final boundary": ("multipart/mixed; boundary=x", f"--x\r\n\r\n{ASKS}\r\n"),
    "a boundary with a line break": ('multipart/mixed; boundary="x\r\n y"', f"--x y\r\n\r\n{ASKS}\r\n--x y--\r\n"),
    "no boundary at all": ("multipart/mixed", f"--x\r\n\r\n{ASKS}\r\n--x--\r\n"),
    "another boundary than declared": ("multipart/mixed; boundary=y", f"--x\r\n\r\n{ASKS}\r\n--x--\r\n"),
    "a report within a report": (
        "multipart/mixed; boundary=x",
        f"--x\r\n\r\n{ASKS}\r\n--x\r\nContent-Type: multipart/report; boundary=y\r\n\r\n--y\r\n\r\nz\r\n--y--\r\n--x--\r\n",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_behaviour_13_a_mail_that_is_built_wrongly_is_read(name):
    kind, body = BROKEN[name]
    arrival = bring_in(raw(f"Content-Type: {kind}", body=body))
    assert arrival.state == "opened", arrival.reason
    assert ASKS in arrival.case.messages.get().text


def test_behaviour_13_a_mail_without_a_type_or_with_a_wrong_encoding_is_read():
    assert ASKS in parse(raw()).text
    assert ASKS in parse(raw("Content-Transfer-Encoding: base64")).text
    assert ASKS in parse(raw("Content-Transfer-Encoding: x-unknown")).text


def test_behaviour_13_an_attached_mail_in_base64_is_kept_whole():
    inner = b"From: a@example.com\r\nSubject: Inner\r\n\r\nHello"
    data = with_file(inner.hex().encode(), "Content-Type: message/rfc822", encoding="x-hex")
    assert read(data).message.attachments[0].content_type == "message/rfc822"


def test_behaviour_14_every_part_that_is_no_text_is_kept_under_a_safe_name_with_its_seen_type():
    data = with_file(b"<html><script>1</script>", 'Content-Type: image/png; name="../../=?utf-8?q?=C3=9Cber?=.png"')
    file = bring_in(data).case.messages.get().attachments.get()
    assert "/" not in file.name
    assert (file.content_type, file.sniffed_type, file.scan) == ("image/png", "text/html", "not_scanned")
    assert load(file.blob) == b"<html><script>1</script>"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("attachment_name_rfc2231_continued", "Persönliche Auskünfte.pdf"),
        ("attachment_name_raw_8bit", "Müller.pdf"),
        ("winmail_dat", "winmail.dat"),
        ("nested_mail_attached", "Löschung May.eml"),
        ("inline_image_by_content_id", "logo.png"),
    ],
)
def test_behaviour_14_names_tnef_nested_mail_and_pictures_by_reference_are_kept(name, file):
    assert file in [one.name for one in parse(raw_mail(name)).attachments]


def test_behaviour_14_what_is_encrypted_says_that_it_cannot_be_read():
    assert "encrypted" in parse(raw_mail("encrypted_smime")).defects


def test_behaviour_15_html_is_kept_as_received_and_made_safe_each_time_it_is_shown(officer):
    markup = '<p onclick="x()">Hi</p><script>alert(1)</script><img src="http://canary.example/p.gif">'
    case = bring_in(html(markup)).case
    message = case.messages.get()
    assert markup in message.html
    browser = Client()
    browser.force_login(officer)
    shown = browser.get(reverse("admin:message_html", args=[case.reference, message.pk]))
    assert "sandbox" in shown["Content-Security-Policy"]
    assert_inert(shown)
    assert "canary.example" not in document(markup)


def test_behaviour_16_new_text_is_parted_from_quote_and_signature_and_the_whole_stays():
    reply = parse(raw_mail("reply_with_quote_to_the_issued_address"))
    assert reply.reply_text == "I mean the account of jane@example.org."
    assert "> Which account do you mean?" in reply.text


def test_behaviour_16_what_a_first_mail_asks_is_never_cut_off():
    text = f"Hello\n\nOn Monday you wrote to me. {ASKS}\n\n> your advertisement\n\nAnd delete my account."
    message = bring_in(mail(text)).case.messages.get()
    assert all(words in masked(message.text).text for words in (ASKS, "> your advertisement", "And delete my account."))
    assert message.received_at <= DAY + timedelta(seconds=1)
