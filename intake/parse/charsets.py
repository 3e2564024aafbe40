"""Bytes into text that is safe to store, whatever charset the mail claims.

The ladder: the declared charset (by our alias table), UTF-8, a guess among the charsets that mail is really written in,
Windows-1252, and at last replacement. The second value returned says what was wrong, for the file.
"""

import codecs
import re
from functools import lru_cache

from intake.parse.guess import guess

_ALIASES = {
    "cp1252": "ascii us-ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 windows-1252 ansi ansi_x3.110-1983",
    "cp1254": "iso-8859-9",
    "iso8859-8": "iso-8859-8-i iso-8859-8-e",
    "iso8859-6": "iso-8859-6-i iso-8859-6-e",
    "cp874": "iso-8859-11 windows-874 tis-620",
    "gb18030": "gb2312 iso-gb2312 gb_2312-80 x-gbk gbk cp936 x-cp936 euc-cn",
    "hz": "hz-gb-2312",
    "cp949": "ks_c_5601-1987 ks_c_5601 euc-kr x-windows-949",
    "cp932": "shift_jis shift-jis x-sjis windows-31j",
    "iso2022_jp_ext": "iso-2022-jp cp50220 cp50221",
    "big5hkscs": "big5 big5-hkscs x-x-big5",
    "mac_roman": "x-mac-roman macintosh",
    "mac_latin2": "x-mac-ce",
    "utf-7": "unicode-1-1-utf-7",
    "utf-8": "utf8mb4 unicode-1-1-utf-8 x-unicode",
}
_CODEC_OF = {alias: codec for codec, aliases in _ALIASES.items() for alias in aliases.split()}
_NOT_CHARSETS = frozenset({"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"})
_ASCII_BASED = frozenset({"cp1252", "utf-8", ""})
_UNSAFE = re.compile("[\x00\ud800-\udfff]")


def decode(content: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text and, where the declared charset was wrong or missing, a code such as `charset_unknown:x-foo`."""
    codec = codec_for(declared)
    label = _label(declared)
    unknown = f"charset_unknown:{label}" if label and not codec else ""
    if codec in _ASCII_BASED and content.isascii():
        return clean(content.decode("ascii")), unknown
    if codec == "cp1252":
        return _decode_western(content, label)
    if codec and (text := _try(content, codec)) is not None:
        return clean(text), ""
    return clean(guess(content)), unknown or (f"charset_wrong:{label}" if label else "charset_missing")


@lru_cache(maxsize=512)
def codec_for(declared: str) -> str:
    """Return Python's codec for a charset name as mails write it, '' when there is none that gives text."""
    name = declared.strip().strip("\"'").lower()[:80]
    try:
        codec = codecs.lookup(_CODEC_OF.get(name, name))
    except (LookupError, ValueError, TypeError):  # a NUL in the name is a ValueError, so is UnicodeError
        return ""
    is_text = getattr(codec, "_is_text_encoding", True) and codec.name.replace("-", "_") not in _NOT_CHARSETS
    return codec.name if is_text else ""


def clean(text: str) -> str:
    """Replace what a database refuses: NUL and lone surrogates."""
    return _UNSAFE.sub("\ufffd", text)


def _decode_western(content: bytes, label: str) -> tuple[str, str]:
    """Decode what claims Latin-1 or ASCII: it is often UTF-8, and else Windows-1252, as browsers read it."""
    if (text := _try(content, "utf-8")) is not None:
        return clean(text), f"charset_wrong:{label}"
    if "ascii" in label:
        return clean(guess(content)), f"charset_wrong:{label}"
    return clean(content.decode("cp1252", errors="replace")), ""


def _label(declared: str) -> str:
    return re.sub(r"[^\w.:+-]", "?", declared.strip().strip("\"'").lower()[:40])


def _try(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (ValueError, LookupError):
        return None
