"""Our mark on a letter that leaves through a mail provider: what the provider later says counts only when it carries it."""

import hashlib
import hmac
from typing import Any

from django.conf import settings

from cases.vault import derived_key
from correspondence.models import Letter

FIELD = "claims_letter"
ANYMAIL = "anymail.backends."


def provider_in_use() -> str:
    """Give Anymail's name of the provider that takes our letters, or nothing where another way is used."""
    backend: str = settings.EMAIL_BACKEND
    return backend.removeprefix(ANYMAIL).partition(".")[0] if backend.startswith(ANYMAIL) else ""


def mark_of(letter: Letter) -> dict[str, str]:
    """Give the metadata that a letter carries; nothing where no provider would give it back."""
    provider = provider_in_use()
    return {FIELD: f"{letter.pk}.{_signature(letter.pk, provider)}"} if provider else {}


def letter_of(metadata: Any, *, provider: str) -> Letter | None:
    """Give the letter whose mark this is, if we made it for this provider."""
    said = metadata.get(FIELD) if isinstance(metadata, dict) else None
    number, _, signature = str(said or "").partition(".")
    if not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(int(number), provider).encode()):
        return None
    return Letter.objects.select_related("case").filter(pk=int(number)).first()


def _signature(number: int, provider: str) -> str:
    return hmac.new(derived_key("tracking"), f"{provider}:{number}".encode(), hashlib.sha256).hexdigest()
