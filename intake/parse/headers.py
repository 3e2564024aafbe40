"""Header fields as a person reads them: unfolded, encoded words decoded, raw 8-bit made text, control characters gone."""

import binascii
import re
from collections.abc import Iterable
from contextlib import suppress

import pybase64

from intake.parse.charsets import clean, decode

_ENCODED_WORD = re.compile(r"=\?([^?\s]{0,80})\?([bBqQ])\?([^?\r\n]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{0,80}\?[bBqQ]\?)")
# Line ends of every kind, and controls that reorder or hide what is shown (U+202A-202E, U+2066-2069).
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FOLD = re.compile(r"\r\n|\r|\n")


def header_text(raw: str) -> tuple[str, list[str]]:
    """Return a field's value as one safe line, and the charset problems met on the way."""
    problems: list[str] = []
    unfolded = _FOLD.sub("", raw)
    text = _plain_8bit(unfolded, problems)
    if "=?" in text:
        text = _decode_words(text, problems)
    return one_line(text), problems


def one_line(text: str) -> str:
    """Return text without line ends, controls and reordering marks, safe in a subject, a log or a list."""
    return clean(_REORDERING.sub("", _CONTROL.sub(" ", text))).strip()


def as_bytes(raw: str) -> bytes:
    """Return the bytes behind a header that the library read with surrogate escapes."""
    return raw.encode("utf-8", errors="surrogateescape") if not raw.isascii() else raw.encode("ascii")


def unescape(raw: str) -> str:
    """Return a raw header as text: 8-bit bytes by the charset ladder, encoded words left as they are."""
    return raw if raw.isascii() else decode(as_bytes(raw))[0]


def _plain_8bit(raw: str, problems: list[str]) -> str:
    if raw.isascii():
        return raw
    text, problem = decode(as_bytes(raw))
    if problem:
        problems.append("header_8bit")
    return text


def _decode_words(text: str, problems: list[str]) -> str:
    text = _BETWEEN_WORDS.sub(r"\1", text)
    out: list[str] = []
    at = 0
    run: list[tuple[str, bytes]] = []
    for word in _ENCODED_WORD.finditer(text):
        if word.start() > at:
            out += _flush(run, problems)
            out.append(text[at : word.start()])
        run.append((word.group(1), _payload(word.group(2), word.group(3))))
        at = word.end()
    out += _flush(run, problems)
    return "".join(out) + text[at:]


def _flush(run: list[tuple[str, bytes]], problems: list[str]) -> list[str]:
    """Decode neighbouring words of one charset together, since some senders split inside a character."""
    joined: list[tuple[str, bytes]] = []
    for charset, content in run:
        if joined and joined[-1][0].lower() == charset.lower() and "2022" not in charset:
            joined[-1] = (charset, joined[-1][1] + content)
        else:
            joined.append((charset, content))
    run.clear()
    return [_decoded(charset, content, problems) for charset, content in joined]


def _decoded(charset: str, content: bytes, problems: list[str]) -> str:
    text, problem = decode(content, charset.partition("*")[0])
    if problem:
        problems.append(problem)
    return text


def _payload(kind: str, payload: str) -> bytes:
    content = payload.encode("utf-8", errors="replace")
    if kind in "qQ":
        return binascii.a2b_qp(content, header=True)
    return lenient_base64(content)


_FOLDING = b" \t\r\n"
_NOT_BASE64 = bytes(one for one in range(256) if not chr(one).isascii() or not (chr(one).isalnum() or chr(one) in "+/"))


def lenient_base64(content: bytes) -> bytes:
    """Decode base64 with stray characters, missing padding or a truncated end, as far as it goes."""
    with suppress(binascii.Error):  # as it should be, folded or not
        return pybase64.b64decode(content.translate(None, _FOLDING), validate=True)
    letters = content.translate(None, _NOT_BASE64)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return pybase64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True)


def values(items: Iterable[tuple[str, str]], name: str) -> list[str]:
    """Return the raw values of a field, in the order of the mail."""
    return [value for key, value in items if key.lower() == name]
