"""Puts the index over the words of messages in place, on both engines."""

from django.db import migrations

from correspondence.wordsearch import install_statements, remove_statements


def _has_fts5(cursor: object) -> bool:
    cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")  # type: ignore[attr-defined]
    return bool(cursor.fetchone()[0])  # type: ignore[attr-defined]


def install(_apps: object, schema_editor: object) -> None:
    """Install it; an SQLite without FTS5 searches the rows themselves."""
    connection = schema_editor.connection  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")  # a large table takes longer than a page may
        if connection.vendor == "postgresql" or _has_fts5(cursor):
            for statement in install_statements(connection.vendor):
                cursor.execute(statement)


def remove(_apps: object, schema_editor: object) -> None:
    """Take it away."""
    connection = schema_editor.connection  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        for statement in remove_statements(connection.vendor):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0004_daily_digests")]

    operations = [migrations.RunPython(install, remove)]
