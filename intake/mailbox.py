"""A mailbox to fetch from, as one address says it, and how to get a token where it wants one instead of a password."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
OPTIONS = {"move", "auth"}


class Security(StrEnum):
    """How the connection is protected: TLS from the first byte, TLS before the log-in, or none (this machine only)."""

    TLS = "imaps"
    STARTTLS = "imap+starttls"
    NONE = "imap"


@dataclass(frozen=True)
class Mailbox:
    """Where to log in, which folder to read, and where fetched mail goes; the password never shows in a repr."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    folder: str
    move_to: str = ""
    by_token: bool = False

    @property
    def name(self) -> str:
        """Give the name that arrivals carry: folder, host and user, no password."""
        return f"{self.user}/{self.host}/{self.folder}"

    @property
    def moved_name(self) -> str:
        """Give the name that arrivals carry which were found in the folder for fetched mail, and not before."""
        return f"{self.user}/{self.host}/{self.move_to}"

    @classmethod
    def parse(cls, url: str) -> "Mailbox":
        """Read imaps://user:password@host:993/FOLDER?move=Processed&auth=xoauth2. Raises ValueError.

        imap+starttls:// insists on TLS before the log-in. Without TLS (imap://) only this machine itself is taken: a
        password never crosses a network in clear.
        """
        parts = urlsplit(url.strip())
        if parts.scheme not in list(Security) or not parts.hostname or not parts.username:
            raise ValueError("not an IMAP address with user and host")
        security = Security(parts.scheme)
        if security == Security.NONE and parts.hostname not in LOOPBACK:
            raise ValueError("imap:// without TLS to another machine")
        options = _options(parts)
        return cls(
            host=parts.hostname,
            port=parts.port or (993 if security == Security.TLS else 143),
            security=security,
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.lstrip("/")) or "INBOX",
            move_to=options.get("move", ""),
            by_token=options.get("auth") == "xoauth2",
        )


@dataclass(frozen=True)
class TokenSource:
    """Where access tokens for XOAUTH2 come from: a command that prints one, or an OAuth 2 server (RFC 6749).

    With `refresh_token` the grant is that of section 6, without it the client credentials of section 4.4.
    """

    command: tuple[str, ...] = ()
    url: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""


def parse_mailboxes(text: str) -> tuple[Mailbox, ...]:
    """Read several addresses, parted by commas or line ends. Raises ValueError, also when two are the same mailbox."""
    mailboxes = tuple(Mailbox.parse(url) for url in re.split(r"[,\n]", text) if url.strip())
    if len({mailbox.name for mailbox in mailboxes}) != len(mailboxes):
        raise ValueError("the same mailbox twice")
    return mailboxes


def checked_token_url(url: str) -> str:
    """Give the address of a token server, which must be https:// or on this machine. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return url
    raise ValueError("a token server without TLS on another machine")


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    if set(options) - OPTIONS or options.get("auth", "password") not in ("password", "xoauth2"):
        raise ValueError("not an IMAP address: its options are move=FOLDER and auth=xoauth2")
    return options
