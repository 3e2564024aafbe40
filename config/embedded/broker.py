"""The run's own broker: the Valkey of its wheel, on a unix socket that only we can open, with an append-only file."""

import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from config.embedded.errors import NotStarted

# A unix socket's path holds 104 bytes on macOS and 108 on Linux, with the zero at the end.
LONGEST_SOCKET_PATH = 100


def socket_path(data: Path) -> Path:
    """Give the broker's socket: in the data folder, or where that path is too long, in a private temporary folder.

    Every process of a data folder comes to the same answer.
    """
    path = data / "broker.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"claims-desk-{os.getuid()}-{digest}" / "broker.sock"


def private_folder(path: Path) -> None:
    """Make the folder with mode 0700, or check that it is ours alone. Raises NotStarted."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise NotStarted(f"{path} belongs to somebody else. Remove it, or name a data folder with a shorter path.")


def set_aside(folder: Path) -> str:
    """Move what the broker cannot read out of its way; give a sentence that says so. The database has all that counts."""
    aside = folder.with_name("broker.unreadable")
    shutil.rmtree(aside, ignore_errors=True)
    folder.rename(aside)
    private_folder(folder)
    return f"The broker could not read its file, which is now in {aside}; nothing is lost, since it only rings bells."


def broker_command(binary: Path, data: Path, socket: Path) -> list[str]:
    """Give the command line. Nothing of a user's or system's configuration file is read."""
    return [
        str(binary),
        *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(data / "broker"), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--maxmemory-policy", "noeviction", "--daemonize", "no", "--logfile", "", "--loglevel", "warning"),
    ]
