"""A session on a mail server: connected, protected by verified TLS, and only then logged in.

A server that offers no STARTTLS, or whose certificate is not its own, gets neither password nor token.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from intake.doors.tokens import forget_token, token_for
from intake.errors import NotProtected
from intake.mailbox import Mailbox, Security

TIMEOUT_S = 30


@contextmanager
def session(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """Give a logged-in client. Raises OSError (also for TLS), IMAPClientError, NotProtected, NoToken."""
    client = _connected(mailbox)
    try:
        _protect(client, mailbox)
        _log_in(client, mailbox)
        yield client
    except BaseException:
        with suppress(OSError):  # whatever went wrong is what counts, not that the socket is gone
            client.shutdown()
        raise
    with suppress(OSError, IMAPClientError):  # the work is done, however the server takes leave
        client.logout()


def _connected(mailbox: Mailbox) -> IMAPClient:
    tls = mailbox.security == Security.TLS
    context = _context() if tls else None
    client = IMAPClient(mailbox.host, mailbox.port, ssl=tls, ssl_context=context, timeout=TIMEOUT_S)
    client.normalise_times = (
        False  # it would take every date for one of today's season, and Dublin's winter for its summer
    )
    return client


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _protect(client: IMAPClient, mailbox: Mailbox) -> None:
    if mailbox.security != Security.STARTTLS:
        return
    if not client.has_capability("STARTTLS"):
        raise NotProtected("The server offers no STARTTLS.")
    client.starttls(_context())


def _log_in(client: IMAPClient, mailbox: Mailbox) -> None:
    if not mailbox.by_token:
        client.login(mailbox.user, mailbox.password)
        return
    source = settings.IMAP_TOKENS
    try:
        client.oauth2_login(mailbox.user, token_for(source, user=mailbox.user))
    except LoginError:
        forget_token(source, user=mailbox.user)
        raise
