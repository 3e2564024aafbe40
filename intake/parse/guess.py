"""A guess at the charset of bytes that declare none or a wrong one: how plausible does the text look in each language.

Scores are shares of the non-ASCII characters that people really write in that charset's languages; no model, no statistics.
"""

import codecs

_SAMPLE = 20_000  # bytes that the guess looks at

_LETTERS = {
    "cp1252": "äöüßéèêëàâçñóíúáôîïûùìòõãåøæÄÖÜÉÈÀÇÓÍÚÁ’‘“”„–—…€£§°«»¿¡·´\xa0",
    "iso8859-2": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻčďěňřšťůýžáéíúőűăşţ\xa0",
    "cp1251": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ«»—–№\xa0",
    "koi8-r": "абвгдежзийклмнопрстуфхцчшщъыьэюя\xa0",
}  # fmt: skip
_CAPITALS = frozenset("АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯІЇЄ")
# Korean before Chinese: what reads as Hangul throughout reads as common Chinese characters too, not the other way round.
_CANDIDATES = ("cp1252", "iso8859-2", "cp1251", "koi8-r", "cp949", "gb18030", "cp932", "euc_jp", "big5hkscs")


def guess(content: bytes) -> str:
    """Return the text as UTF-8 when it is that, else in the charset where it looks most like writing."""
    if whole := _with_surrogates(content):
        return whole
    as_utf8 = content.decode("utf-8", errors="replace")
    if _is_mostly_utf8(as_utf8):
        return as_utf8
    sample = content[:_SAMPLE]
    best = max(_CANDIDATES, key=lambda codec: _plausibility(sample, codec))
    return content.decode(best if _plausibility(sample, best) > 0.5 else "cp1252", errors="replace")


def _with_surrogates(content: bytes) -> str:
    """Return UTF-8 in which surrogates are written out, as some programs do for emoji (CESU-8); '' for anything else."""
    try:
        halves = content.decode("utf-8", errors="surrogatepass").encode("utf-16-le", errors="surrogatepass")
    except UnicodeDecodeError:
        return ""
    return halves.decode("utf-16-le", errors="replace")


def _is_mostly_utf8(text: str) -> bool:
    """Tell whether UTF-8 explains more characters than it breaks: a cut character does not spoil the rest."""
    broken = text.count("\ufffd")
    return broken == 0 or sum(one > "\x7f" for one in text[:_SAMPLE]) > 3 * broken


def _plausibility(sample: bytes, codec: str) -> float:
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)  # the sample may end inside a character
    except ValueError:
        return 0.0
    foreign = [one for one in text if one > "\x7f"]
    if not foreign:
        return 0.0
    if codec in _LETTERS:
        return _share_of_letters(foreign, codec)
    return sum(_is_usual(one, codec) for one in foreign) / len(foreign) - 0.02


def _share_of_letters(foreign: list[str], codec: str) -> float:
    usual = frozenset(_LETTERS[codec])
    capitals = sum(one in _CAPITALS for one in foreign) if codec in ("cp1251", "koi8-r") else 0
    share = (sum(one in usual for one in foreign) + 0.5 * capitals) / len(foreign)
    return share - (0.05 if codec == "iso8859-2" else 0.0)


def _is_usual(one: str, codec: str) -> bool:
    """Tell whether a character is usual in the language of a double-byte charset."""
    if codec == "cp949":
        return "\uac00" <= one <= "\ud7a3"
    if codec in ("cp932", "euc_jp"):
        return "\u3040" <= one <= "\u30ff" or "\u3000" <= one <= "\u3002" or _is_common_han(one, "euc_jp", 0xB0, 0xCF)
    if codec == "gb18030":
        return _is_common_han(one, "gb2312", 0xB0, 0xD7) or one in "，。！？；：“”（）、"
    return _is_common_han(one, "big5", 0xA4, 0xC6) or one in "，。！？；：「」（）、"


def _is_common_han(one: str, codec: str, first: int, last: int) -> bool:
    """Tell whether a Han character stands in the first, everyday level of its national table."""
    encoded = one.encode(codec, errors="ignore")
    return len(encoded) == 2 and first <= encoded[0] <= last
