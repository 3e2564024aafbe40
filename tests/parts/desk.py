"""The desk as a newcomer runs it: `bin/run` in an empty folder, on free ports, with everything that belongs to it."""

import json
import os
import smtplib
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.parts.process import end, free_port

BASE = Path(__file__).resolve().parents[2]
# What a person's shell would not have set: the tests' own settings must not leak into the run.
OURS = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "KEY_DIR", "SECRET_KEY", "PUBLIC_URL", "DJANGO_ALLOW_ASYNC_UNSAFE")


@dataclass
class Desk:
    """A running desk: `url` without a slash at the end; `process` is what `bin/run` became."""

    url: str
    smtp_port: int
    data: Path
    process: subprocess.Popen[str]
    environment: dict[str, str]

    @property
    def logins(self) -> dict[str, dict[str, str]]:
        """Give the demo logins."""
        found: dict[str, dict[str, str]] = json.loads((self.data / "logins.json").read_text())
        return found

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """Run a command of manage.py on this desk's data; give what it prints. Raises CalledProcessError."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=BASE, env=self.environment, check=True, stdout=subprocess.PIPE, text=True, input=stdin
        ).stdout

    def ledger(self) -> Any:
        """Give the ledger."""
        return json.loads(self.manage("ledger"))

    def send(self, raw: bytes, *, sender: str = "requester@example.com", to: str = "claims@alltracking.com") -> None:
        """Send a mail to the SMTP door, as a mail server would: lines end in CRLF."""
        raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as client:
            client.sendmail(sender, [to], raw)

    def get(self, path: str) -> str:
        """Give the text of a page. Raises HTTPError."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            text: str = answer.read().decode()
            return text

    def sent(self) -> list[bytes]:
        """Give the letters that have left."""
        return [path.read_bytes() for path in sorted((self.data / "sent").rglob("*")) if path.is_file()]

    def children(self) -> dict[str, psutil.Process]:
        """Give the processes by the name of their part."""
        words = {"worker": "worker", "beat": "beat", "gunicorn": "web", "smtp_door": "smtp_door"}
        found: dict[str, psutil.Process] = {}
        for child in children_of(self.process.pid):
            command = child.info["cmdline"] or []
            broker = "broker" if command and "valkey-server" in command[0] else None
            part = broker or next((name for word, name in words.items() if word in command), None)
            if part:
                found[part] = child
        return found

    def family(self) -> list[psutil.Process]:
        """Give every process that belongs to the run, the run itself excepted."""
        children = children_of(self.process.pid)
        return [*children, *(grandchild for child in children for grandchild in children_of(child.pid))]


def children_of(pid: int) -> list[psutil.Process]:
    """Give the living children of a process.

    Not by psutil's own way, which leaves out a child that seems older than its parent: on a virtual machine whose clock
    is being set right, that happens.
    """
    running = psutil.process_iter(["ppid", "cmdline", "status"])
    return [each for each in running if each.info["ppid"] == pid and each.info["status"] != psutil.STATUS_ZOMBIE]


@contextmanager
def running_desk(data: Path, *options: str, **variables: str) -> Iterator[Desk]:
    """Run the desk in `data` until the `with` block ends; `variables` are added to its environment."""
    port, smtp_port = free_port(), free_port()
    with started(
        [*("--port", str(port), "--smtp-port", str(smtp_port), "--data", str(data)), *options], **variables
    ) as process:
        line = process.stdout.readline().strip() if process.stdout else ""
        assert line == f"ready: http://localhost:{port}/", f"{line}\n{process.stderr.read() if process.stderr else ''}"
        yield Desk(f"http://localhost:{port}", smtp_port, data, process, environment(data, **variables))


@contextmanager
def started(options: Sequence[str], **variables: str) -> Iterator[subprocess.Popen[str]]:
    """Start `bin/run` with these options and end it with the block, whether it got ready or not."""
    process = subprocess.Popen(
        [sys.executable, "bin/run", *options],
        cwd=BASE,
        env=environment(None, **variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        end(process, patience=60)


def environment(data: Path | None, **variables: str) -> dict[str, str]:
    """Give a clean environment for a command on this data folder."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    return clean | ({"DATA_DIR": str(data)} if data else {}) | variables
