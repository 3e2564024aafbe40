"""Addresses out of header fields, in linear time and without trusting them: exactly one address, or the field is ambiguous.

Ours and not `email.utils`: CPython 3.11.7 reads `alice@good.test)bob@evil.test` and `alice@good.test <eve@evil.test>` as
Alice (CVE-2023-27043) and recurses on nested comments. The field is taken apart before encoded words are decoded, so that
nothing inside an encoded name can become an address.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.parse.headers import header_text, unescape

_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ADDRESS = re.compile(
    rf"(?:{_ATOM}+(?:\.{_ATOM}+)*|\"[^\"\\\r\n@]{{1,62}}\")@(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f.:]{{3,45}}\])"
)
_LIKE_ADDRESS = re.compile(rf"{_ATOM}[\w.!#$%&'*+/=?^`{{|}}~-]{{0,80}}@{_LABEL}(?:\.{_LABEL}){{0,10}}")
_MAX_LENGTH = 254  # RFC 5321 with its erratum
_TOKEN = re.compile(
    r"(?P<word>=\?[^?\s]{0,80}\?[bBqQ]\?[^?]*\?=)"
    r'|(?P<quoted>"(?:[^"\\]|\\.)*+(?:"|\\?\Z))'
    r"|(?P<angle><[^<>]*>?)"
    r"|(?P<mark>[(),;:])"
    r'|(?P<text>[^"<(),;:=]+|.)',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One entry of an address field: the name shown and the address, '' where there is no valid one."""

    name: str
    email: str
    doubtful: bool = False  # another address in the name, or something with an @ that is no address


@dataclass(frozen=True)
class Sender:
    """Who a mail says it is from; `ambiguous` when it does not name exactly one address."""

    email: str
    name: str
    ambiguous: bool
    defects: tuple[str, ...] = ()


def entries(raw: str) -> list[Entry]:
    """Return the entries of one address field; groups are opened, empty entries left out."""
    return [entry for piece in _pieces(unescape(raw)) if (entry := _entry(piece)) is not None]


def emails(raws: Iterable[str]) -> tuple[str, ...]:
    """Return the valid addresses of some fields, in order and once each."""
    found = (entry.email for raw in raws for entry in entries(raw))
    return tuple(dict.fromkeys(email for email in found if email))


def sender(from_fields: list[str], fallbacks: list[tuple[str, list[str]]]) -> Sender:
    """Read From; where it gives no address, the first of `fallbacks` (name, values) that gives exactly one."""
    listed = [entry for raw in from_fields for entry in entries(raw)]
    with_address = [entry for entry in listed if entry.email]
    defects = [] if from_fields else ["from_missing"]
    if len(from_fields) > 1:
        defects.append("from_repeated")
    if with_address:
        first = with_address[0]
        ambiguous = len(from_fields) > 1 or len(with_address) > 1 or any(entry.doubtful for entry in listed)
        name = ", ".join(entry.name for entry in listed if entry.name) if len(with_address) == 1 else first.name
        return Sender(first.email, name, ambiguous, (*defects, *(("from_ambiguous",) if ambiguous else ())))
    if from_fields:
        defects.append("from_unreadable")
    name = next((entry.name for entry in listed if entry.name), "")
    for field, values in fallbacks:
        if len(found := emails(values)) == 1:
            return Sender(found[0], name, True, (*defects, f"from_taken:{field}"))
    return Sender("", name, True, tuple(defects))


def valid(address: str) -> str:
    """Return the address with its domain in lower case, '' when it is not exactly one addr-spec."""
    address = address.strip()
    if len(address) > _MAX_LENGTH or not _ADDRESS.fullmatch(address):
        return ""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


@dataclass
class _Piece:
    """What stands between two commas: words for the name, comments, addresses in angle brackets."""

    words: list[str]
    comments: list[str]
    angles: list[str]


def _pieces(text: str) -> Iterator[_Piece]:
    piece = _Piece([], [], [])
    depth = 0
    for token in _TOKEN.finditer(text):
        kind, value = token.lastgroup, token.group()
        if value == "(" or (depth and value == ")"):
            depth += 1 if value == "(" else -1
        elif depth:
            piece.comments.append(value)
        elif kind == "mark" and value in ",;":
            yield piece
            piece = _Piece([], [], [])
        elif kind == "mark" and value == ":":
            piece.words.clear()  # the name of a group
        elif kind == "angle":
            piece.angles.append(value.strip("<> \t\r\n"))
        else:
            piece.words.append(_unquoted(value) if kind == "quoted" else value)
    yield piece


def _entry(piece: _Piece) -> Entry | None:
    words, comments = "".join(piece.words).strip(), "".join(piece.comments).strip()
    if not words and not piece.angles:
        return None
    if piece.angles:
        email = valid(_without_route(piece.angles[-1]))
        name = header_text(words or comments)[0]
        beside = [*piece.angles[:-1], name, words, comments]
        return Entry(name, email, not email or any(_other_address(text, email) for text in beside))
    return _bare_entry(words, comments)


def _bare_entry(words: str, comments: str) -> Entry:
    """Read an entry without angle brackets: an address alone, or one address among words."""
    found = dict.fromkeys(one.group() for one in _LIKE_ADDRESS.finditer(words))
    email = valid(words) or (valid(next(iter(found))) if len(found) == 1 else "")
    name = header_text(comments if valid(words) else words.replace(email, ""))[0] if email else header_text(words)[0]
    return Entry(name, email, _other_address(comments, email) or ("@" in words if not email else ")" in words))


def _other_address(text: str, email: str) -> bool:
    return any(one.group().lower() != email.lower() for one in _LIKE_ADDRESS.finditer(text))


def _without_route(angle: str) -> str:
    """Drop the source route that RFC 822 allowed: `@relay.test:jane@example.org`."""
    return angle.rpartition(":")[2] if angle.startswith("@") else angle


def _unquoted(value: str) -> str:
    return _ESCAPE.sub(r"\1", value[1:].removesuffix('"'))
