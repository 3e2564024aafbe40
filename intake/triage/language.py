"""Which language a text is written in: by its script, else by its everyday words; '' when it is too short to say."""

import re
from collections import Counter
from functools import cache

from intake.triage.phrases import fold
from intake.triage.rules import stopwords, written

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_WORDS = 400  # of the text that are counted
_LETTERS = 1_000
_FOREIGN = "\u0370"  # here and behind are the letters of other scripts than ours


def language_of(text: str) -> str:
    """Return the ISO 639-1 code."""
    return _by_script(text) or _by_stopwords(text)


def _by_script(text: str) -> str:
    beginning = text[: _LETTERS * 2]
    if max(beginning, default="") < _FOREIGN:
        return ""
    letters = [one for one in beginning if one.isalpha()][:_LETTERS]
    foreign = [one for one in letters if one >= _FOREIGN]
    if len(foreign) * 3 < len(letters) or not foreign:
        return ""
    for script in written("languages")["script"]:
        within = sum(script["first"] <= one <= script["last"] for one in foreign)
        has_own = any(one in foreign for one in script.get("with_any", "")) or "with_any" not in script
        share = 0.1 if script["language"] == "ja" else 0.5
        if has_own and within >= share * len(foreign):
            return str(script["language"])
    return ""


def _by_stopwords(text: str) -> str:
    words = Counter(_WORD.findall(fold(text))[:_WORDS])
    scores = {
        language: sum(words[one] * _weight(one) for one in known & words.keys())
        for language, known in stopwords().items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= 2 else ""


@cache
def _weight(word: str) -> int:
    """Let a word count double that only one language has."""
    return 2 if sum(word in known for known in stopwords().values()) == 1 else 1
