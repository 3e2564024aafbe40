"""The keys of the API: made here, shown once, kept as a hash; found again by their prefix."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

import structlog

from cases.errors import Refused
from cases.words import Actor
from intake.models import ApiKey

log = structlog.get_logger(__name__)

MARK = "cdk"
PREFIX_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
PREFIX_LENGTH = 8
SECRET_BYTES = 32
# Compared with where no such key is, so that a wrong prefix takes as long as a wrong secret.
NO_DIGEST = "0" * 64


def issue(*, name: str, scopes: Sequence[str], by: Actor, now: datetime) -> tuple[ApiKey, str]:
    """Make a key and give its row and the whole key, `cdk_<prefix>_<secret>`, which nobody can show again. Raises Refused."""
    _check(name, scopes)
    prefix = "".join(secrets.choice(PREFIX_ALPHABET) for _ in range(PREFIX_LENGTH))
    secret = secrets.token_hex(SECRET_BYTES)
    key = ApiKey.objects.create(
        name=name.strip(), prefix=prefix, digest=_digest(secret), scopes=list(dict.fromkeys(scopes)), created_at=now
    )
    log.info("api_key.issued", key=prefix, scopes=key.scopes, by=str(by))
    return key, f"{MARK}_{prefix}_{secret}"


def revoke(*, key: ApiKey, by: Actor, now: datetime) -> None:
    """End a key at once; one that has ended keeps its first end."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now):
        log.info("api_key.revoked", key=key.prefix, by=str(by))


def find(given: str) -> ApiKey | None:
    """Give the live key that `given` is, or nothing; takes the same time for a wrong prefix as for a wrong secret."""
    mark, _, rest = given.partition("_")
    prefix, _, secret = rest.partition("_")
    shaped = mark == MARK and prefix.isascii() and prefix.isalnum()
    key = ApiKey.objects.filter(prefix=prefix, revoked_at__isnull=True).first() if shaped else None
    same = hmac.compare_digest(_digest(secret), key.digest if key else NO_DIGEST)
    return key if same else None


def _digest(secret: str) -> str:
    """Give the SHA-256, hex; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _check(name: str, scopes: Sequence[str]) -> None:
    if not 1 <= len(name.strip()) <= 80:
        raise Refused("Name the key after the system that uses it, in 1 to 80 characters.")
    known = ApiKey.Scope.values
    unknown = [scope for scope in scopes if scope not in known]
    if unknown or not scopes:
        raise Refused(f"Give the key one or more of these scopes: {', '.join(known)}.")
