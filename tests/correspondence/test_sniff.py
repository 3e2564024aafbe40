"""What a file is by its bytes, whether its sender tells the same, and what a person is warned of."""

import io
import time
import zipfile

import pytest

from correspondence.sniff import differs, sniffed_type, warning

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def zipped(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name in names:
            packed.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "x" * 100)
    return held.getvalue()


KINDS = [
    (b"%PDF-1.7\n", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n\0", "image/png"),
    (b"\xff\xd8\xff\xe0", "image/jpeg"),
    (b"GIF89a<script>", "image/gif"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    (b"\0\0\0\x18ftypheic", "image/heic"),
    (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
    (b"\0\0\0\x18ftypisom", "video/mp4"),
    (zipped("[Content_Types].xml", "word/document.xml"), DOCX),
    (zipped("[Content_Types].xml", "xl/workbook.xml"), XLSX),
    (zipped("word/document.xml", "word/vbaProject.bin"), "application/vnd.ms-office.macro-enabled"),
    (zipped("mimetype", "content.xml"), "application/vnd.oasis.opendocument.text"),
    (zipped("a.txt"), "application/zip"),
    (b"MZ\x90\0", "application/x-dosexec"),
    (b"\x7fELF\x02", "application/x-elf"),
    (b"L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    (b"\0" * 32_769 + b"CD001", "application/x-iso9660-image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"\0" * 257 + b"ustar", "application/x-tar"),
    (b"<!DOCTYPE html><p>Hi", "text/html"),
    (b"\xef\xbb\xbf\n <script>alert(1)</script>", "text/html"),
    ("<html>".encode("utf-16"), "text/html"),
    (b'<?xml version="1.0"?><svg onload="x"/>', "image/svg+xml"),
    (b'<?xml version="1.0"?><!DOCTYPE a><a/>', "application/xml"),
    (b"#!/bin/sh\n", "text/x-script"),
    (b"BEGIN:VCALENDAR\r\n", "text/calendar"),
    (b"From: a@example.com\r\n\r\nHi", "message/rfc822"),
    ("Guten Tag, Größe".encode(), "text/plain"),
    ("Größe".encode("latin-1"), "text/plain"),
    (b"\x00\x01\x02\x03", "application/octet-stream"),
    (b"", ""),
]


@pytest.mark.parametrize(("content", "kind"), KINDS, ids=[f"{n} {kind}" for n, (_, kind) in enumerate(KINDS)])
def test_the_first_bytes_tell_the_type(content, kind):
    assert sniffed_type(content) == kind


@pytest.mark.parametrize(
    ("declared", "sniffed", "told"),
    [
        ("image/png", "text/html", True),
        ("application/pdf", "application/x-dosexec", True),
        ("image/jpeg", "image/png", True),
        ("text/plain", "application/zip", True),
        ("image/png", "text/plain", True),
        ("image/jpg", "image/jpeg", False),
        ("application/octet-stream", "application/pdf", False),
        ("", "application/pdf", False),
        ("application/msword", "application/x-ole-storage", False),
        ("application/vnd.apple.pages", "application/zip", False),
        ("text/csv", "text/plain", False),
        ("application/pkcs7-mime", "application/octet-stream", False),
        ("video/quicktime", "video/mp4", False),
    ],
)
def test_a_contradiction_is_told_and_a_looser_name_is_none(declared, sniffed, told):
    assert differs(declared, sniffed) is told


@pytest.mark.parametrize(
    ("name", "declared", "content", "words"),
    [
        ("invoice.pdf.exe", "application/pdf", b"MZ", "program"),
        ("invoice.exe.pdf", "application/pdf", b"%PDF-", "ending of a program"),
        ("setup.lnk", "", b"anything", "program"),
        ("letter.docm", "", b"PK\x03\x04", "macros"),
        ("letter.docx", DOCX, zipped("word/vbaProject.bin"), "macros"),
        ("picture.svg", "image/svg+xml", b"<svg/>", "run code"),
        ("picture.png", "image/png", b"<html>", "run code"),
        ("photo\u202egnp.jpg", "image/jpeg", b"\xff\xd8\xff", "hidden characters"),
        ("photo.jpg", "image/jpeg", b"\x89PNG\r\n\x1a\n", "not what its sender calls it"),
        ("photo.jpg", "image/jpeg", b"\xff\xd8\xff", ""),
        ("Mr. Smith v2.pdf", "application/pdf", b"%PDF-", ""),
    ],
)
def test_a_person_is_warned_of_what_could_run(name, declared, content, words):
    said = warning(name=name, declared=declared, sniffed=sniffed_type(content))
    assert words in said
    assert bool(said) == bool(words)


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"word" * 4_000_000, b"<" * 4_000_000, b"\0" * 4_000_000])
def test_no_content_makes_sniffing_slow(content):
    before = time.process_time()
    sniffed_type(content)
    assert time.process_time() - before < 0.5
