"""Makes `.venv` and installs the locks into it; standard library only, because nothing else is there yet."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
OLDEST = (3, 11)


def python_with(*locks: str) -> Path:
    """Give the Python of `.venv` with these lock files installed; a lock is installed only when it has changed.

    Ends the program with a sentence when this Python is too old or an installation fails.
    """
    _refuse_old_python()
    with (BASE / "requirements.txt").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two commands started together install one after the other
        python = _environment()
        for lock in locks:
            _install(python, BASE / lock)
    return python


def _refuse_old_python() -> None:
    if sys.version_info < OLDEST:
        wanted, found = ".".join(map(str, OLDEST)), ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"This needs Python {wanted} or newer, and {sys.executable} is {found}.")


def _environment() -> Path:
    python = VENV / "bin" / "python"
    if not python.exists():  # also true when the Python that it was made of has gone
        say("Making the virtual environment .venv.")
        _run(
            [sys.executable, "-m", "venv", "--clear", str(VENV)],
            "The virtual environment could not be made. On Debian and Ubuntu: apt-get install python3-venv.",
        )
    return python


def _install(python: Path, lock: Path) -> None:
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    record = VENV / f"installed-{lock.name}.sha256"
    if record.exists() and record.read_text() == digest:
        return
    say(f"Installing {lock.name} into .venv (once, and again when it changes).")
    _run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        + ["--require-hashes", "-r", str(lock)],
        f"pip could not install {lock.name}; its own words stand above. Mend that and start again.",
    )
    record.write_text(digest)


def _run(command: list[str], sentence: str) -> None:
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
        sys.exit(sentence)


def say(sentence: str) -> None:
    """Tell the person at the terminal; standard output is kept for results."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
