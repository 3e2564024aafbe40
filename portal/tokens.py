"""The hidden token of each rendered form: it makes a repeated post one arrival, and tells when the form was shown."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.signing import BadSignature, Signer

SIGNER = Signer(salt="portal.form", sep=".")


@dataclass(frozen=True)
class FormToken:
    """A token of ours that came back: its random part, and the moment (aware) at which the form was shown."""

    random: str
    shown_at: datetime


def issue(*, now: datetime) -> str:
    """Give a fresh token for a form that is shown now."""
    return SIGNER.sign(f"{secrets.token_urlsafe(24)}!{int(now.timestamp())}")


def read(token: str) -> FormToken | None:
    """Give what a token of ours says, or nothing for any other text."""
    try:
        random, _, shown = SIGNER.unsign(token).partition("!")
    except BadSignature:
        return None
    return FormToken(random=random, shown_at=datetime.fromtimestamp(int(shown), tz=UTC))


def arrival_key(token: FormToken, raw: bytes) -> str:
    """Give the key against repeats: the same form with the same content is one arrival, changed content another.

    So a double click leaves one case, and a person who goes back, writes something else and sends again loses nothing.
    """
    return hashlib.sha256(token.random.encode() + b"\n" + raw).hexdigest()
