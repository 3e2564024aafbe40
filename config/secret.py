"""The SECRET_KEY of an embedded run: made once, kept in the key folder with mode 0600."""

import os
import secrets
from pathlib import Path


def embedded_secret_key(key_dir: Path) -> str:
    """Give the key in `key_dir`, made when there is none; two processes that start at once agree on one."""
    key_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = key_dir / "secret_key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read_when_written(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


def _read_when_written(path: Path) -> str:
    for _ in range(1000):
        key = path.read_text(encoding="ascii")
        if len(key) >= 50:
            return key
    raise RuntimeError(f"{path} holds no key; delete it and start again.")
