"""The edition of the law room: one short name for its code, its tables and the library of holidays that it counts with."""

import hashlib
from functools import lru_cache
from pathlib import Path

import holidays

ROOM = Path(__file__).parent
TEXTS = (".py", ".toml", ".csv")


@lru_cache(maxsize=1)
def edition() -> str:
    """Give 12 hex digits that change when a law, a table, the way of counting or the holiday library changes."""
    digest = hashlib.sha256(holidays.__version__.encode())
    for path in sorted(path for path in ROOM.rglob("*") if path.suffix in TEXTS):
        digest.update(path.relative_to(ROOM).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def calendar_edition() -> str:
    """Give name and version of the library of holidays."""
    return f"holidays {holidays.__version__}"
