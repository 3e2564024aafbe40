"""Mails that are built to stop a parser: each is answered in little time, and what exceeds a limit says which."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.classify import classify
from intake.parse import parse, read
from intake.parse.limits import check, split
from intake.triage import suggest

HEAD = b"From: Jane <jane@example.org>\r\nTo: claims@alltracking.com\r\nSubject: data\r\n"
SECONDS = 2.0  # of processor time; the slowest take a tenth of it on a quiet machine


def nested_multiparts(depth):
    levels = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return HEAD + levels + b"Content-Type: text/plain\r\n\r\nPlease delete my data.\r\n"


def many_parts(count):
    return HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\nhi\r\n" * count + b"--x--\r\n"


def with_body(body, content_type=b"text/plain; charset=utf-8"):
    return HEAD + b"Content-Type: " + content_type + b"\r\n\r\n" + body


def with_field(field):
    return HEAD + field + b"\r\n\r\nPlease delete my data."


OVER = {
    "100,000 addresses": (
        with_field(b"Cc: " + b", ".join(b"a%d@example.com" % n for n in range(100_000))),
        "header_bytes",
    ),
    "501 addresses": (with_field(b"Cc: " + b",".join(b"a%d@e.example" % n for n in range(501))), "addresses"),
    "201 references": (with_field(b"References: " + b" ".join(b"<%d@x>" % n for n in range(201))), "references"),
    "20,000 header lines": (with_field(b"X-A: b\r\n" * 20_000), "header_lines"),
    "a field of a megabyte": (with_field(b"X-A: " + b"b" * 1_000_000), "header_bytes"),
    "a field of 40 KB": (with_field(b"X-A: " + b"b" * 40_000), "field_bytes"),
    "5,000 nested multiparts": (nested_multiparts(5_000), "depth"),
    "500 nested multiparts": (nested_multiparts(500), "depth"),
    "30 nested multiparts": (nested_multiparts(30), "depth"),
    "1,000 nested messages": (HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1_000, "depth"),
    "10,000 parts": (many_parts(10_000), "parts"),
    "a part with 40,000 parameters": (
        HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: a/b; " + b'a="\\\\";' * 40_000,
        "part_header",
    ),
}


@pytest.mark.parametrize("case", OVER)
def test_a_mail_over_a_limit_is_answered_fast_and_says_which(case):
    raw, limit = OVER[case]
    before = time.process_time()
    message = parse(raw)
    assert time.process_time() - before < SECONDS
    assert message.must_wait == f"over_limit:{limit}"
    assert message.from_email == "jane@example.org"


def test_a_field_over_its_limit_costs_that_field_and_not_the_text():
    message = parse(with_field(b"X-A: " + b"b" * 40_000))
    assert (message.text, message.subject) == ("Please delete my data.", "data")


WITHIN = {
    "499 addresses": with_field(b"Cc: " + b",\r\n ".join(b"a%d@e.example" % n for n in range(499))),
    "190 parts": many_parts(190),
    "19 nested multiparts": nested_multiparts(19),
    "4,000 parameters": HEAD + b"Content-Type: multipart/mixed; " + b'a="\\\\";' * 4_000 + b"\r\n\r\nhi",
    "2,000 encoded words": with_field(b"X-B: y\r\nSubject: " + b"=?utf-8?q?a?= " * 2_000),
    "30,000 brackets in From": b"From: " + b"(" * 30_000 + b"a@b.example\r\n\r\nhi",
    "15,000 quotes in From": b"From: " + b'"\\' * 15_000 + b"\r\n\r\nhi",
    "15,000 dots in From": b"From: " + b"a." * 15_000 + b"@x\r\n\r\nhi",
    "7,000 times On": with_body(b"On " * 7_000),
    "4,000 lines of On x": with_body(b"On x\n" * 4_000),
    "20 long lines of On": with_body((b"On " * 330 + b"\n") * 20 + b"x:\n"),
    "20,000 tabs and lines": with_body(b"\t\n" * 20_000),
    "50,000 underscores": with_body(b"_" * 50_000),
    "a line of two megabytes": with_body(b"x" * 2_000_000),
    "an address of a megabyte": with_body(b"http://" + b"a" * 1_000_000),
    "text that looks like base64": with_body(b"QUJD" * 25_000),
    "20,000 nested div": with_body(b"<div>" * 20_000 + b"hi", b"text/html"),
    "3,000 nested tables": with_body(b"<table><tr><td>" * 3_000 + b"hi", b"text/html"),
    "50,000 open comments": with_body(b"<!--" * 50_000, b"text/html"),
    "50,000 attributes": with_body(b"<p " + b"a=b " * 50_000 + b">hi", b"text/html"),
    "200,000 entities": with_body(b"&amp;" * 200_000, b"text/html"),
    "five megabytes of HTML": with_body(b"<p>hello</p>" * 430_000, b"text/html"),
    "400,000 open brackets": with_body(b"<" * 400_000, b"text/html"),
    "200,000 declared boundaries": with_body(b"".join(b"boundary=x%d\r\n" % n for n in range(200_000))),
    "20,000 uuencoded beginnings": with_body(b"begin 644 x\n" * 20_000),
    "50,000 lines of delivery status": b"From: MAILER-DAEMON@x.example\r\n\r\n" + b"<a@b.example>:\n" * 50_000,
    "900 sections of a name": HEAD
    + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Disposition: attachment; "
    + b"; ".join(b"filename*%d*=%%41" % n for n in range(900))
    + b"\r\n\r\nhi\r\n--x--",
    "one bracket as every id": b"Message-ID: <\r\nFrom: <\r\nTo: <>\r\nReply-To: @\r\nReferences: [[[\r\n\r\nhi",
}


@pytest.mark.parametrize("case", WITHIN)
def test_a_mail_within_the_limits_is_read_fast_whatever_it_holds(case):
    before = time.process_time()
    message = parse(WITHIN[case])
    classify(message, our_addresses=())
    suggest(message)
    assert time.process_time() - before < SECONDS
    assert not message.must_wait


@pytest.mark.parametrize(
    "charset", ["x-klingon", "zlib_codec", "rot13", "unicode_escape", "idna", "utf\\0-8", "", "x" * 1_000]
)
def test_no_name_of_a_charset_stops_the_reading(charset):
    message = parse(with_body("Grüße".encode("latin-1"), b'text/plain; charset="' + charset.encode() + b'"'))
    assert message.text == "Grüße"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"x",
        b"\r\n",
        b"\n\n\n",
        b"\x00",
        b"From ",
        b"From: ",
        b":",
        b"a: b",
        b"\xff\xfe",
        b"--\r\n--",
        b"From: a@b.c\r\n\r\n\r\n.\r\n",
    ],
)
def test_a_scrap_is_a_message_too(raw):
    assert read(raw).message.size == len(raw)


def test_header_and_body_part_at_the_first_blank_line_of_any_kind():
    for end in (b"\r\n", b"\n", b"\r"):
        header, body = split(end.join([b"A: b", b"C: d", b"", b"text"]))
        assert (header.split(), body) == ([b"A:", b"b", b"C:", b"d"], b"text")


def test_a_mail_within_every_limit_exceeds_none():
    assert check(*split(with_field(b"X-A: b"))).exceeded == ()


@given(st.binary(max_size=3_000))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_answered(raw):
    parsed = read(raw)
    assert len(parsed.contents) == len(parsed.message.attachments)
    assert not parsed.message.must_wait.startswith("unreadable")


FRAGMENTS = r"""
From: |To: |Subject: |Date: |Message-ID: |Content-Type: |Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=|multipart/mixed; boundary=x|multipart/report; boundary=x
message/rfc822|message/delivery-status|text/html; charset=utf-8|text/plain; charset=utf-16; format=flowed
--x|--x--|=?utf-8?q?=0D=0A?=|=?gb2312?b?wO4=?=|<|>|@|(|"|\\|;|,|a@b.example|MAILER-DAEMON@b.example
Final-Recipient: rfc822; a@b.example|Status: 5.1.1|begin 644 x|end|<div>|<!--|> |On 1 Jan wrote:|99999
"""
PIECES = st.sampled_from(
    [piece.encode() for line in FRAGMENTS.split("\n") if line for piece in line.split("|")]
    + [b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b"\xff", b"\x00", b"\xed\xa0\x80"]
)


@given(st.lists(PIECES, max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_mixture_of_what_mails_are_made_of_is_answered(pieces):
    message = parse(b"".join(pieces))
    assert not message.must_wait.startswith("unreadable")
    assert "\x00" not in str(message.to_json())
    str(message.to_json()).encode("utf-8")
    classify(message, our_addresses=())
    suggest(message)
