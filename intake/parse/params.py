"""Content-Type and Content-Disposition with their parameters (RFC 2045, 2183, 2231), read leniently and in linear time."""

import re
from urllib.parse import unquote_to_bytes

from intake.parse.charsets import decode
from intake.parse.headers import as_bytes, header_text

_PARAM = re.compile(r";\s*([^\s=;\"]{1,80})\s*=\s*(\"(?:[^\"\\]|\\.)*+(?:\"|\\?\Z)|[^;]*)", re.DOTALL)
_SECTION = re.compile(r"([^*]+)\*(?:(\d{1,4})(\*?))?")
_MAX_VALUE = 8_192
_TOKEN = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}(?:/[a-z0-9!#$&^_.+-]{1,80})?")


def read(raw: str) -> tuple[str, dict[str, str]]:
    """Return the value in lower case ('' when it is not a token) and its parameters, decoded."""
    value = raw.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for name, content in _PARAM.findall(raw[len(raw.partition(";")[0]) :]):
        content = _unquoted(content.strip())[:_MAX_VALUE]
        if section := _SECTION.fullmatch(name.lower()):
            number = int(section.group(2) or 0)
            is_encoded = section.group(2) is None or bool(section.group(3))
            sections.setdefault(section.group(1), []).append((number, is_encoded, content))
        else:
            plain.setdefault(name.lower(), content)
    decoded = {name: header_text(content)[0] for name, content in plain.items()}
    decoded |= {name: _joined(parts) for name, parts in sections.items()}
    return value if _TOKEN.fullmatch(value) else "", decoded


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    """Join the sections of an RFC 2231 value and decode it by the charset that its first section names."""
    charset, content = "", b""
    for place, (_, is_encoded, text) in enumerate(sorted(parts, key=lambda part: part[0])):
        if is_encoded and place == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        content += unquote_to_bytes(as_bytes(text)) if is_encoded else as_bytes(text)
    return decode(content, charset)[0]


def _unquoted(content: str) -> str:
    if not content.startswith('"'):
        return content
    return re.sub(r"\\(.)", r"\1", content[1:].removesuffix('"'), flags=re.DOTALL)
