"""Questions about correspondence: which messages say something."""

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from cases.wordsearch import beginnings, has_relation, words_of
from correspondence.models import Message
from correspondence.wordsearch import MESSAGE_WORDS, TABLE


def messages_saying(text: str) -> QuerySet[Message]:
    """Give the messages in whose subject or text each word of `text` begins a word, in any order."""
    words = words_of(text)
    if not words:
        return Message.objects.none()
    if connection.vendor == "postgresql":
        # A mail address is one word to PostgreSQL: it is found by the text as it stands, other texts by their words.
        query = "(plainto_tsquery('simple', %s) || to_tsquery('simple', %s))"
        return Message.objects.filter(RawSQL(f"{MESSAGE_WORDS} @@ {query}", [text, beginnings(text)], BooleanField()))  # noqa: S611 - values are parameters
    if not has_relation(TABLE):
        return Message.objects.filter(text__icontains=text)
    match = " ".join(f'"{word}"*' for word in words)
    rows = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608 our own name
    return Message.objects.filter(pk__in=RawSQL(rows, [match]))  # noqa: S611 - values are parameters
