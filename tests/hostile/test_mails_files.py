"""Hostile mails HM31 to HM43: files are kept byte by byte, never opened, shown or named by their sender's wish."""

import base64
import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as live
from django.test import Client
from django.urls import reverse

from cases.vault import load
from correspondence.models import Attachment
from correspondence.services.scanning import scan_waiting
from tests.builders import DAY
from tests.hostile.judging import ASKS, CANARY, judge, raw, with_file
from tests.parts.clamd import EICAR, clamd

pytestmark = pytest.mark.django_db
SCRIPT = b"<script>alert(1)</script>"


def named(name: str, content_type: str = "application/octet-stream") -> str:
    return f'Content-Type: {content_type}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"'


def in_base64(content: bytes, headers: str) -> bytes:
    return with_file(base64.encodebytes(content).replace(b"\n", b"\r\n"), headers, encoding="base64")


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return held.getvalue()


def tar_with_links() -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as packed:
        link = tarfile.TarInfo("passwd")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)
    return held.getvalue()


def huge_png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack("!L", len(content)) + kind + content + struct.pack("!L", zlib.crc32(kind + content))

    head = struct.pack("!LLBBBBB", 100_000, 100_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


INLINE = "Content-Type: image/png\r\nContent-ID: <a@b>\r\nContent-Disposition: inline"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 999 + b'">]><svg>&b;</svg>'
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg>&e;</svg>'
BOMB = zipped(**{f"{n}.zip": zipped(zeros=b"\0" * 1_000_000) for n in range(20)})
FILES = {
    "HM31 html": (SCRIPT, named("a.html", "text/html")),
    "HM31 xhtml": (SCRIPT, named("a.xhtml", "application/xhtml+xml")),
    "HM31 shtml": (b'<!--#exec cmd="ls" -->', named("a.shtml", "text/html")),
    "HM31 svg": (b"<svg onload=alert(1)/>", named("a.svg", "image/svg+xml")),
    "HM31 xml with a style sheet": (b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>', named("a.xml", "text/xml")),
    "HM31 mht": (b"MIME-Version: 1.0\r\n\r\n" + SCRIPT, named("a.mht", "multipart/related")),
    "HM32 gif that is script": (b"GIF89a=1;alert(1)//", named("a.gif", "image/gif")),
    "HM32 pdf that is html": (b"%PDF-1.4\n" + SCRIPT, named("a.pdf", "application/pdf")),
    "HM32 jpeg that is zip": (b"\xff\xd8\xff\xe0" + zipped(a=b"x"), named("a.jpg", "image/jpeg")),
    "HM32 html said to be png": (SCRIPT, named("a.png", "image/png")),
    "HM33 two endings": (b"MZ\x90\0", named("a.pdf.exe", "application/pdf")),
    "HM33 lnk": (b"L\0\0\0\x01\x14\x02\0", named("a.lnk")),
    "HM33 iso": (b"\0" * 32_769 + b"CD001", named("a.iso")),
    "HM33 macros": (zipped(**{"word/vbaProject.bin": b"x"}), named("a.docm")),
    "HM33 turned name": (b"MZ\x90\0", named("photo\u202egpj.exe", "image/jpeg")),
    "HM35 inline without a place": (b"\x89PNG\r\n\x1a\n", INLINE),
    "HM36 opaque S/MIME": (b"\x30\x80\x06\x09", named("smime.p7m", "application/pkcs7-mime; smime-type=enveloped-data")),
    "HM36 winmail.dat": (b"\x78\x9f\x3e\x22\0", named("winmail.dat", "application/ms-tnef")),
    "HM36 broken signature": (b"no signature", named("smime.p7s", "application/pkcs7-signature")),
    "HM40 zip of zips": (BOMB, named("42.zip", "application/zip")),
    "HM40 gzip of zeros": (gzip.compress(b"\0" * 20_000_000), named("zeros.gz", "application/gzip")),
    "HM40 tar with a link": (tar_with_links(), named("a.tar", "application/x-tar")),
    "HM41 a billion laughs": (LAUGHS, named("a.svg", "image/svg+xml")),
    "HM41 a file from outside": (XXE, named("a.xml", "text/xml")),
    "HM42 an image of 100,000 pixels square": (huge_png(), named("a.png", "image/png")),
    "HM42 broken EXIF": (b"\xff\xd8\xff\xe1\xff\xffExif\0\0" + b"\xff" * 500, named("a.jpg", "image/jpeg")),
}  # fmt: skip


def download(browser: Client, file: Attachment):
    return browser.get(reverse("admin:attachment", args=[file.message.case.reference, file.pk]))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_kept_whole_and_given_out_as_a_download_only(name, desk_browser):
    content, headers = FILES[name]
    arrival = judge(in_base64(content, headers), desk_browser)
    assert arrival.state == "opened"
    file = Attachment.objects.get()
    assert load(file.blob) == content
    answer = download(desk_browser, file)
    assert answer.content == content
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


WARNED = [name for name in FILES if name[:4] in ("HM31", "HM33") or name == "HM32 html said to be png"]


@pytest.mark.parametrize("name", WARNED)
def test_what_could_run_is_warned_of(name, desk_browser):
    content, headers = FILES[name]
    arrival = judge(in_base64(content, headers), desk_browser)
    page = desk_browser.get(reverse("admin:case", args=[arrival.case.reference])).content.decode()
    assert "program" in page or "can run code" in page or "macros" in page


@pytest.fixture
def scanner(tmp_path: Path, settings) -> Iterator[None]:
    """Run a virus scanner and configure it."""
    with clamd(tmp_path) as settings.CLAMD_SOCKET:
        yield


VIRUSES = {
    "HM34 plain": (EICAR, "infected"),
    "HM34 in a zip that is not packed": (b"PK\x03\x04" + EICAR, "infected"),
    "HM34 in a mail": (b"From: a@b.example\r\n\r\n" + EICAR, "infected"),
    "HM34 in a locked zip": (b"PK\x03\x04locked", "unscannable"),
}


@pytest.mark.parametrize("name", VIRUSES)
def test_a_virus_is_told_and_stays_where_it_is(name, desk_browser, scanner):
    content, verdict = VIRUSES[name]
    kind = "message/rfc822" if "mail" in name else "application/zip"
    data = with_file(content, f"Content-Type: {kind}")
    assert judge(data, desk_browser).state == "opened"
    scan_waiting(now=DAY)
    file = Attachment.objects.get()
    assert file.scan == verdict
    assert download(desk_browser, file).status_code == (302 if verdict == "infected" else 200)


@pytest.mark.parametrize("references", ["a@b", "missing", "cid:a@b", ""])
def test_hm35_pictures_by_reference_are_files_and_load_nothing(references, desk_browser):
    part = "--cut\r\nContent-Type: image/png\r\nContent-ID: <a@b>\r\n\r\n\x89PNG\r\n"
    body = f'--cut\r\nContent-Type: text/html\r\n\r\n<p>{ASKS}<img src="cid:{references}">\r\n{part}{part}--cut--\r\n'
    arrival = judge(raw('Content-Type: multipart/related; boundary="cut"', body=body), desk_browser)
    assert arrival.state == "opened"
    assert arrival.case.messages.get().attachments.count() == 2


def test_hm36_an_encrypted_mail_waits_for_a_person_and_is_called_verified_nowhere(desk_browser):
    data = raw(
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
        "Content-Transfer-Encoding: base64",
        body="MIAGCSqGSIb3DQEHA6CAMIACAQAx",
    )
    arrival = judge(data, desk_browser)
    assert arrival.state == "quarantined"
    assert "verified" not in desk_browser.get(reverse("admin:arrival", args=[arrival.pk])).content.decode().lower()


NAMES = {
    "HM37 up and away": "../../../../tmp/pwn",
    "HM37 a drive": "C:\\\\windows\\\\system32\\\\x.dll",
    "HM37 from the root": "/etc/cron.d/x",
    "HM37 NUL": "file\0.txt",
    "HM37 a device": "con",
    "HM37 5,000 characters": "x" * 5_000 + ".txt",
    "HM37 a hidden file": ".htaccess",
    "HM37 a hidden file behind a space of no width": "\u200b.htaccess",
    "HM37 only dots": "....",
    "HM39 quotes": 'a\\"b\\".txt',
    "HM39 a semicolon": "a;b=c.txt",
    "HM39 an emoji": "💥.txt",
    "HM39 300 bytes of UTF-8": "ж" * 150 + ".txt",
    "HM39 a line end in an encoded word": "=?utf-8?q?a=0D=0ASet-Cookie:_x=3D1?=",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_and_offered_safely_and_names_no_file_of_ours(name, desk_browser):
    judge(with_file(b"content", named(NAMES[name])), desk_browser)
    file = Attachment.objects.get()
    assert file.name
    assert not set("/\\\0\r\n\u200b\u202e") & set(file.name)
    assert not file.name.startswith(".")
    assert len(file.name) <= 150
    assert set(file.blob.name) <= set("0123456789abcdef")
    assert (
        Path(live.BLOB_DIR).resolve() in (Path(live.BLOB_DIR) / file.blob.name[:2] / file.blob.name).resolve().parents
    )
    answer = download(desk_browser, file)
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "Set-Cookie" not in answer.headers
    assert not Path("/tmp/pwn").exists()


PARAMETERS = {
    "HM38 a charset that is none": "filename*=x-klingon''%e4.txt",
    "HM38 bytes that are no text": "filename*=utf-8''%ff%00.txt",
    "HM38 continued and plain": "filename*0*=utf-8''a; filename*1=b; filename=c.txt",
    "HM38 200 continuations": "; ".join(f"filename*{n}=x" for n in range(200)),
    "HM38 out of order and doubled": "filename*1=b; filename*0=a; filename*1=c",
    "HM38 two names": 'filename="a.txt"; name="b.txt"',
    "HM38 an open quote": 'filename="a',
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_any_way_to_write_a_name_gives_one(name, desk_browser):
    judge(with_file(b"content", f"Content-Disposition: attachment; {PARAMETERS[name]}"), desk_browser)
    file = Attachment.objects.get()
    assert file.name
    assert "\0" not in file.name
    assert load(file.blob) == b"content"


def test_the_bytes_of_a_file_are_in_no_page(desk_browser):
    arrival = judge(with_file(CANARY.encode(), named("a.txt", "text/plain")), desk_browser)
    page = desk_browser.get(reverse("admin:case", args=[arrival.case.reference])).content.decode()
    assert CANARY not in page
