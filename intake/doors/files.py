"""Mail from files: single messages, a Maildir or an mbox, through the same way in as IMAP."""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cases.words import Channel
from intake.doors.receive import Delivery, receive


@dataclass(frozen=True)
class Counts:
    """What was brought in: new arrivals, repeated ones, and files that could not be read."""

    new: int = 0
    repeated: int = 0
    errors: tuple[str, ...] = ()


def receive_path(path: Path, *, now: datetime) -> Counts:
    """Bring in one .eml file, a Maildir or an mbox; a file that cannot be read is named and does not stop the others."""
    new = repeated = 0
    errors: list[str] = []
    for raw in _messages(path, errors):
        _, created = receive(Delivery(raw=raw, channel=Channel.MAIL, source="file", received_at=now), now=now)
        new, repeated = (new + 1, repeated) if created else (new, repeated + 1)
    return Counts(new=new, repeated=repeated, errors=tuple(errors))


def _messages(path: Path, errors: list[str]) -> Iterator[bytes]:
    if not path.exists():
        errors.append(f"{path}: there is no such file or folder.")
        return
    for file in _files(path):
        try:
            raw = file.read_bytes()
        except OSError as error:
            errors.append(f"{file}: cannot be read ({error.strerror}).")
            continue
        if raw.startswith(b"From ") and file == path:
            yield from _from_mbox(path)
        else:
            yield raw


def _files(path: Path) -> list[Path]:
    """Give a folder's messages: of a Maildir those in new and cur, of any other folder its .eml files."""
    if path.is_file():
        return [path]
    if (path / "cur").is_dir():
        return sorted(file for part in ("new", "cur") for file in (path / part).iterdir() if file.is_file())
    return sorted(path.rglob("*.eml"))


def _from_mbox(path: Path) -> Iterator[bytes]:
    box = mailbox.mbox(path, create=False)
    for key in box.iterkeys():
        yield box.get_bytes(key)
