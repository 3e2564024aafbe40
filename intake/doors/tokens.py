"""Access tokens for mailboxes that want XOAUTH2: fetched when needed, kept in memory until shortly before they end."""

import json
import subprocess
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from intake.errors import NoToken
from intake.mailbox import TokenSource

TIMEOUT_S = 20
# A token is not used in its last minute, and one whose end is not told is kept for five.
SPARE_S = 60
KEPT_S = 300
MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Token:
    """An access token and the moment, on the clock that only goes forward, up to which it may be used."""

    value: str = field(repr=False)
    good_until: float


_kept: dict[tuple[TokenSource, str], Token] = {}


def token_for(source: TokenSource, *, user: str) -> str:
    """Give an access token for the user. Raises NoToken, which names neither secret nor user."""
    kept = _kept.get((source, user))
    if kept is None or kept.good_until <= time.monotonic():
        kept = _kept[(source, user)] = _fetch(source, user)
    return kept.value


def forget_token(source: TokenSource, *, user: str) -> None:
    """Drop a token that the mail server refused, so that the next log-in asks for another."""
    _kept.pop((source, user), None)


def _fetch(source: TokenSource, user: str) -> Token:
    try:
        return _from_command(source, user) if source.command else _from_server(source)
    except (OSError, ValueError, KeyError, TypeError, subprocess.SubprocessError) as error:
        raise NoToken(why=type(error).__name__) from error


def _from_command(source: TokenSource, user: str) -> Token:
    """Run the command, where `{user}` stands for the mailbox's user; its first line is the token."""
    words = [word.replace("{user}", user) for word in source.command]
    done = subprocess.run(words, capture_output=True, timeout=TIMEOUT_S, check=True, text=True)  # noqa: S603 (no shell; set by whoever runs the desk)
    return Token(value=done.stdout.splitlines()[0].strip() if done.stdout.strip() else _none(), good_until=_until(None))


def _from_server(source: TokenSource) -> Token:
    fields = {"client_id": source.client_id, "client_secret": source.client_secret, "scope": source.scope}
    grant = {"grant_type": "refresh_token", "refresh_token": source.refresh_token}
    fields |= grant if source.refresh_token else {"grant_type": "client_credentials"}
    body = urlencode({name: value for name, value in fields.items() if value}).encode()
    request = Request(source.url, data=body, headers={"Accept": "application/json"})  # noqa: S310 (settings take https only)
    with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 (the same address)
        said = json.loads(answer.read(MOST_BYTES))
    return Token(value=str(said["access_token"]), good_until=_until(said.get("expires_in")))


def _until(seconds: object) -> float:
    lasts = float(seconds) - SPARE_S if isinstance(seconds, int | float | str) and seconds else KEPT_S
    return time.monotonic() + lasts


def _none() -> str:
    raise ValueError("the command printed no token")
