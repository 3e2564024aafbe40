"""Mail from files: single messages, a Maildir or an mbox, through the same way in as IMAP."""

import mailbox
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cases.words import Channel
from intake.doors.receive import Delivery, receive_all

BATCH_MESSAGES = 50
BATCH_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Counts:
    """What was brought in: new arrivals, repeated ones, and files that could not be read."""

    new: int = 0
    repeated: int = 0
    errors: tuple[str, ...] = ()


def receive_path(path: Path, *, now: datetime) -> Counts:
    """Bring in one .eml file, a Maildir or an mbox; a file that cannot be read is named and does not stop the others."""
    errors: list[str] = []
    new = total = 0
    for batch in _batches(_messages(path, errors)):
        deliveries = [Delivery(raw=raw, channel=Channel.MAIL, source="file", received_at=now) for raw in batch]
        new += sum(created for _, created in receive_all(deliveries, now=now))
        total += len(batch)
    return Counts(new=new, repeated=total - new, errors=tuple(errors))


def _batches(messages: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Give messages in batches that fit in memory."""
    batch: list[bytes] = []
    for raw in messages:
        if batch and (len(batch) == BATCH_MESSAGES or sum(map(len, batch)) + len(raw) > BATCH_BYTES):
            yield batch
            batch = []
        batch.append(raw)
    if batch:
        yield batch


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
