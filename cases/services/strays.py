"""Removes files of blobs that no row names: what is left when a process dies between writing the files and the commit.

Such a file is personal data that no erasure would ever find. A file that only seems to be one must stay: after a database
was restored, or with the wrong one, files of good blobs have no row.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

import structlog

from cases import vault
from cases.models import Blob

log = structlog.get_logger(__name__)

SHELVES = [f"{number:02x}" for number in range(256)]
NAME = re.compile(r"[0-9a-f]{40}")
AT_LEAST = timedelta(hours=24)
# After so long a restored database would have been noticed.
IN_ANY_CASE = timedelta(days=30)
MOST_AT_ONCE = 1000
FEW = 10
LARGEST_SHARE = 0.1


@dataclass(frozen=True)
class Swept:
    """How many names there are, how many of them have no row, and how many of these were removed."""

    names: int
    strays: int
    removed: int


def remove_strays(*, now: datetime) -> Swept:
    """Remove files, the key first, that no row names; run twice, the second time finds none.

    A file younger than 24 hours is never touched. No row can come for an older one: the row is written by the transaction
    that had the file written, and none lasts so long (a task is stopped after ten minutes, a request sooner).

    A stray goes when rows of other blobs show that this database was in use in the hour before and the hour after its own, else
    after 30 days. Where more than ten, and more than a tenth of all, have no row, none goes: this is the wrong database, or an
    old one.
    """
    names, strays, used = 0, list[str](), set[int]()
    for shelf in SHELVES:
        there = _names_on(shelf)
        names += len(there)
        rows = Blob.objects.filter(name__gte=shelf, name__lt=f"{shelf}g").values_list("name", "created_at")
        for name, created_at in rows.iterator():
            there.discard(name)
            used.add(_hour(created_at))
        strays.extend(there)
    if len(strays) > max(FEW, LARGEST_SHARE * names):
        log.error("vault.strays_left", names=names, strays=len(strays))
        return Swept(names, len(strays), 0)
    removed = sum(1 for _ in islice(_removed(strays, used, now=now), MOST_AT_ONCE))
    log.info("vault.strays_removed", names=names, strays=len(strays), removed=removed)
    return Swept(names, len(strays), removed)


def _names_on(shelf: str) -> set[str]:
    """Give the names of keys and bytes on one shelf."""
    names: set[str] = set()
    for folder in vault.shelves(shelf):
        with suppress(FileNotFoundError), os.scandir(folder) as entries:
            names.update(entry.name for entry in entries if NAME.fullmatch(entry.name))
    return names


def _removed(strays: list[str], used: set[int], *, now: datetime) -> Iterator[str]:
    for name in strays:
        paths = [f"{folder}/{name}" for folder in vault.shelves(name[:2])]
        written = [at for at in map(_written_at, paths) if at is not None]
        if written and _may_go(max(written), used, now=now):
            for path in paths:
                with suppress(FileNotFoundError):
                    os.unlink(path)
            yield name


def _written_at(path: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(os.stat(path).st_mtime, tz=UTC)
    except FileNotFoundError:
        return None


def _may_go(written: datetime, used: set[int], *, now: datetime) -> bool:
    """Tell whether a stray is old enough, and this database the one that was in use when it was written."""
    age, hour = now - written, _hour(written)
    if age >= IN_ANY_CASE:
        return bool(used) and min(used) < hour < max(used)
    return age >= AT_LEAST and {hour - 1, hour + 1} <= used


def _hour(moment: datetime) -> int:
    return int(moment.timestamp()) // 3600
