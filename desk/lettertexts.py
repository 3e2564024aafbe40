"""What the pages of letters' texts show: each text with its state, its placeholders, its history, and what changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import groupby

from correspondence.filling import LetterText
from correspondence.letterkinds import IN_SUBJECTS, Fact, LetterKind, Use
from correspondence.lettertexts import TextRow, in_force_of
from correspondence.letterversion import LetterVersion

# Comparing takes its time, and nobody reads more at once; older ones are compared when asked for.
MOST_COMPARED = 10
WORDS = re.compile(r"(\s+|\{\{.*?\}\}|\{%.*?%\})")


@dataclass(frozen=True)
class Stretch:
    """A stretch of a comparison: `kind` is same, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class PlaceholderLine:
    """A placeholder in the list beside the text: how it is written, what it stands for, whether it must be there."""

    fact: Fact
    written: str
    must: bool
    in_subject: bool


@dataclass(frozen=True)
class VersionLine:
    """A version in the history: `state` says how it stands, `changed` what it changed in the one before; [] for older ones."""

    version: LetterVersion
    state: str
    tone: str
    changed: Sequence[Stretch]


@dataclass(frozen=True)
class KindLine:
    """A kind of letter in the list: in which languages the shipped text holds, and the texts that were changed."""

    kind: LetterKind
    shipped: Sequence[TextRow]
    changed: Sequence[TextRow]


def kind_lines(rows: Sequence[TextRow]) -> list[KindLine]:
    """Give the texts by kind, those that nobody changed apart."""
    lines = []
    for kind, texts in groupby(rows, key=lambda row: row.kind):
        found = list(texts)
        changed = [row for row in found if row.in_force or row.planned]
        lines.append(KindLine(kind, [row for row in found if row not in changed], changed))
    return lines


def placeholder_lines(kind: LetterKind) -> list[PlaceholderLine]:
    """Give the placeholders that this kind's text may hold: those that it must first."""
    lines = [
        PlaceholderLine(fact, _written(fact), fact.name in kind.must, fact.name in IN_SUBJECTS)
        for fact in kind.known().values()
    ]
    return sorted(lines, key=lambda line: (not line.must, line.fact.use == Use.CONDITION))


def version_lines(versions: Sequence[LetterVersion], first: LetterText, today: date) -> list[VersionLine]:
    """Give the versions of one text, latest first, each with what it changed in the one before; `first` is the shipped one."""
    current = in_force_of(versions, today)
    texts = [LetterText(version.number, version.subject, version.body) for version in versions] + [first]
    return [
        VersionLine(
            version, *_state(version, current, today), compared(texts[at + 1], texts[at]) if at < MOST_COMPARED else []
        )
        for at, version in enumerate(versions)
    ]


def compared(before: LetterText, after: LetterText) -> list[Stretch]:
    """Give both texts as one, word by word: what is the same, what was added, what was removed."""
    old, new = _words(before), _words(after)
    stretches: list[Stretch] = []
    removed, added = "", ""
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        was, becomes = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if tag == "equal" and not (was.isspace() and (removed or added) and "\n" not in was):
            stretches += [*_changed(removed, added), Stretch("same", was)]
            removed, added = "", ""
        else:
            removed, added = removed + was, added + becomes
    return [*stretches, *_changed(removed, added)]


def _changed(removed: str, added: str) -> list[Stretch]:
    """Give what changed between two stretches that are the same."""
    return [Stretch(kind, text) for kind, text in (("removed", removed), ("added", added)) if text]


def _written(fact: Fact) -> str:
    if fact.use != Use.CONDITION:
        return f"{{{{ {fact.name} }}}}"
    asked = f'{fact.name} == "{fact.values[0]}"' if fact.values else fact.name
    return f"{{% if {asked} %}} … {{% endif %}}"


def _state(version: LetterVersion, current: LetterVersion | None, today: date) -> tuple[str, str]:
    if current is not None and version.pk == current.pk:
        return "In force", "done"
    if version.from_day > today:
        return "Waits for its day", "waiting"
    return "No longer in force", "calm"


def _words(text: LetterText) -> list[str]:
    return [word for word in _split(text) if word]


def _split(text: LetterText) -> Iterator[str]:
    yield from WORDS.split(f"{text.subject}\n\n{text.body}")
