"""The index over the words of messages: PostgreSQL's own over the rows, or a table of SQLite's FTS5 kept by triggers.

Words as they are written ("simple"), in no language's grammar, since messages come in many. Only the beginning of a very
long text is indexed: PostgreSQL refuses to index more than a megabyte, and would refuse the message with it.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

INDEXED_CHARACTERS = 100_000
MESSAGE_WORDS_INDEX = "message_words"
MESSAGE_WORDS = f"to_tsvector('simple', left(subject || ' ' || text, {INDEXED_CHARACTERS}))"
TABLE = "correspondence_messagewords"

_MESSAGE = "correspondence_message"
_NEW = f"INSERT INTO {TABLE}(rowid, subject, text) VALUES (new.id, new.subject, new.text)"  # noqa: S608 our own names
_OLD = f"INSERT INTO {TABLE}({TABLE}, rowid, subject, text) VALUES ('delete', old.id, old.subject, old.text)"  # noqa: S608 our own names

POSTGRES = [f"CREATE INDEX {MESSAGE_WORDS_INDEX} ON {_MESSAGE} USING gin ({MESSAGE_WORDS})"]
SQLITE = [
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(subject, text, content='{_MESSAGE}', content_rowid='id')",
    f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')",  # noqa: S608 our own names
    f"CREATE TRIGGER {TABLE}_insert AFTER INSERT ON {_MESSAGE} BEGIN {_NEW}; END",
    f"CREATE TRIGGER {TABLE}_delete AFTER DELETE ON {_MESSAGE} BEGIN {_OLD}; END",
    f"CREATE TRIGGER {TABLE}_update AFTER UPDATE OF subject, text ON {_MESSAGE} BEGIN {_OLD}; {_NEW}; END",
]


def install_statements(vendor: str) -> list[str]:
    """Give the statements that put the index in place."""
    return POSTGRES if vendor == "postgresql" else SQLITE


def remove_statements(vendor: str) -> list[str]:
    """Give the statements that take it away."""
    if vendor == "postgresql":
        return [f"DROP INDEX IF EXISTS {MESSAGE_WORDS_INDEX}"]
    triggers = [f"DROP TRIGGER IF EXISTS {TABLE}_{deed}" for deed in ("insert", "delete", "update")]
    return [*triggers, f"DROP TABLE IF EXISTS {TABLE}"]


def renew(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make SQLite's index anew, from a migration in which the table of messages was made anew and lost the triggers."""
    connection = schema_editor.connection
    if connection.vendor == "sqlite" and TABLE in connection.introspection.table_names():
        for statement in (*remove_statements("sqlite"), *SQLITE):
            schema_editor.execute(statement, None)
