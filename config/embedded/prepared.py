"""Tells cheaply whether a data folder's database still fits the code, so that a later start skips the preparation."""

import hashlib
import json
from pathlib import Path

from config.embedded.tables import applied_migrations

BASE = Path(__file__).resolve().parents[2]


def is_prepared(data: Path) -> bool:
    """Tell whether migrations and groups are those of this code: by their files' digest and what the database says."""
    return _recorded(data) == _digest() and _migrations_of_our_rooms() <= applied_migrations()


def is_first_start(data: Path) -> bool:
    """Tell whether nothing was ever prepared here."""
    return not _record(data).exists()


def record_prepared(data: Path) -> None:
    """Remember that the preparation of this code went through."""
    _record(data).write_text(json.dumps({"digest": _digest()}) + "\n")


def _record(data: Path) -> Path:
    return data / "prepared.json"


def _recorded(data: Path) -> str | None:
    try:
        return str(json.loads(_record(data).read_text())["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _digest() -> str:
    """Give the digest of all that the preparation depends on; Django's own migrations change only with the lock."""
    digest = hashlib.sha256()
    for path in [BASE / "requirements.txt", BASE / "cases" / "services" / "people.py", *_migration_files()]:
        digest.update(path.relative_to(BASE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _migration_files() -> list[Path]:
    return sorted(BASE.glob("*/migrations/[0-9]*.py"))


def _migrations_of_our_rooms() -> set[tuple[str, str]]:
    return {(path.parent.parent.name, path.stem) for path in _migration_files()}
