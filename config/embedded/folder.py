"""The data folder: one run at a time has it, told by a lock that ends with the last of the run's processes."""

import fcntl
import os
import time
from pathlib import Path

from config.embedded.errors import NotStarted

# After a kill -9 of the run its processes need a moment to end by themselves.
PATIENCE_SECONDS = 8.0


def take(data: Path) -> int:
    """Take the folder for this run and give the open lock, which the children inherit; make the folder when missing.

    Raises NotStarted when another run has it.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(data / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + PATIENCE_SECONDS
    while not _locked(lock):
        if _owner_lives(lock) or time.monotonic() > until:
            raise NotStarted(
                f"The data folder {data} is in use by another run (process {_owner(lock)}). "
                "Stop that one first, or name another folder with --data."
            )
        time.sleep(0.1)
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _owner(lock: int) -> str:
    return os.pread(lock, 20, 0).decode(errors="replace").strip() or "unknown"


def _owner_lives(lock: int) -> bool:
    """Tell whether the process that took the folder still runs, so that waiting would be in vain."""
    try:
        os.kill(int(_owner(lock)), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
