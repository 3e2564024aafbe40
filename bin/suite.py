"""What `bin/test` runs once `.venv` is there: all tests on SQLite, those that use a database on PostgreSQL too, then those
that start real processes.

Three runs of pytest, each only when the one before has passed, so that the last line is always pytest's own verdict.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))

from tests.parts.postgres import postgres_server  # noqa: E402 - the line above finds it

CORES = ("-n", "2")


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for and give pytest's exit code."""
    given, for_pytest = _parser().parse_known_args(arguments)
    if given.setup_only:
        return 0
    if for_pytest and not given.all:
        return _pytest(for_pytest)
    required = ["--all-parts"] if given.all else []
    return _everything([*required, *for_pytest])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description="Runs the tests: without arguments all of them, on SQLite and on PostgreSQL; with arguments "
        "pytest with just these, on SQLite (or on what DATABASE_URL names).",
    )
    parser.add_argument("--all", action="store_true", help="all of them, and fail when Chromium or Dovecot is missing")
    parser.add_argument("--setup-only", action="store_true", help="only make and install what the tests need")
    return parser


def _everything(arguments: list[str]) -> int:
    without_database = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    code = _pytest([*CORES, "-m", "not stack", *arguments], without_database)
    if code == 0:
        with ExitStack() as parts:
            url = parts.enter_context(postgres_server())
            on_postgres = [*CORES, "-m", "not stack", "--database-only", *arguments]
            code = _pytest(on_postgres, {**without_database, "DATABASE_URL": url})
    return code or _pytest(["-m", "stack", *arguments], without_database)


def _pytest(arguments: Sequence[str], environment: dict[str, str] | None = None) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
