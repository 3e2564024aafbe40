"""Addresses, header words, names and parameters: read leniently, never trusted."""

import pytest

from intake.parse.addresses import emails, entries, sender, valid
from intake.parse.charsets import codec_for, decode
from intake.parse.headers import header_text
from intake.parse.names import safe_name
from intake.parse.params import read as read_params


@pytest.mark.parametrize(
    ("raw", "email", "name"),
    [
        ("jane@example.org", "jane@example.org", ""),
        ("Jane <jane@Example.ORG>", "jane@example.org", "Jane"),
        ("Jane <Jane.Doe@example.org>", "Jane.Doe@example.org", "Jane"),
        ("jane@example.org (Jane Doe)", "jane@example.org", "Jane Doe"),
        ('"Doe, Jane" <jane@example.org>', "jane@example.org", "Doe, Jane"),
        ("Doe, Jane <jane@example.org>", "jane@example.org", "Doe, Jane"),
        ("=?utf-8?q?Doe,_Jane?= <jane@example.org>", "jane@example.org", "Doe, Jane"),
        ("Jane < jane@example.org >", "jane@example.org", "Jane"),
        ("Jane jane@example.org", "jane@example.org", "Jane"),
        ("Jane <@relay.example:jane@example.org>", "jane@example.org", "Jane"),
        ("jane@example.org <jane@example.org>", "jane@example.org", "jane@example.org"),
        ("Jane <jane@example.org", "jane@example.org", "Jane"),
        ("<jane+tag@[192.0.2.1]>", "jane+tag@[192.0.2.1]", ""),
    ],
)
def test_one_address_is_read_however_it_is_written(raw, email, name):
    found = sender([raw], [])
    assert (found.email, found.name, found.ambiguous) == (email, name, False)


@pytest.mark.parametrize(
    "raw",
    [
        '"x" <alice@example.org>, eve@example.net',
        "alice@example.org <eve@example.net>",
        "=?utf-8?q?alice=40example.org?= <eve@example.net>",
        "Alice (alice@example.org) <eve@example.net>",
        "<alice@example.org> <eve@example.net>",
        "alice@good.example)bob@evil.example",
        "alice@example.org eve@example.net",
        "undisclosed:;",
        "friends: a@example.org, b@example.org;",
        "<>",
        "@",
        "alice@",
        "alice@@example.org",
        "jane doe@example.org <",
        "",
    ],
)
def test_anything_but_exactly_one_address_is_ambiguous(raw):
    assert sender([raw], []).ambiguous


def test_an_encoded_word_cannot_become_an_address():
    assert emails(["=?utf-8?q?a=40example.org=2C?= <jane@example.org>"]) == ("jane@example.org",)


def test_a_group_is_opened_and_empty_entries_are_left_out():
    assert emails(["friends: a@example.org, b@example.org;, ,c@example.org"]) == (
        "a@example.org",
        "b@example.org",
        "c@example.org",
    )
    assert entries(", ,;") == []


@pytest.mark.parametrize(
    "address",
    [
        "a b@example.org",
        "a@b@c.example",
        "a@-b.example",
        "a@b..c",
        ".a@b.c",
        "a@" + "b" * 64 + ".c",
        "a" * 252 + "@b.c",
    ],
)
def test_what_is_no_address_is_refused(address):
    assert valid(address) == ""


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?b?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
        ("=?utf-8?q?a?==?utf-8?q?b?=", "ab"),
        ("=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?two words?=", "two words"),
        ("=?x-unknown?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?hi=0D=0ABcc:_x?=", "hi Bcc: x"),
        ("folded\r\n line", "folded line"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("=?utf-8?x?broken?=", "=?utf-8?x?broken?="),
    ],
)
def test_a_header_becomes_one_readable_line(raw, text):
    assert header_text(raw.encode("utf-8").decode("ascii", "surrogateescape"))[0] == text


@pytest.mark.parametrize(
    ("claimed", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\evil.exe", "evil.exe"),
        ("C:evil.exe", "evil.exe"),
        ("..／..／pwn", "pwn"),
        ("a\u200b.htaccess", "a.htaccess"),
        ("\u200b.htaccess", "htaccess"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("line\r\nbreak.pdf", "linebreak.pdf"),
        ("nul\x00.txt", "nul.txt"),
        ("Überblick 2026.pdf", "Überblick 2026.pdf"),
        ("...", "attachment-3.pdf"),
        ("", "attachment-3.pdf"),
    ],
)
def test_a_name_is_safe_to_show_and_to_offer(claimed, name):
    assert safe_name(claimed, "application/pdf", 3) == name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("attachment; filename=a.pdf; size=3", "a.pdf"),
        ("attachment; filename*=utf-8''%C3%BC.pdf", "ü.pdf"),
        ("attachment; filename*0*=utf-8''%C3; filename*1*=%BC.pdf", "ü.pdf"),
        ('attachment; filename*1="b.pdf"; filename*0="a"', "ab.pdf"),
        ("attachment; filename=\"plain.pdf\"; filename*=utf-8''%C3%BC.pdf", "ü.pdf"),
        ("attachment; filename*=x-none''%FC.pdf", "ü.pdf"),
        ('attachment; filename="=?utf-8?q?=C3=BC.pdf?="', "ü.pdf"),
        ('attachment; filename="a\\"b.pdf"', 'a"b.pdf'),
        ('attachment; filename="open', "open"),
    ],
)
def test_parameters_are_read_in_every_way_of_writing_them(raw, name):
    assert read_params(raw)[1]["filename"] == name


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("us-ascii", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("x-sjis", "cp932"),
        ("'utf-8'", "utf-8"),
        ("rot13", ""),
        ("base64", ""),
        ("unicode_escape", ""),
        ("x-unknown", ""),
    ],
)
def test_a_charset_name_gives_a_codec_for_text_or_none(charset, codec):
    assert codec_for(charset) == codec


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Grüße aus Köln, mit Ärger", "cp1252"),
        ("Прошу удалить мои данные", "cp1251"),
        ("Прошу удалить мои данные", "koi8-r"),
        ("Proszę o usunięcie całości moich danych, dziękuję, Łukasz Żak", "iso8859-2"),
        ("请删除我的个人数据，谢谢。", "gb18030"),
        ("個人データを削除してください。", "cp932"),
        ("個人データを削除してください。", "euc_jp"),
        ("개인정보를 삭제해 주세요", "cp949"),
    ],
)
def test_a_missing_charset_is_guessed(text, codec):
    assert decode(text.encode(codec)) == (text, "charset_missing")


def test_a_broken_character_does_not_spoil_the_rest_of_the_text():
    content = "Grüße und schöne Tage".encode() + b"\xc3"
    assert decode(content, "utf-8")[0] == "Grüße und schöne Tage\ufffd"
