"""A mailbox to fetch from, as one address says it."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Mailbox:
    """Where to log in and which folder to read; the password never shows in a repr."""

    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)
    folder: str

    @property
    def name(self) -> str:
        """Give the name that arrivals carry: folder, host and user, no password."""
        return f"{self.user}/{self.host}/{self.folder}"

    @classmethod
    def parse(cls, url: str) -> "Mailbox":
        """Read imaps://user:password@host:993/FOLDER. Raises ValueError.

        Without TLS (imap://) only this machine itself is taken: a password never crosses a network in clear.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("imaps", "imap") or not parts.hostname or not parts.username:
            raise ValueError("not an IMAP address with user and host")
        tls = parts.scheme == "imaps"
        if not tls and parts.hostname not in LOOPBACK:
            raise ValueError("imap:// without TLS to another machine")
        return cls(
            host=parts.hostname,
            port=parts.port or (993 if tls else 143),
            tls=tls,
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.lstrip("/")) or "INBOX",
        )
