"""A real server of a test: started on a free loopback port, awaited, and ended with the test run whatever happens."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
BASE = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Give a port that was free a moment ago."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def wait_until(holds: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Wait until `holds` gives True. Raises AssertionError with `what` after `seconds`."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)


def accepts(port: int) -> bool:
    """Tell whether something listens on this loopback port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def server(
    command: Sequence[str | Path],
    *,
    log: Path,
    ended_by: signal.Signals = signal.SIGTERM,
    user: str | int | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server for the length of a `with` block; its words are in `log`. `user` needs root."""
    with log.open("ab") as words:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
            env=environment,
            cwd=BASE if environment else None,
            start_new_session=True,
            preexec_fn=lambda: _end_with_parent(ended_by),
        )
    try:
        yield process
    finally:
        end(process, ended_by)


def end(process: subprocess.Popen[Any], how: signal.Signals = signal.SIGTERM, patience: float = 20) -> int:
    """End a process in order, or by force when it does not; give its exit code."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def _end_with_parent(how: signal.Signals) -> None:
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, how)
