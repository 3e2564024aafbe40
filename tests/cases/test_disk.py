"""What a row names is on the disk before the row: a few files one by one, many with their whole file system."""

import errno
import os

import pytest

from cases import disk


@pytest.fixture
def synced(monkeypatch):
    """Keep what is brought to the disk: paths of files, and folders whose file system is."""
    calls = []

    def note(kind, descriptor):
        calls.append((kind, os.readlink(f"/proc/self/fd/{descriptor}")))
        return 0

    monkeypatch.setattr(os, "fsync", lambda descriptor: note("file", descriptor))
    monkeypatch.setattr(disk, "_syncfs", lambda descriptor: note("file system", descriptor))
    return calls


def files(folder, count):
    paths = [folder / str(number) for number in range(count)]
    for path in paths:
        path.write_bytes(b"x")
    return [str(path) for path in paths]


def test_a_few_files_are_brought_to_the_disk_one_by_one(synced, tmp_path):
    paths = files(tmp_path, disk.FEW)

    disk.bring_to_disk(paths)

    assert synced == [("file", path) for path in paths]


def test_many_files_are_brought_to_the_disk_once_for_their_file_system(synced, tmp_path):
    disk.bring_to_disk(files(tmp_path, disk.FEW + 1))

    assert [kind for kind, _ in synced] == ["file system"]


def test_where_the_system_cannot_do_that_many_files_go_one_by_one(synced, tmp_path, monkeypatch):
    monkeypatch.setattr(disk, "_syncfs", None)
    paths = files(tmp_path, disk.FEW + 1)

    disk.bring_to_disk(paths)

    assert synced == [("file", path) for path in paths]


def test_a_disk_that_did_not_take_them_is_told(tmp_path, monkeypatch):
    def fails(_descriptor):
        disk.ctypes.set_errno(errno.EIO)
        return -1

    monkeypatch.setattr(disk, "_syncfs", fails)

    with pytest.raises(OSError) as told:
        disk.bring_to_disk(files(tmp_path, disk.FEW + 1))
    assert told.value.errno == errno.EIO


def test_this_system_brings_many_files_to_the_disk(tmp_path):
    disk.bring_to_disk(files(tmp_path, 100))
