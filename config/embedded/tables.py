"""The two tables that the run itself looks at, by plain SQL: this process loads settings but none of the rooms."""

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import Error, connection

_DRIVER_ERRORS = (sqlite3.Error, psycopg.Error)


def applied_migrations() -> set[tuple[str, str]]:
    """Give app and name of each migration that the database has; none when it cannot say."""
    if settings.EMBEDDED and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return set()  # asking would make an empty file
    return {(app, name) for app, name in _rows("SELECT app, name FROM django_migrations")}


def last_heartbeat() -> Any:
    """Give when a worker last did what beat asked for, None for never; good to compare, its type is the database's."""
    rows = _rows("SELECT at FROM cases_heartbeat WHERE name = 'worker'")
    return rows[0][0] if rows else None


def _rows(query: str) -> list[tuple[Any, ...]]:
    try:
        connection.ensure_connection()
        # The driver's own connection: Django's warns that the apps are not ready, which here they never will be.
        rows: list[tuple[Any, ...]] = connection.connection.execute(query).fetchall()
        return rows
    except (Error, *_DRIVER_ERRORS):  # Django's when it cannot connect, the driver's for the query
        return []
    finally:
        connection.close()
