"""What a file is by its first bytes, and what of it a person should be warned of; nothing is opened, unpacked or decoded.

A table of our own instead of a system library: docs/decisions/0006 says why. Containers of the Office formats are told by
the names of the files within, which stand readable in a zip.
"""

import re
import unicodedata

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"

# (offset, bytes, type): the first that fits is it.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/x-wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (257, b"ustar", "application/x-tar"),
    (32_769, b"CD001", "application/x-iso9660-image"),
    (0, b"MZ", "application/x-dosexec"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"\xca\xfe\xba\xbe", "application/java-vm"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (0, b"MSCF", "application/vnd.ms-cab-compressed"),
    (0, b"ITSF", "application/vnd.ms-htmlhelp"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
    (0, b"-----BEGIN PGP", "application/pgp-encrypted"),
    (0, b"BM", "image/bmp"),
)
_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"vbaProject.bin", "application/vnd.ms-office.macro-enabled"),
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)
# OpenDocument and EPUB say what they are in their first file, which is not packed.
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/[\w.+-]{1,80})(?=PK)")
_NAMES_IN_ZIP = 64 * 1024  # bytes at either end that hold file names
_HEAD = 4_096
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe|img|table|form|meta|div|a\s)", re.IGNORECASE)
_CALENDAR = re.compile(rb"\s*BEGIN:VCALENDAR", re.IGNORECASE)
_MAIL = re.compile(rb"(?:From |(?:Received|Return-Path|Message-ID|MIME-Version|From|Date|Subject):)", re.IGNORECASE)
_NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_RUNS = {
    "application/x-dosexec",
    "application/x-elf",
    "application/x-mach-binary",
    "application/java-vm",
    "application/java-archive",
    "application/x-ms-shortcut",
    "application/vnd.ms-cab-compressed",
    "application/vnd.ms-htmlhelp",
    "application/x-iso9660-image",
    "text/x-script",
}
_PAGES = {"text/html", "image/svg+xml", "application/xml", "text/xml", "application/xhtml+xml", "multipart/related"}
_PROGRAM_ENDINGS = frozenset(
    "exe com scr pif bat cmd msi msp dll cpl lnk iso img vhd vhdx js jse vbs vbe wsf wsh hta ps1 psm1 sh bash jar app dmg apk"
    " reg chm appx url scf inf desktop".split()
)
_PAGE_ENDINGS = frozenset("html htm xhtml xht shtml svg xml xsl xslt mht mhtml swf".split())
_MACRO_ENDINGS = frozenset("docm dotm xlsm xltm xlam xlsb pptm potm ppsm ppam".split())
_CONTAINERS = {"application/zip", "application/x-ole-storage", "application/gzip", "application/xml"}
# What one type is called by many senders.
_SAME = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "application/x-pdf": "application/pdf",
    "application/x-zip-compressed": "application/zip",
    "application/x-gzip": "application/gzip",
    "audio/mp3": "audio/mpeg",
    "audio/wav": "audio/x-wav",
    "text/rtf": "application/rtf",
    "application/ms-tnef": "application/vnd.ms-tnef",
    "image/heif": "image/heic",
    "video/webm": "video/x-matroska",
    "audio/webm": "video/x-matroska",
    "audio/x-m4a": "audio/mp4",
}
_SAYS_NOTHING = {"", UNKNOWN, "application/x-unknown", "binary/octet-stream", "application/download"}


def sniffed_type(content: bytes) -> str:
    """Give the media type that the bytes show; `application/octet-stream` where they show none, '' for no bytes."""
    if not content:
        return ""
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    found = next((kind for at, mark, kind in _SIGNATURES if content.startswith(mark, at)), "")
    return found or _of_text(content[:_HEAD])


def _of_zip(content: bytes) -> str:
    names = content[:_NAMES_IN_ZIP] + content[-_NAMES_IN_ZIP:]
    if said := _OPEN_DOCUMENT.search(names):
        return said.group(1).decode("ascii")
    return next((kind for mark, kind in _IN_ZIP if mark in names), "application/zip")


def _of_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode("utf-8")
    if _NOT_IN_TEXT.search(head):
        return UNKNOWN
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = start[:1_024].lower()
    if b"<svg" in lower:
        return "image/svg+xml"
    if _PAGE.search(start[:1_024]):
        return "text/html"
    if lower.startswith(b"<?xml"):
        return "application/xml"
    if start.startswith(b"#!"):
        return "text/x-script"
    if _CALENDAR.match(start):
        return "text/calendar"
    return "message/rfc822" if _MAIL.match(start) else TEXT


def differs(declared: str, sniffed: str) -> bool:
    """Tell whether the bytes contradict what the sender calls them; what says nothing contradicts nothing."""
    said = _SAME.get(declared.lower(), declared.lower())
    if said in _SAYS_NOTHING or sniffed in ("", UNKNOWN) or said == sniffed:
        return False
    if sniffed in _CONTAINERS and not said.startswith(("image/", "text/plain", "application/pdf", "audio/", "video/")):
        return False  # many formats are a zip, an OLE storage or XML within
    if sniffed == TEXT or (sniffed == "message/rfc822" and said.startswith(("text/", "message/"))):
        return said.startswith(("image/", "audio/", "video/", "application/pdf", "application/vnd.openxml"))
    return not (said.startswith("video/") and sniffed == "video/mp4")


def warning(*, name: str, declared: str, sniffed: str) -> str:
    """Say in one sentence what to beware of before a file is opened; '' where nothing is known against it."""
    endings = _endings(name)
    last = endings[-1:]
    if sniffed in _RUNS or set(last) & _PROGRAM_ENDINGS:
        return "It is or calls itself a program. Save it only to hand it to your security team."
    if sniffed == "application/vnd.ms-office.macro-enabled" or set(last) & _MACRO_ENDINGS:
        return "It is an Office file with macros. Open it with macros switched off, if at all."
    if sniffed in _PAGES or set(last) & _PAGE_ENDINGS:
        return "It is a page or drawing that can run code. Do not open it in a browser."
    if any(unicodedata.category(letter) == "Cf" for letter in name):
        return "Its name holds hidden characters that make it look like another."
    if len(endings) > 1 and set(endings[:-1]) & _PROGRAM_ENDINGS:
        return "Its name has the ending of a program within."
    if differs(declared, sniffed):
        return "It is not what its sender calls it."
    return ""


def _endings(name: str) -> list[str]:
    return [part.strip().lower() for part in name.split(".")[1:]]
