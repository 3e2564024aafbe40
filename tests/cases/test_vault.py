"""Encrypted blobs: nothing readable on disk, any change is noticed, destroying the key destroys the blob."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from cases import vault
from cases.errors import BlobUnreadable
from cases.gathering import gathered
from cases.models import Blob
from tests.builders import noon

pytestmark = pytest.mark.django_db
CANARY = b"CANARY-4711 Renate Requester"


def files_below(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_what_is_stored_comes_back_and_is_unreadable_on_disk(settings):
    blob = vault.store(CANARY, now=noon(2026, 9, 3))
    assert vault.load(blob) == CANARY
    assert not [path for path in files_below(settings.DATA_DIR) if CANARY in path.read_bytes()]


@pytest.mark.parametrize("together", [False, True])
def test_what_the_disk_does_not_take_has_no_row(monkeypatch, together):
    def full(path, data):
        raise OSError(28, "No space left on device")

    vault.store(CANARY, now=noon(2026, 9, 3))
    monkeypatch.setattr(vault, "_write", full)
    with pytest.raises(OSError, match="No space"), gathered() if together else nullcontext():
        vault.store(CANARY, now=noon(2026, 9, 3))
    assert Blob.objects.count() == 1


def test_equal_bytes_have_equal_fingerprints_and_different_files():
    one, two = vault.store(CANARY, now=noon(2026, 9, 3)), vault.store(CANARY, now=noon(2026, 9, 3))
    assert one.fingerprint == two.fingerprint
    assert one.name != two.name


@pytest.mark.parametrize("part", ["blob", "key"])
def test_a_flipped_bit_or_a_lost_file_is_refused(settings, part):
    blob = vault.store(CANARY, now=noon(2026, 9, 3))
    folder = settings.BLOB_DIR if part == "blob" else settings.KEY_DIR / "blobs"
    path = Path(folder) / blob.name[:2] / blob.name
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(BlobUnreadable):
        vault.load(blob)
    path.unlink()
    with pytest.raises(BlobUnreadable):
        vault.load(blob)


def test_a_blob_moved_to_another_name_is_refused(settings):
    one, two = vault.store(b"one", now=noon(2026, 9, 3)), vault.store(b"two", now=noon(2026, 9, 3))
    for folder in (settings.BLOB_DIR, settings.KEY_DIR / "blobs"):
        source, target = (Path(folder) / blob.name[:2] / blob.name for blob in (one, two))
        target.write_bytes(source.read_bytes())
    with pytest.raises(BlobUnreadable):
        vault.load(two)


def test_destroying_takes_key_and_bytes_and_keeps_the_row(settings):
    blob = vault.store(CANARY, now=noon(2026, 9, 3))
    vault.destroy(blob, now=noon(2026, 9, 4))
    blob.refresh_from_db()
    assert blob.destroyed_at == noon(2026, 9, 4)
    assert not [path for path in files_below(settings.DATA_DIR) if path.name == blob.name]
    with pytest.raises(BlobUnreadable):
        vault.load(blob)


def test_the_key_folder_is_for_its_owner_only(settings):
    vault.store(CANARY, now=noon(2026, 9, 3))
    assert (settings.KEY_DIR / "store.key").stat().st_mode & 0o777 == 0o600
