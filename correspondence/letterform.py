"""The form of a letter's text: words, `{{ placeholder }}`, and `{% if … %}`, `{% elif … %}`, `{% else %}`, `{% endif %}`.

Shipped texts and those that staff write share it. It is a small part of Django's template language, and whatever is more
than it is refused here with a sentence before anything renders it. Pure.
"""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from correspondence.letterkinds import Fact, Use

TOKEN = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})")
PLACEHOLDER = re.compile(r"\{\{ *([\w.]+) *\}\}")
CONDITION = re.compile(r'\{% *(?:if|elif) +(?:not +)?([\w.]+)(?: *(==|!=) *"(\w+)")? *%\}')
WORD = re.compile(r"\{% *(\w+)")
BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|[{}]")
# What people leave open when they write a text for somebody else to fill.
BLANK = re.compile(r"\[[^\]\n]{1,60}\]|_{3,}|\.{5,}|\bX{3,}\b")
# A reference or a private page, copied from a letter: everybody would get that of one person.
OF_ONE_CASE = re.compile(r"\bCD-[A-Z0-9]{4}-[A-Z0-9]{4}\b|https?://[^\s/]+/c/\S+")
KNOWN_WORDS = "{% if … %}, {% elif … %}, {% else %} and {% endif %}"


@dataclass(frozen=True)
class Piece:
    """A token or what stands between two, with the line in which it begins."""

    line: int
    text: str

    @property
    def is_token(self) -> bool:
        """Tell whether it is a placeholder or a condition."""
        return bool(TOKEN.fullmatch(self.text))


def faults_of_form(text: str, known: Mapping[str, Fact], *, where: str = "") -> list[str]:
    """Give a sentence for whatever in the text is not of this form or names what this letter has not; [] when all is well."""
    pieces = list(_pieces(text))
    found = [fault for piece in pieces for fault in _faults(piece, known)]
    return [f"{where}{fault}" for fault in [*found, *_unpaired(pieces)]]


def conditions_in(text: str) -> set[str]:
    """Give the names that the text's conditions ask for."""
    return {found[1] for found in CONDITION.finditer(text)}


def left_over(text: str, known: Collection[str]) -> str:
    """Give the first placeholder of ours that still stands in a finished letter, or nothing.

    Only ours: a person may complain about a mail that greets them as `{{ first_name }}`, and be quoted.
    """
    return next((found[0] for found in PLACEHOLDER.finditer(text) if found[1] in known), "")


def _pieces(text: str) -> Iterator[Piece]:
    line = 1
    for part in TOKEN.split(text):
        if part:
            yield Piece(line, part)
        line += part.count("\n")


def _faults(piece: Piece, known: Mapping[str, Fact]) -> Iterator[str]:
    if not piece.is_token:
        yield from _faults_in_words(piece)
    elif placeholder := PLACEHOLDER.fullmatch(piece.text):
        yield from _faults_of_name(piece, placeholder[1], known)
        yield from _not_to_be_said(piece, known.get(placeholder[1]))
    elif piece.text.startswith("{%") and _word(piece) in ("if", "elif"):
        yield from _faults_of_condition(piece, known)
    elif not (piece.text.startswith("{%") and re.fullmatch(r"\{% *(else|endif) *%\}", piece.text)):
        yield (
            f"Line {piece.line}: {piece.text} is not understood. A letter's text knows placeholders such as "
            f"{{{{ reference }}}}, and {KNOWN_WORDS}."
        )


def _faults_in_words(piece: Piece) -> Iterator[str]:
    for number, words in enumerate(piece.text.split("\n"), start=piece.line):
        if brace := BRACES.search(words):
            yield f"Line {number}: “{brace[0]}” stands alone. Write a placeholder on one line, such as {{{{ reference }}}}."
        if one := OF_ONE_CASE.search(words):
            yield f"Line {number}: “{one[0]}” belongs to one case. Write {{{{ reference }}}} or {{{{ status_url }}}} for it."
        if blank := BLANK.search(words):
            yield f"Line {number}: “{blank[0]}” looks like a blank, and nobody fills it. Use a placeholder, or write it out."


def _faults_of_name(piece: Piece, name: str, known: Mapping[str, Fact]) -> Iterator[str]:
    if name in known:
        return
    near = _nearest(name, known)
    meant = f" Did you mean {near}?" if near else " The list beside the text names those that it has."
    yield f"Line {piece.line}: this letter has no placeholder “{name}”.{meant}"


def _nearest(name: str, known: Collection[str]) -> str:
    """Give the placeholder that was probably meant: its name or a part of it is much like what was written."""
    parts = {part: whole for whole in known for part in (*re.split(r"[._]", whole), whole)}
    near = difflib.get_close_matches(name, parts, n=1, cutoff=0.7)
    return parts[near[0]] if near else ""


def _not_to_be_said(piece: Piece, fact: Fact | None) -> Iterator[str]:
    if fact is None or fact.use != Use.CONDITION:
        return
    asked = f'{fact.name} == "{fact.values[0]}"' if fact.values else fact.name
    yield (
        f"Line {piece.line}: {fact.name} only decides between two wordings. Write {{% if {asked} %}} … {{% endif %}} around them."
    )


def _faults_of_condition(piece: Piece, known: Mapping[str, Fact]) -> Iterator[str]:
    condition = CONDITION.fullmatch(piece.text)
    if condition is None:
        yield (
            f"Line {piece.line}: {piece.text} is not understood. Ask for one thing: {{% if by_post %}}, {{% if not by_post %}}."
        )
        return
    name, compared, value = condition.groups()
    yield from _faults_of_name(piece, name, known)
    values = known[name].values if name in known else ()
    if name in known and bool(compared) != bool(values):
        yield f"Line {piece.line}: {_how_to_ask(known[name])}"
    elif compared and values and value not in values:
        yield f"Line {piece.line}: {name} is never “{value}”. It is one of {', '.join(values)}."


def _how_to_ask(fact: Fact) -> str:
    if fact.values:
        return f'{fact.name} is compared: {{% if {fact.name} == "{fact.values[0]}" %}}. It is one of {", ".join(fact.values)}.'
    return f"{fact.name} is not compared with anything. Ask {{% if {fact.name} %}}."


def _unpaired(pieces: list[Piece]) -> Iterator[str]:
    """Hold each condition against its end."""
    open_ones: list[tuple[Piece, bool]] = []
    for piece in pieces:
        word = _word(piece) if piece.is_token and piece.text.startswith("{%") else ""
        if word == "if":
            open_ones.append((piece, False))
        elif word in ("elif", "else", "endif") and not open_ones:
            yield f"Line {piece.line}: {piece.text} belongs to no {{% if … %}}. Take it out, or begin the condition before it."
        elif word in ("elif", "else"):
            opened, had_else = open_ones.pop()
            if had_else:
                yield f"Line {piece.line}: nothing follows {{% else %}} but {{% endif %}}."
            open_ones.append((opened, had_else or word == "else"))
        elif word == "endif":
            open_ones.pop()
    for opened, _ in open_ones:
        yield f"Line {opened.line}: {opened.text} is never closed. Write {{% endif %}} where it ends."


def _word(piece: Piece) -> str:
    found = WORD.match(piece.text)
    return found[1] if found else ""
