"""Hostile mails HM44 to HM49, HM56 and HM57: what is built to stop a parser costs little, ends, and stops no other mail."""

import pytest

from tests.builders import DAY
from tests.hostile.judging import ASKS, SENDER, html, judge, raw

pytestmark = pytest.mark.django_db

PLAIN = "Content-Type: text/plain; charset=utf-8"


def nested(depth: int) -> bytes:
    levels = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return raw("Message-ID: <n@y>").split(b"\r\n\r\n")[0] + b"\r\n" + levels + b"\r\n" + ASKS.encode()


def parts(count: int) -> bytes:
    return raw(
        "Content-Type: multipart/mixed; boundary=x",
        body=f"--x\r\n\r\n{ASKS}\r\n" + "--x\r\n\r\nhi\r\n" * count + "--x--\r\n",
    )


HEADERS = {
    "HM44 100,000 addresses": raw("Cc: " + ", ".join(f"a{n}@example.com" for n in range(100_000))),
    "HM44 20,000 headers": raw(*(f"X-{n}: y" for n in range(20_000))),
    "HM44 a header of a megabyte": raw("X-A: " + "b" * 1_000_000),
    "HM44 50,000 references": raw("References: " + " ".join(f"<{n}@x>" for n in range(50_000))),
    "HM44 40,000 parameters": raw("Content-Type: text/plain; " + 'a="\\\\";' * 40_000),
    "HM44 20,000 encoded words": raw("Subject: " + "=?utf-8?q?a?= " * 20_000),
    "HM44 3,000 brackets": raw(sender="From: " + "(" * 3_000 + f"{SENDER}"),
    "HM44 30,000 quotes": raw(sender="From: " + '"\\' * 15_000),
    "HM44 a fold on every character": raw("Subject: " + "\r\n a" * 20_000),
}
TREES = {
    "HM45 5,000 multiparts within each other": nested(5_000),
    "HM45 1,000 mails within each other": raw(
        "Content-Type: message/rfc822", body="Content-Type: message/rfc822\r\n\r\n" * 1_000
    ),
    "HM45 10,000 parts": parts(10_000),
    "HM45 one boundary the beginning of the other": raw(
        "Content-Type: multipart/mixed; boundary=a",
        body=f"--a\r\nContent-Type: multipart/mixed; boundary=ab\r\n\r\n--ab\r\n\r\n{ASKS}\r\n--ab--\r\n--a--\r\n",
    ),
    "HM45 no boundary": raw("Content-Type: multipart/mixed", body=f"--x\r\n\r\n{ASKS}\r\n--x--\r\n"),
    "HM45 an empty boundary": raw('Content-Type: multipart/mixed; boundary=""', body=f"--\r\n\r\n{ASKS}\r\n----\r\n"),
    "HM45 the boundary in the text": raw(
        "Content-Type: multipart/mixed; boundary=x", body=f"--x\r\n\r\n{ASKS} --x in the text\r\n--x--\r\n"
    ),
    "HM45 a boundary of signs": raw(
        'Content-Type: multipart/mixed; boundary="(.*)+$"', body=f"--(.*)+$\r\n\r\n{ASKS}\r\n"
    ),
}
TEXTS = {
    "HM46 7,000 On": "On " * 7_000,
    "HM46 4,000 lines of On": "On x\r\n" * 4_000,
    "HM46 underlines": "_" * 50_000,
    "HM46 spaces": " " * 50_000 + "x",
    "HM46 quote signs": ">" * 50_000,
    "HM46 tabs and line ends": "\t\r\n" * 20_000,
    "HM46 a line like base64": "QUJD" * 25_000,
    "HM46 one line of two megabytes": "ab cd " * 350_000,
    "HM46 an address of a megabyte": "http://x/" + "a" * 1_000_000,
    "HM46 numbers that could be cards": "4111 " * 40_000,
    "HM46 words for passwords": "password is " * 20_000,
    "HM46 replies within replies": "".join(f"{'>' * n} On Mon, x wrote:\r\n" for n in range(1, 300)),
}
MARKUP = {
    "HM47 20,000 div": "<div>" * 20_000,
    "HM47 3,000 tables": "<table><tr><td>" * 3_000,
    "HM47 50,000 comments that begin": "<!--" * 50_000,
    "HM47 50,000 attributes": "<p " + "a=b " * 50_000 + ">",
    "HM47 a million entities": "&amp;" * 1_000_000,
    "HM47 five megabytes in a line": "<b>x</b>" * 620_000,
    "HM47 an attribute of a megabyte": f'<p title="{"x" * 1_000_000}">x</p>',
    "HM47 tags that never close": "<" * 100_000,
}
CHARSETS = [
    "x-klingon",
    "zlib_codec",
    "rot13",
    "unicode_escape",
    "idna",
    "utf\\0-8",
    "",
    "x" * 1_000,
    "utf-7",
    "undefined",
    "hex",
]
ENCODINGS = {
    "HM49 base64 of one character": ("base64", "Q"),
    "HM49 uuencode of wrong lengths": ("x-uuencode", "begin 644 x\r\n~~~~~~\r\n#\r\nend\r\n"),
    "HM49 one that does not exist": ("x-unknown", ASKS),
    "HM49 quoted-printable with a last sign": ("quoted-printable", f"{ASKS}=3D=ZZ="),
    "HM49 binary with NUL": ("binary", f"{ASKS}\0\0\0\x01"),
    "HM49 base64 that is text": ("base64", ASKS),
    "HM49 7bit that is 8-bit": ("7bit", f"{ASKS} größe"),
}
DATES = [
    "garbage", "Fri, 99 Sep 99999 12:00:00 +0000", "Mon, 00 Jan 0000 00:00:00 +0000", "Thu, 3 Sep 2026 25:61:61 +0000",
    "Thu, 3 Sep 2026 12:00:00 +9999999999", "Thu, 1 Jan 1970 00:00:00 +0000", "Sat, 3 Sep 2099 12:00:00 +0000", "", "0",
    "Thu, 3 Sep 2026 12:00:00 (" + "(" * 2_000,
]  # fmt: skip
ENDS = {
    "HM57 bare CR": raw().replace(b"\r\n", b"\r"),
    "HM57 bare LF": raw().replace(b"\r\n", b"\n"),
    "HM57 mixed": raw("X-A: b").replace(b"\r\n", b"\n", 2),
    "HM57 smuggled end": raw(body=f"{ASKS}\r\n.\r\nMAIL FROM:<evil@example.net>\r\nRCPT TO:<victim@example.net>\r\n"),
    "HM57 smuggled end by bare LF": raw(body=f"{ASKS}\n.\nMAIL FROM:<evil@example.net>\n"),
    "HM57 mbox line": b"From x Thu Sep  3 12:00:00 2026\r\n" + raw(),
    "HM57 a header without a colon": raw("this is no header"),
    "HM57 no headers": b"\r\n" + ASKS.encode(),
    "HM57 nothing": b"",
    "HM57 a byte": b"x",
    "HM57 line ends only": b"\r\n" * 1_000,
    "HM57 NUL only": b"\0" * 10_000,
}


