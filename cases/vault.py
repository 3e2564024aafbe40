"""Encrypted blobs: AES-256-GCM, one data key per blob, the wrapped keys in KEY_DIR outside the database and its backups.

A blob is destroyed by destroying its key. Derived keys (fingerprints, links) come from the same store key by HKDF, one
purpose each. docs/encryption.md explains what this protects and what it does not.
"""

import hashlib
import hmac
import os
import secrets
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from cases.errors import BlobUnreadable
from cases.gathering import add
from cases.models import Blob

NONCE_BYTES = 12
KEY_BYTES = 32


def store(data: bytes, *, now: datetime) -> Blob:
    """Encrypt `data` under a key of its own and give its row. On disk before it returns; raises OSError when full."""
    name = secrets.token_hex(20)
    key = AESGCM.generate_key(bit_length=256)
    _write(_key_path(name), _seal(_store_key(), key, name))
    _write(_blob_path(name), _seal(key, data, name))
    return add(Blob(name=name, size=len(data), fingerprint=fingerprint(data), created_at=now), keyed=True)


def load(blob: Blob) -> bytes:
    """Give the bytes back. Raises BlobUnreadable when file or key are gone, destroyed or changed."""
    try:
        key = _unseal(_store_key(), _key_path(blob.name).read_bytes(), blob.name)
        return _unseal(key, _blob_path(blob.name).read_bytes(), blob.name)
    except (FileNotFoundError, InvalidTag) as error:
        raise BlobUnreadable(f"Blob {blob.pk} cannot be read: its file or key is gone or was changed.") from error


def destroy(blob: Blob, *, now: datetime) -> None:
    """Destroy the key, then the bytes; the row stays and says when."""
    _key_path(blob.name).unlink(missing_ok=True)
    _blob_path(blob.name).unlink(missing_ok=True)
    Blob.objects.filter(pk=blob.pk, destroyed_at__isnull=True).update(destroyed_at=now)


def fingerprint(data: bytes) -> str:
    """Give the HMAC-SHA-256 of `data` under the store key, hex: equal for equal bytes, useless without the key."""
    return hmac.new(derived_key("fingerprint"), data, hashlib.sha256).hexdigest()


def derived_key(purpose: str) -> bytes:
    """Give a 32-byte key for one purpose (RFC 5869)."""
    return _derive(_store_key(), purpose)


@lru_cache(maxsize=32)
def _derive(store_key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(store_key)


def _store_key() -> bytes:
    return _read_store_key(Path(settings.KEY_DIR))


@lru_cache(maxsize=8)
def _read_store_key(key_dir: Path) -> bytes:
    """Read the key that wraps all others; the first process to need it makes it."""
    path = key_dir / "store.key"
    key_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        fresh = key_dir / f"store.key.{secrets.token_hex(8)}"
        _write(fresh, secrets.token_bytes(KEY_BYTES))
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


def _blob_path(name: str) -> Path:
    return Path(settings.BLOB_DIR) / name[:2] / name


def _key_path(name: str) -> Path:
    return Path(settings.KEY_DIR) / "blobs" / name[:2] / name


def _write(path: Path, data: bytes) -> None:
    """Write so that after a crash the file is whole or not there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    handle = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
