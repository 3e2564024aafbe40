"""The database itself keeps history append-only: triggers on both engines refuse to change, delete or empty these tables.

On PostgreSQL production should also run as a role that does not own the tables (docs/running.md), so that it cannot drop them.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FIRST_TABLES = ("cases_event", "cases_accessrecord", "cases_anchor")
ACCOUNTS = ("cases_accountchange",)
TABLES = FIRST_TABLES + ACCOUNTS
MESSAGE = "history only grows: rows of {table} are never changed or deleted"

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history only grows: rows of % are never changed or deleted', TG_TABLE_NAME;
END $$
"""


def install_statements(vendor: str, tables: Sequence[str] = TABLES) -> list[str]:
    """Give the statements that put the triggers of these tables in place; without names, those of this room."""
    if vendor == "postgresql":
        return [POSTGRES_FUNCTION, *(statement for table in tables for statement in _postgres(table))]
    return [statement for table in tables for statement in _sqlite(table)]


def remove_statements(vendor: str, tables: Sequence[str] = TABLES) -> list[str]:
    """Give the statements that take the triggers away; only the owner of the tables may run them."""
    if vendor == "postgresql":
        return [
            statement
            for table in tables
            for statement in (
                f"DROP TRIGGER IF EXISTS {table}_rows ON {table}",
                f"DROP TRIGGER IF EXISTS {table}_empty ON {table}",
            )
        ]
    return [f"DROP TRIGGER IF EXISTS {table}_{deed}" for table in tables for deed in ("update", "delete")]


def _postgres(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_history_change()",
        f"CREATE TRIGGER {table}_empty BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change()",
    ]


def _sqlite(table: str) -> list[str]:
    message = MESSAGE.format(table=table)
    return [
        f"CREATE TRIGGER {table}_{deed} BEFORE {deed.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for deed in ("update", "delete")
    ]


def install(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers of the histories in place, from a migration."""
    _execute(schema_editor, install_statements(schema_editor.connection.vendor, FIRST_TABLES))


def remove(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away, from a migration going back."""
    _execute(schema_editor, remove_statements(schema_editor.connection.vendor, FIRST_TABLES))


def install_on_accounts(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers of the changes of accounts in place, from a migration."""
    _execute(schema_editor, install_statements(schema_editor.connection.vendor, ACCOUNTS))


def remove_from_accounts(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away, from a migration going back."""
    _execute(schema_editor, remove_statements(schema_editor.connection.vendor, ACCOUNTS))


def renew(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put those of the histories in place again, from a migration in which SQLite made a table anew and lost its own."""
    for statements in (remove_statements, install_statements):
        _execute(schema_editor, statements(schema_editor.connection.vendor, FIRST_TABLES))


def _execute(schema_editor: BaseDatabaseSchemaEditor, statements: Sequence[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement, None)  # no parameters: a "%" in it is just one