@pytest.mark.parametrize("name", [*HEADERS, *TREES])
def test_headers_and_trees_without_measure_end_in_a_case_or_with_a_person(name, desk_browser):
    arrival = judge((HEADERS | TREES)[name], desk_browser)
    assert arrival.state in ("opened", "quarantined")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_built_to_be_slow_is_a_case(name, desk_browser):
    assert judge(raw(PLAIN, body=f"{ASKS}\r\n{TEXTS[name]}"), desk_browser).state == "opened"


@pytest.mark.parametrize("name", MARKUP)
def test_markup_that_is_built_to_be_slow_is_a_case_or_waits(name, desk_browser):
    assert judge(html(MARKUP[name]), desk_browser).state in ("opened", "quarantined")


@pytest.mark.parametrize("charset", CHARSETS, ids=[f"HM48 {one[:12]}" for one in CHARSETS])
def test_any_charset_is_read(charset, desk_browser):
    arrival = judge(raw(f'Content-Type: text/plain; charset="{charset}"'), desk_browser)
    assert arrival.state == "opened"


def test_hm48_nul_lone_surrogates_and_a_wrong_charset_are_stored(desk_browser):
    body = ASKS.encode() + b" \0 \xed\xa0\x80 \xff\xfe \xf0\x9f\x92\xa5"
    arrival = judge(raw('Content-Type: text/plain; charset="utf-8"', "Subject: \0", body=body), desk_browser)
    assert "\0" not in arrival.case.messages.get().text


@pytest.mark.parametrize("name", ENCODINGS)
def test_any_transfer_encoding_ends(name, desk_browser):
    encoding, body = ENCODINGS[name]
    arrival = judge(raw(f"Content-Transfer-Encoding: {encoding}", body=body), desk_browser)
    assert arrival.state in ("opened", "quarantined")
    if ASKS in body and encoding != "base64":
        assert arrival.state == "opened"


@pytest.mark.parametrize("date", DATES, ids=[f"HM56 {one[:20]}" for one in DATES])
def test_the_day_of_receipt_is_ours_whatever_the_date_says(date, desk_browser):
    arrival = judge(raw(f"Date: {date}"), desk_browser, now=DAY)
    assert arrival.case.received_at == DAY


@pytest.mark.parametrize("name", ENDS)
def test_line_ends_and_mails_of_nothing_end(name, desk_browser):
    arrival = judge(ENDS[name], desk_browser)
    assert arrival.state in ("opened", "quarantined")
    if b"copy" in ENDS[name] and b"From: " in ENDS[name]:
        assert arrival.state == "opened"
