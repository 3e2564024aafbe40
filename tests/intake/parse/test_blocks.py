"""Base64 that is set aside comes back as it was, wherever it stood, and no sender can have one block put for another."""

import base64
import re

from hypothesis import given
from hypothesis import strategies as st

from intake.parse import read
from intake.parse.blocks import Blocks

FILE = bytes(range(256)) * 100
ENCODED = base64.encodebytes(FILE)


def test_what_is_taken_out_is_put_back():
    blocks = Blocks()
    body = b"--x\r\n\r\n" + ENCODED.replace(b"\n", b"\r\n") + b"--x--\r\n"
    short = blocks.take_out(body)
    assert len(short) < 100
    assert blocks.put_back(short) == body


def test_a_short_block_stays_where_it_is():
    body = base64.encodebytes(FILE[:2_000])
    assert Blocks().take_out(body) == body


def test_a_line_that_looks_like_ours_stays_the_senders():
    forged = b"@" + b"0" * 24 + b".0;"
    blocks = Blocks()
    blocks.take_out(ENCODED)
    assert blocks.put_back(forged) == forged


def test_no_two_mails_have_the_same_mark():
    assert Blocks().take_out(ENCODED) != Blocks().take_out(ENCODED)


@given(st.binary(max_size=3_000), st.sampled_from([b"\n", b"\r\n", b"\r"]), st.integers(0, 3), st.binary(max_size=200))
def test_any_body_is_whole_again(before, end, times, after):
    body = before + end + ENCODED.replace(b"\n", end) * times + after
    blocks = Blocks()
    assert blocks.put_back(blocks.take_out(body)) == body


def test_an_attachment_in_the_middle_of_a_mail_keeps_every_byte():
    raw = (
        b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nPlease delete my data.\r\n"
        b"--x\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + ENCODED.replace(b"\n", b"\r\n") + b"--x--\r\n"
    )  # fmt: skip
    parsed = read(raw)
    assert parsed.contents == (FILE,)
    assert parsed.message.text.strip() == "Please delete my data."


def test_base64_in_the_text_is_still_text():
    raw = b"From: a@example.com\r\n\r\nMy key:\r\n" + ENCODED.replace(b"\n", b"\r\n") + b"Thanks."
    text = read(raw).message.text
    assert re.sub(r"\s", "", text) == "Mykey:" + ENCODED.decode().replace("\n", "") + "Thanks."


def test_a_mail_that_is_one_attachment_is_read_without_a_line_before_it():
    raw = b"From: a@example.com\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + ENCODED
    assert read(raw).contents == (FILE,)


def lines_of(content, width, end):
    encoded = base64.b64encode(content)
    return end.join(encoded[at : at + width] for at in range(0, len(encoded), width)) + end


@given(
    st.sampled_from([60, 64, 76, 100]),
    st.sampled_from([b"\n", b"\r\n"]),
    st.sampled_from(
        [b"", b"A" * 59, b"A" * 61, b"A" * 75 + b"=", b"ab\rcd" * 15, b"a-b" * 25, b"A" * 70 + b":" + b"A" * 5]
    ),
    st.integers(0, 400),
    st.binary(max_size=80),
)
def test_only_lines_that_are_nothing_but_base64_are_set_aside_whatever_stands_among_them(width, end, odd, at, after):
    lines = lines_of(FILE, width, end).split(end)
    body = end.join([*lines[:at], odd, *lines[at:]]) + end + after
    blocks = Blocks()

    short = blocks.take_out(body)

    assert blocks.put_back(short) == body
    for block in blocks._kept.values():
        assert all(re.fullmatch(rb"[A-Za-z0-9+/]{60,996}={0,2}", line) for line in re.split(rb"\r?\n", block))
    assert len(short) < len(body) / 3


def test_a_large_attachment_is_set_aside_but_for_its_last_line():
    blocks = Blocks()
    last = lines_of(FILE, 76, b"\r\n").split(b"\r\n")[-2]

    short = blocks.take_out(b"--x\r\n\r\n" + lines_of(FILE, 76, b"\r\n") + b"\r\n--x--\r\n")

    assert len(blocks._kept) == 1
    assert short.endswith(b";\r\n" + last + b"\r\n\r\n--x--\r\n")
