"""Puts the index over names and addresses in place; SQLite has none, and looks at the rows."""

from django.db import DatabaseError, migrations, transaction

from cases.wordsearch import NAMES_BY_LETTERS, NAMES_BY_WORDS, names_statements


def _trigrams(connection: object) -> bool:
    """Make PostgreSQL's pg_trgm ready, where it is installed and we may."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return False
    return True


def install(_apps: object, schema_editor: object) -> None:
    """Install it."""
    connection = schema_editor.connection  # type: ignore[attr-defined]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")  # a large table takes longer than a page may
            for statement in names_statements(trigrams=_trigrams(connection)):
                cursor.execute(statement)


def remove(_apps: object, schema_editor: object) -> None:
    """Take it away; the extension stays."""
    connection = schema_editor.connection  # type: ignore[attr-defined]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {NAMES_BY_LETTERS}, {NAMES_BY_WORDS}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_notices_to_team_leads")]

    operations = [migrations.RunPython(install, remove)]
