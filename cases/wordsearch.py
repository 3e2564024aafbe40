"""The indexes behind the search for words, which each engine has in its own form (docs/decisions/0010).

They are indexes over the rows themselves or, on SQLite, kept by triggers on them: a deleted text leaves them with its row.
"""

import re
from functools import lru_cache

from django.db import connection

NAMES_BY_LETTERS = "party_letters"
NAMES_BY_WORDS = "party_words"
NAME_WORDS = "to_tsvector('simple', name || ' ' || email)"


def names_statements(*, trigrams: bool) -> list[str]:
    """Give PostgreSQL's statement for names and addresses: by any three letters where it may, else by beginnings of words."""
    if trigrams:
        columns = "UPPER(name::text) gin_trgm_ops, UPPER(email::text) gin_trgm_ops"
        return [f"CREATE INDEX {NAMES_BY_LETTERS} ON cases_party USING gin ({columns})"]
    return [f"CREATE INDEX {NAMES_BY_WORDS} ON cases_party USING gin ({NAME_WORDS})"]


@lru_cache(maxsize=8)
def has_relation(name: str) -> bool:
    """Tell whether the database has a table or index of this name; asked once a process."""
    asked = {
        "postgresql": "SELECT to_regclass(%s) IS NOT NULL",
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE name = %s",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked, [name])
        row = cursor.fetchone()
    return bool(row and row[0])


def words_of(text: str) -> list[str]:
    """Give the words of a text, without what either engine reads as an operator."""
    return re.findall(r"\w+", text)


def beginnings(text: str) -> str:
    """Give PostgreSQL's query for texts in which each of the words begins a word."""
    return " & ".join(f"{word}:*" for word in words_of(text))
