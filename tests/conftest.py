"""What all tests share: the cast, the lifted triggers between transactional tests, the real parts and what to do without them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DataError, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from cases import triggers
from cases.triggers import install_statements, remove_statements
from correspondence import growing
from tests.parts.missing import missing_parts

GROWING = (*triggers.TABLES, *growing.TABLES)

pytest_plugins = ("tests.casting", "tests.parts.fixtures")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `bin/test --all` ask for every part."""
    parser.addoption("--all-parts", action="store_true", help="fail at once when Chromium or Dovecot is missing")
    parser.addoption("--database-only", action="store_true", help="leave out the tests that use no database")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to begin without a part that was asked for."""
    missing = missing_parts()
    if missing and config.getoption("--all-parts"):
        raise pytest.UsageError(" ".join(missing.values()))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose part is not installed on this machine, and where asked those that use no database."""
    missing = missing_parts()
    left_out = {item for item in items if any(item.get_closest_marker(part) for part in missing)}
    if config.getoption("--database-only"):
        left_out |= {item for item in items if not _uses_database(item)}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def _uses_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"}
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(
        getattr(item, "fixturenames", ())
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what this machine could not test."""
    for part, sentence in missing_parts().items():
        terminalreporter.section(f"NOT TESTED: everything marked {part}", sep="!", red=True, bold=True)
        terminalreporter.line(sentence, red=True)


def pytest_unconfigure() -> None:
    """Remove this process's data folder; it was made for it alone."""
    if settings.configured and settings.TESTING:
        shutil.rmtree(Path(settings.DATA_DIR), ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _history_is_emptied_between_transactional_tests() -> Iterator[None]:
    """Lift the append-only triggers while a transactional test's tables are flushed, and only then."""
    flush = vars(TransactionTestCase)["_fixture_teardown"]

    def flush_without_triggers(case: TransactionTestCase) -> None:
        _execute(remove_statements(connection.vendor, GROWING))
        try:
            flush(case)
        finally:
            _execute(install_statements(connection.vendor, GROWING))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield


@pytest.fixture(scope="session", autouse=True)
def _sqlite_refuses_too_long_texts_as_postgresql_does() -> Iterator[None]:
    """Refuse a text wider than its column on SQLite too, which would keep it and hide the mistake."""
    prepare = models.CharField.get_db_prep_save

    def refuse_too_long(field: models.CharField, value: object, connection: BaseDatabaseWrapper) -> object:
        if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
            raise DataError(f"{field} is at most {field.max_length} characters wide and was given {len(value)}.")
        return prepare(field, value, connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models.CharField, "get_db_prep_save", refuse_too_long)
        yield


def _execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
