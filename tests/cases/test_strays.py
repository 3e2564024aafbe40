"""Files of blobs that no row names: removed when they are a day old and surely strays, and left where they may not be."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cases import vault
from cases.models import Blob
from cases.services.strays import Swept, remove_strays
from tests.builders import noon

pytestmark = pytest.mark.django_db
WRITTEN = noon(2026, 9, 3)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def paths_of(name, settings):
    return [Path(settings.KEY_DIR) / "blobs" / name[:2] / name, Path(settings.BLOB_DIR) / name[:2] / name]


def stray(settings, *, at=WRITTEN):
    """Leave the files of a blob whose transaction never committed, and give their paths."""
    blob = vault.store(b"left behind", now=at)
    Blob.objects.filter(pk=blob.pk).delete()
    paths = paths_of(blob.name, settings)
    for path in paths:
        os.utime(path, (at.timestamp(), at.timestamp()))
    return paths


@pytest.fixture(autouse=True)
def in_use(settings, tmp_path):
    """A vault of its own, in use in the hour before and the hour after; give its blobs."""
    settings.BLOB_DIR, settings.KEY_DIR = tmp_path / "blobs", tmp_path / "keys"
    return [vault.store(b"kept", now=WRITTEN + HOUR * hours) for hours in (-1, 1)]


def test_a_file_that_no_row_names_is_removed_with_its_key_after_a_day(settings, in_use):
    paths = stray(settings)
    assert all(path.exists() for path in paths)
    assert remove_strays(now=WRITTEN + DAY) == Swept(names=3, strays=1, removed=1)
    assert not any(path.exists() for path in paths)
    assert [vault.load(blob) for blob in in_use] == [b"kept", b"kept"]
    assert remove_strays(now=WRITTEN + DAY) == Swept(names=2, strays=0, removed=0)


def test_the_key_goes_first(settings, monkeypatch):
    paths = stray(settings)
    gone = []
    monkeypatch.setattr("cases.services.strays.os.unlink", gone.append)
    remove_strays(now=WRITTEN + DAY)
    assert gone == [str(path) for path in paths]


@pytest.mark.parametrize("left", [0, 1])
def test_a_key_or_bytes_alone_are_removed_too(settings, left):
    paths = stray(settings)
    paths[1 - left].unlink()
    assert remove_strays(now=WRITTEN + DAY).removed == 1
    assert not paths[left].exists()


def test_a_file_younger_than_a_day_is_never_touched(settings):
    paths = stray(settings)
    assert remove_strays(now=WRITTEN + DAY - timedelta(seconds=1)).removed == 0
    assert all(path.exists() for path in paths)
    os.utime(paths[1], ((WRITTEN + HOUR).timestamp(),) * 2)  # the younger of the two counts
    assert remove_strays(now=WRITTEN + DAY).removed == 0


@pytest.mark.parametrize("restored", ["to the moment before", "just after it"])
def test_a_database_that_was_not_in_use_around_then_keeps_it_for_a_month(settings, in_use, restored):
    paths = stray(settings)
    silent = in_use[1] if restored == "to the moment before" else in_use[0]
    Blob.objects.filter(pk=silent.pk).update(created_at=WRITTEN + DAY * (5 if silent == in_use[1] else -5))
    assert remove_strays(now=WRITTEN + DAY * 29).removed == 0
    assert remove_strays(now=WRITTEN + DAY * 30).removed == 1
    assert not any(path.exists() for path in paths)


def test_an_empty_database_never_removes_anything(settings):
    paths = stray(settings)
    Blob.objects.all().delete()
    assert remove_strays(now=WRITTEN + DAY * 400).removed == 0
    assert all(path.exists() for path in paths)


def test_where_too_many_have_no_row_none_is_removed_and_the_log_says_so_in_numbers(settings):
    paths = [path for _ in range(11) for path in stray(settings)]
    with capture_logs() as said:
        assert remove_strays(now=WRITTEN + DAY * 40) == Swept(names=13, strays=11, removed=0)
    assert said == [{"event": "vault.strays_left", "log_level": "error", "names": 13, "strays": 11}]
    assert all(path.exists() for path in paths)


def test_a_destroyed_blob_and_files_of_other_names_are_left_alone(settings, in_use):
    vault.destroy(in_use[0], now=WRITTEN)
    other = Path(settings.BLOB_DIR) / in_use[1].name[:2] / "README"
    other.write_text("not ours")
    os.utime(other, (0, 0))
    assert remove_strays(now=WRITTEN + DAY * 40) == Swept(names=1, strays=0, removed=0)
    assert other.exists()


def test_an_empty_vault_is_no_error(settings, tmp_path):
    settings.BLOB_DIR, settings.KEY_DIR = tmp_path / "none", tmp_path / "no keys"
    assert remove_strays(now=WRITTEN) == Swept(names=0, strays=0, removed=0)


def test_each_folder_is_asked_about_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(256):
        remove_strays(now=WRITTEN + DAY)
