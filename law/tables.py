"""Tables of a TOML file that know where they stand, so that a complaint can name file, line and key."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from law.errors import RegimeInvalid
from law.words import Confidence

CITED = ("citation", "source", "confidence")
KINDS = {str: "text", int: "a whole number", bool: "true or false", date: "a date", dict: "a table", list: "a list"}

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, which knows where it stands so that a complaint can say it."""

    path: Path
    text: str
    name: str
    content: Mapping[str, Any]

    def wrong(self, key: str, sentence: str) -> RegimeInvalid:
        """Build the refusal that names file, line and key."""
        full = ".".join(part for part in (self.name, key) if part)
        return RegimeInvalid(self.path, f"line {line_of(self.text, self.name, key)}, {full}", sentence)

    def only(self, *known: str) -> None:
        """Refuse a key that nobody reads."""
        for key in self.content:
            if key not in known:
                raise self.wrong(key, f"unknown key; known are: {', '.join(known)}.")

    def take(self, key: str, kind: type, default: Any = None) -> Any:
        """Give the value of a key, of the kind asked for; without a default it must be there."""
        value = self.content.get(key, default)
        if value is None and default is None:
            raise self.wrong(key, "is missing.")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(key, f"must be {KINDS[kind]}, not {value!r}.")
        if default is None and isinstance(value, str) and not value.strip():
            raise self.wrong(key, "is empty.")
        return value

    def maybe_date(self, key: str) -> date | None:
        """Give the date of a key, or None when it is not there."""
        return self.take(key, date) if key in self.content else None

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word:
        """Give the word of a key out of an enumeration."""
        value = self.take(key, str, default)
        if value not in set(words):
            raise self.wrong(key, f"unknown word {value!r}; known are: {', '.join(words)}.")
        return words(value)

    def sub(self, key: str) -> "Table":
        """Give the table below this one."""
        inner = self.take(key, dict)
        return Table(self.path, self.text, f"{self.name}.{key}" if self.name else key, inner)

    def cited(self) -> dict[str, Any]:
        """Give what every figure must carry."""
        return {
            "citation": self.take("citation", str),
            "source": self.take("source", str),
            "confidence": self.word("confidence", Confidence),
        }

    def words(self, key: str, known: Collection[str]) -> list[str]:
        """Give the list of words of a key, each one known; nothing when the key is not there."""
        words: list[str] = self.take(key, list, [])
        for word in words:
            if word not in known:
                raise self.wrong(key, f"unknown word {word!r}; known are: {', '.join(sorted(known))}.")
        return words


def open_table(path: Path) -> Table:
    """Open a file as its top table; raise `RegimeInvalid` where it is not TOML."""
    text = path.read_text(encoding="utf-8")
    try:
        return Table(path, text, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RegimeInvalid(path, "not readable as TOML", f"{error}.") from error


def line_of(text: str, table: str, key: str) -> int:
    """Find the line of a key in a table; where the key is absent, the line of the table; else the first."""
    here, found = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^]]+)]", line):
            here = header[1].strip()
            found = number if here == table else found
            if here == f"{table}.{key}".lstrip("."):
                return number
        elif here == table and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
            return number
    return found
