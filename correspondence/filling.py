"""Fills the text of a letter: placeholders by facts, passages by our own files (templates/letters/_<passage>/).

The engine for texts knows placeholders and `if` and nothing else, whoever wrote them: no filter, no loop, no include, and
of what it is given only plain facts. Letters are plain text, so nothing is escaped here; their HTML part is (letters.html_of).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template

from cases.organisation import organisation

FOLDER = settings.BASE_DIR / "templates" / "letters"
# Where each passage stands; those without words of a language are the same in all.
PASSAGES = {
    "signature": "_signature/{language}.txt",
    "ways_to_answer": "_follow/{language}.txt",
    "redress_notice": "_redress/{language}.txt",
    "decisions": "_decisions/{language}.txt",
    "remedies": "_remedies/{language}.txt",
    "findings": "_findings/any.txt",
    "provisions": "_provisions/any.txt",
}


class TextEngine(Engine):
    """Django's engine without its tags and filters."""

    default_builtins = ["correspondence.lettertags"]


_texts = TextEngine()
_files = Engine(dirs=[str(settings.BASE_DIR / "templates")])


@dataclass(frozen=True)
class LetterText:
    """The text of one kind of letter in one language, with its placeholders; `number` 0 is the one that is shipped."""

    number: int
    subject: str
    body: str


@cache
def shipped(name: str, language: str) -> LetterText:
    """Give the text that is shipped, which is always there."""
    folder = FOLDER / name / language
    subject, body = ((folder / part).read_text(encoding="utf-8").strip() for part in ("subject.txt", "body.txt"))
    return LetterText(0, subject, body)


def fill(text: LetterText, language: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Give subject and body with every placeholder filled; `facts` as the passages take them, by name."""
    plain = {name: fact for name, fact in facts.items() if isinstance(fact, str | bool)}
    known = Context({**plain, **_passages(language, facts), "organisation": _organisation()}, autoescape=False)
    subject = " ".join(_compiled(text.subject).render(known).split())
    return subject, tidy(_compiled(text.body).render(known))


def tidy(text: str) -> str:
    """Cut trailing space and let at most one empty line stand between paragraphs."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept) + "\n"


@lru_cache(maxsize=512)
def _compiled(text: str) -> Template:
    return _texts.from_string(text)


def _passages(language: str, facts: Mapping[str, Any]) -> dict[str, Callable[[], str]]:
    """Give the passages, each made when a text first asks for it."""
    about = Context({**facts, "organisation": organisation()}, autoescape=False)
    return {name: cache(partial(_passage, path.format(language=language), about)) for name, path in PASSAGES.items()}


def _passage(path: str, about: Context) -> str:
    return _files.get_template(f"letters/{path}").render(about).strip("\n")


def _organisation() -> dict[str, str]:
    current = organisation()
    return {"name": current.name, "mailbox": current.mailbox, "website": current.website}
