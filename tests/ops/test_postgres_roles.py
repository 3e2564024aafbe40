"""docs/postgres-roles.sql gives two roles: the owner migrates, the desk works, and the desk cannot touch history."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import psycopg
import pytest

from tests.ops.names import BASE

SQL = (BASE / "docs" / "postgres-roles.sql").read_text(encoding="utf-8")
ANCHOR = "INSERT INTO cases_anchor (\"on\", heads, cases, taken_at, previous, digest) VALUES (%s, '', 0, %s, '', '')"
NOW = datetime(2026, 9, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk_url(postgres_url, tmp_path_factory) -> str:
    """Give the desk's own address of a database that the owner has migrated."""
    words = re.sub(r":'(owner|desk)_password'", "'secret'", SQL)
    with psycopg.connect(postgres_url, autocommit=True) as superuser:
        superuser.execute(words)
    variables = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "k" * 60,
        "DATA_DIR": str(tmp_path_factory.mktemp("roles")),
        "DATABASE_URL": postgres_url.replace("claims@", "claims_owner:secret@"),
    }
    for command in ("migrate", "prepare_desk"):
        subprocess.run([sys.executable, "manage.py", command, "-v", "0"], cwd=BASE, env=variables, check=True)
    return postgres_url.replace("claims@", "claims_desk:secret@")


def test_the_desk_reads_and_adds(desk_url):
    with psycopg.connect(desk_url) as desk:
        desk.execute(ANCHOR, ("2026-09-03", NOW))
        assert desk.execute("SELECT count(*) FROM cases_anchor").fetchone() == (1,)


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE cases_anchor SET cases = 1",
        "DELETE FROM cases_anchor",
        "TRUNCATE cases_anchor",
        "DROP TRIGGER cases_anchor_rows ON cases_anchor",
        "ALTER TABLE cases_anchor DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "DROP TABLE cases_event",
        "SET session_replication_role = replica",
    ],
)
def test_the_desk_cannot_change_history_or_what_protects_it(desk_url, deed):
    with psycopg.connect(desk_url) as desk:
        desk.execute(ANCHOR, ("2026-09-04", NOW))
        with pytest.raises(psycopg.Error):
            desk.execute(deed)
