"""The desk as production runs it: the commands of compose.yaml as processes, on PostgreSQL, Redis, Dovecot and a mail server."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.parts.broker import redis_server
from tests.parts.compose import command, our_services
from tests.parts.desk import BASE, environment
from tests.parts.dovecot import Mailbox, dovecot_server
from tests.parts.postgres import postgres_server
from tests.parts.process import free_port, server, wait_until
from tests.parts.sink import Sink, mail_sink

ALWAYS_ON = [name for name, service in our_services().items() if name != "setup" and "profiles" not in service]


@dataclass
class Stack:
    """A running production: `processes` by the name of the service in compose.yaml."""

    url: str
    mailbox: Mailbox
    sink: Sink
    folder: Path
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """Run a command of manage.py; give what it prints. Raises CalledProcessError."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            input=stdin,
        ).stdout

    @contextmanager
    def service(self, name: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run one service for the length of a `with` block, in its container's command line."""
        words = [word.replace("/data/", f"{self.folder}/") for word in command(name)]
        with server(words, log=self.folder / f"{name}.log", environment=self.environment) as process:
            self.processes[name] = process
            yield process

    def ask_all_to_end(self) -> None:
        """Ask every running service to end."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()

    def get(self, path: str) -> str:
        """Give the text of a page. Raises HTTPError."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            text: str = answer.read().decode()
            return text

    def web_lives(self) -> bool:
        """Tell whether the web server answers."""
        try:
            self.get("/healthz")
        except OSError:  # also an answer that is an error
            return False
        return True

    def heartbeat(self) -> object:
        """Give when a worker last did what beat asked for."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            return connection.execute("SELECT at FROM cases_heartbeat WHERE name = 'worker'").fetchone()


@contextmanager
def production(folder: Path, **variables: str) -> Iterator[Stack]:
    """Run everything until the `with` block ends; `variables` are added to the settings."""
    with ExitStack() as parts:
        port = free_port()
        settings = {
            "DATABASE_URL": parts.enter_context(postgres_server()),
            "REDIS_URL": parts.enter_context(redis_server()),
            "PUBLIC_URL": f"http://localhost:{port}",
            "WEB_BIND": f"127.0.0.1:{port}",
            "SECRET_KEY": "a-key-for-tests-that-is-as-long-as-one-of-production-has-to-be-0123456789",
            "STATIC_ROOT": str(folder / "static"),
            # The servers of the image are those of our virtual environment.
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "IMAP_POLL_SECONDS": "1",
            "SWEEP_SECONDS": "2",
            # The walks log in by password alone; what holds where a second factor is required is tried in tests/desk.
            "STAFF_MFA": "optional",
        }
        mailbox, sink = parts.enter_context(dovecot_server()), parts.enter_context(mail_sink())
        settings |= {"IMAP_URL": mailbox.url, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(sink.port)}
        stack = Stack(settings["PUBLIC_URL"], mailbox, sink, folder, environment(folder, **(settings | variables)))
        _set_up(stack)
        for name in ALWAYS_ON:
            parts.enter_context(stack.service(name))
        parts.callback(stack.ask_all_to_end)  # together, for one after the other each would take its second
        wait_until(stack.web_lives, seconds=30, what="the web server answers")
        wait_until(lambda: stack.heartbeat() is not None, seconds=30, what="beat asks and a worker works")
        yield stack


def _set_up(stack: Stack) -> None:
    stack.manage("collectstatic", "--noinput", "--verbosity", "0")
    subprocess.run(command("setup"), cwd=BASE, env=stack.environment, check=True, stdout=subprocess.DEVNULL)
