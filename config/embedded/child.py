"""One process of the run: started with its own log, ended with everything that it started itself."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """A named process; `log` gets all that it prints. `keep_open` are file descriptors that it inherits.

    `before_second_try` clears out of the way what may keep it from starting, and gives a sentence that says so.
    """

    name: str
    command: Sequence[str]
    log: Path
    keep_open: tuple[int, ...] = ()
    before_second_try: Callable[[], str] | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it in a session of its own, so that the terminal's Ctrl-C reaches only the one who orders the end."""
        parent = os.getpid()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=BASE,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.keep_open,
                start_new_session=True,
                preexec_fn=lambda: _end_with(parent),
            )

    def run(self) -> int:
        """Start it and wait until it ends by itself; give its exit code."""
        self.start()
        assert self.process is not None  # noqa: S101 - start() has just set it
        return self.process.wait()

    @property
    def exit_code(self) -> int | None:
        """Give the code that it ended with, or None while it runs."""
        return self.process.poll() if self.process else None

    def ask_to_end(self) -> None:
        """Ask the process to end; it ends its own children itself."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, patience: float) -> None:
        """Wait at most `patience` seconds for the end, then kill it; nothing of its session is left."""
        if self.process is None:
            return
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.sweep_up()

    def sweep_up(self) -> None:
        """Kill what is left of the session after its first process has ended."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return

    def last_lines(self, count: int = 5) -> str:
        """Give the end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:]) or "(it printed nothing)"


def _end_with(parent: int) -> None:
    """Have Linux end this process, in order, when the one that started it dies without a word (kill -9)."""
    if _LIBC is None:
        return
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died in between
        os._exit(1)


def fresh_log(folder: Path, name: str) -> Path:
    """Give the log file of a process; the one of the run before is kept beside it as `.1`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.log"
    if path.exists():
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    return path
