"""Encrypted blobs: AES-256-GCM, one data key per blob, the wrapped keys in KEY_DIR outside the database and its backups.

A blob is destroyed by destroying its key. Derived keys (fingerprints, links) come from the same store key by HKDF, one
purpose each. docs/encryption.md explains what this protects and what it does not.
"""

import hmac
import os
import secrets
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from cases.disk import bring_to_disk
from cases.errors import BlobUnreadable
from cases.gathering import add, defer
from cases.models import Blob

NONCE_BYTES = 12
KEY_BYTES = 32


def store(data: bytes, *, now: datetime, known_as: str = "") -> Blob:
    """Encrypt `data` under a key of its own and give its row. Raises OSError when the disk is full.

    The bytes are safe on the disk before the row is saved: those of many rows are brought there together.
    `known_as` is their fingerprint, for who has it at hand.
    """
    name, key = secrets.token_hex(20), AESGCM.generate_key(bit_length=256)
    paths = [_key_path(name), _blob_path(name)]
    _write(paths[0], _seal(_store_key(), key, name))
    _write(paths[1], _seal(key, data, name))
    defer(bring_to_disk, paths)
    blob = Blob(name=name, size=len(data), fingerprint=known_as or fingerprint(data), created_at=now)
    return add(blob, keyed=True)


def load(blob: Blob) -> bytes:
    """Give the bytes back. Raises BlobUnreadable when file or key are gone, destroyed or changed."""
    try:
        key = _unseal(_store_key(), _read(_key_path(blob.name)), blob.name)
        return _unseal(key, _read(_blob_path(blob.name)), blob.name)
    except (FileNotFoundError, InvalidTag) as error:
        raise BlobUnreadable(f"Blob {blob.pk} cannot be read: its file or key is gone or was changed.") from error


def destroy(blob: Blob, *, now: datetime) -> None:
    """Destroy the key, then the bytes; the row stays and says when."""
    for path in (_key_path(blob.name), _blob_path(blob.name)):
        with suppress(FileNotFoundError):
            os.unlink(path)
    Blob.objects.filter(pk=blob.pk, destroyed_at__isnull=True).update(destroyed_at=now)


def fingerprint(data: bytes) -> str:
    """Give the HMAC-SHA-256 of `data` under the store key, hex: equal for equal bytes, useless without the key."""
    return hmac.digest(derived_key("fingerprint"), data, "sha256").hex()


def derived_key(purpose: str) -> bytes:
    """Give a 32-byte key for one purpose (RFC 5869)."""
    return _derive(_store_key(), purpose)


@lru_cache(maxsize=32)
def _derive(store_key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(store_key)


def _store_key() -> bytes:
    return _read_store_key(str(settings.KEY_DIR))


@lru_cache(maxsize=8)
def _read_store_key(folder: str) -> bytes:
    """Read the key that wraps all others; the first process to need it makes it."""
    key_dir = Path(folder)
    path = key_dir / "store.key"
    key_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        fresh = key_dir / f"store.key.{secrets.token_hex(8)}"
        _write(str(fresh), secrets.token_bytes(KEY_BYTES))
        bring_to_disk([str(fresh)])
        _link_unless_there(fresh, path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise BlobUnreadable(f"{path} does not hold a key of {KEY_BYTES} bytes; restore it from your key backup.")
    return key


def _link_unless_there(fresh: Path, path: Path) -> None:
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process made it a moment earlier, and its key holds
    finally:
        fresh.unlink()


def _seal(key: bytes, data: bytes, name: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, name.encode())


def _unseal(key: bytes, sealed: bytes, name: str) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())


def _blob_path(name: str) -> str:
    return f"{settings.BLOB_DIR}/{name[:2]}/{name}"


def _key_path(name: str) -> str:
    return f"{settings.KEY_DIR}/blobs/{name[:2]}/{name}"


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _write(path: str, data: bytes) -> None:
    """Write a file of a name that nobody else has or asks for."""
    with os.fdopen(_open_new(path), "wb") as file:
        file.write(data)


def _open_new(path: str) -> int:
    flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:  # the first in its folder
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        return os.open(path, flags, 0o600)


def shelves(prefix: str) -> tuple[str, str]:
    """Give the folders of the keys and of the bytes of blobs whose names begin with these two characters."""
    return os.path.dirname(_key_path(prefix)), os.path.dirname(_blob_path(prefix))
