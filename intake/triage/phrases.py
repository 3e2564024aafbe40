"""The notation that the rules are written in, and finding such phrases in a text.

`copy/copies [of] [all] my data` : words in this order; `/` between alternatives, `[...]` around what may be missing.
`delet~` : any word that begins so. `...` : up to five other words, within the sentence.
Capitals and accents make no difference: `Loschung` finds `Löschung`. Han and kana, which are written without spaces, are
read as words of one character each, in phrases and texts alike.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

_BETWEEN = r"[^\w.!?|]{1,4}"
_GAP_SIGN = "..."
_GAP = rf"(?:{_BETWEEN}[\w'@-]{{1,40}}(?:\.\w{{1,20}})?){{0,5}}?"
_WORD = re.compile(r"\w[\w']*")
_PARAGRAPH = re.compile(r"\n\s*\n")
# Their point ends no sentence: abbreviations, and a day before its month.
_ABBREVIATED = re.compile(
    r"\b(arts?|abs|lit|no|nr|sec|para?|gem|ggf|inkl|bzgl|dr|mr|mrs|ms|num|n"
    r"|\d{1,2}(?=\.\s?(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|\d)))\.",
    re.IGNORECASE,
)
_UNSPACED = re.compile("[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f]")
_PIECE = re.compile(f"{_UNSPACED.pattern}|(?:(?!{_UNSPACED.pattern}).)+")
_SPACED_APART = re.compile(f"({_UNSPACED.pattern}) (?={_UNSPACED.pattern})")
# Marks of other scripts that end a sentence, as ours with a space behind.
_MARKS = str.maketrans({"\u3002": ". ", "\uff01": "! ", "\uff1f": "? ", "\uff1b": "; ", "\u061f": "? ", "\u061b": "; "})
_KEY = 3  # letters of a phrase's first word that the index goes by
_SENTENCE_END = re.compile(r"(?:[.!?;](?=\s|$)|\|)\s*")
_LONGEST = 20_000  # characters of a mail that are looked at


@dataclass(frozen=True)
class Phrase:
    """A phrase as written, with the rule it belongs to (`access`, `complaint`, `negation`, ...)."""

    rule: str
    written: str


@dataclass(frozen=True)
class Hit:
    """Words of a text that a rule's phrase found, and where they stand in it."""

    rule: str
    start: int
    end: int
    words: str
    written: str  # the phrase, folded


class PhraseIndex:
    """Phrases by the first letters of their first word, so that a text is read once for all of them.

    A phrase is compiled when a text first holds the beginning of it: most never are, and all of them take seconds.
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_key: dict[str, list[tuple[str, str]]] = {}
        for phrase in phrases:
            for key in _keys(phrase.written):
                self._by_key.setdefault(key, []).append((phrase.written, phrase.rule))

    def hits(self, text: str) -> Iterator[Hit]:
        """Yield what the phrases find in a text that `squeeze` prepared, in its order."""
        folded = fold(text)
        for start, phrases in _beginnings(folded, self._by_key):
            for written, rule in phrases:
                if found := _compiled(written).match(folded, start):
                    words = _SPACED_APART.sub(r"\1", text[found.start() : found.end()])
                    yield Hit(rule, found.start(), found.end(), words, fold(written))


def _beginnings(folded: str, by_key: dict[str, list[tuple[str, str]]]) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Yield where phrases may begin, and which: at each word, and after an elision (`l'accès`, `dell'accesso`)."""
    for found in _WORD.finditer(folded):
        word = found.group()
        if (phrases := by_key.get(word[:_KEY])) is not None:
            yield found.start(), phrases
        if (elided := word.find("'")) > 0 and (phrases := by_key.get(word[elided + 1 :][:_KEY])) is not None:
            yield found.start() + elided + 1, phrases


@cache
def _compiled(written: str) -> re.Pattern[str]:
    return re.compile(_pattern(written))


def squeeze(text: str) -> str:
    """Return text with single spaces, ` | ` between paragraphs and no point after `Art`, at most 20,000 characters."""
    text = text[:_LONGEST].replace("\u2019", "'").replace("\u2018", "'").translate(_MARKS)
    text = _UNSPACED.sub(r" \g<0> ", _ABBREVIATED.sub(r"\1 ", text))
    return " ".join(_PARAGRAPH.sub(" | ", text).split())


def fold(text: str) -> str:
    """Return text in lower case without accents, of the same length."""
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Each character's plain lower-case form, worked out when first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", _IRREGULAR.get(chr(code), chr(code)))[:1].lower()[:1] or chr(code)
        self[code] = plain
        return plain


_IRREGULAR = {"ß": "s", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "æ": "a", "Æ": "a", "đ": "d", "ı": "i", "İ": "i"}
_FOLDED = _Folded()


def sentence(text: str, at: int) -> tuple[int, int]:
    """Return where the sentence around a place of a squeezed text begins and ends."""
    starts, ends = _sentences(text)
    number = bisect_right(starts, at) - 1
    return starts[number], ends[number]


@lru_cache(maxsize=2)
def _sentences(text: str) -> tuple[list[int], list[int]]:
    """Return where the sentences of a text begin and where they end; asked of one text for each of its hits."""
    marks = list(_SENTENCE_END.finditer(text))
    return [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(text)]


def _tokens(written: str) -> list[str]:
    return fold(written).split()


def _pattern(written: str) -> str:
    """Translate a phrase into a regular expression that starts at a word."""
    out: list[str] = []
    started = False  # what may be missing at the beginning brings its own space
    for token in _tokens(written):
        words = _alternatives(token.strip("[]"))
        lead = _BETWEEN if started else ""
        if token == _GAP_SIGN:
            out.append(_GAP)
        elif token.startswith("["):
            out.append(f"(?:{lead}{words})?" if started else f"(?:{words}{_BETWEEN})?")
        else:
            out.append(lead + words)
            started = True
    return "".join(out)


def _alternatives(token: str) -> str:
    return "(?:" + "|".join(_word(one) for one in token.split("/") if one) + ")"


def _word(one: str) -> str:
    if one.endswith("~"):
        return re.escape(one[:-1]) + r"[\w']*"
    return " ?".join(re.escape(piece) for piece in _PIECE.findall(one)) + r"(?![\w])"


def _keys(written: str) -> set[str]:
    """Return the first letters that the phrase's first word may have."""
    keys: set[str] = set()
    for token in _tokens(written):
        firsts = (_WORD.match(_PIECE.findall(one)[0]) for one in token.strip("[]").split("/") if one)
        keys |= {first.group()[:_KEY] for first in firsts if first}
        if not token.startswith("["):
            break
    return keys
