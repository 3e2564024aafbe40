"""The SMTP door: takes mail for our mailboxes and issued reply addresses only, and says 250 after the commit.

A bare line feed is refused (a way to smuggle a second message past the server before us), and size, time, connections
and the memory of all mails together are limited. Beyond this machine the door opens only with an allow-list, or with TLS
and a password.
"""

import asyncio
import hmac
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any

import structlog
from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, syntax
from django.db import close_old_connections, connection

from cases.organisation import organisation
from cases.words import Channel
from correspondence.links import link_for
from correspondence.models import Link
from intake.doors.receive import Delivery, receive
from intake.doors.room import NO_ROOM, Reading, Room
from intake.errors import DoorClosed
from intake.match import tokens_in

log = structlog.get_logger(__name__)

BARE_LF = re.compile(rb"(?<!\r)\n")
TIMEOUT_S = 60
MOST_RECIPIENTS = 20
MOST_CONNECTIONS = 50


@dataclass(frozen=True)
class DoorSettings:
    """Where the door stands and whom it lets in."""

    host: str
    port: int
    size_limit: int
    memory: int = 256 * 1024 * 1024
    allow: tuple[str, ...] = ()
    tls_cert: str = ""
    tls_key: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_local(self) -> bool:
        """Tell whether only this machine can reach the door."""
        return self.host == "localhost" or ip_address(self.host).is_loopback

    def check(self) -> None:
        """Refuse to open wider than is safe. Raises DoorClosed."""
        guarded = bool(self.tls_cert and self.user and self.password)
        if not self.is_local and not self.allow and not guarded:
            raise DoorClosed(
                f"SMTP_DOOR_HOST is {self.host}, which others can reach. Name the servers that may deliver in "
                "SMTP_DOOR_ALLOW, or set SMTP_DOOR_TLS_CERT, SMTP_DOOR_USER and SMTP_DOOR_PASSWORD."
            )


class Handler:
    """Answers one SMTP conversation; the database is asked in a thread."""

    def __init__(self, settings: DoorSettings, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self.now = now
        self.room = Room(settings.memory)
        self.networks = [ip_network(network, strict=False) for network in settings.allow]

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Take the greeting of a server that may deliver."""
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Let in whom the allow-list names, while there is room for so large a mail."""
        if self.networks and not self._may_deliver(session):
            return "550 5.7.1 This server takes mail from named servers only"
        if not self.room.has(_declared_size(options)):
            return NO_ROOM
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take our mailboxes and reply addresses that we issued, nothing else."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            ours = await asyncio.to_thread(_is_ours, address)
        except Exception as error:  # the database is away: the sender tries again later
            log.warning("smtp.recipient_unknown", error=type(error).__name__)
            return "451 4.3.0 Please try again later"
        if not ours:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (its name)
        """Store the bytes and answer 250 once they are committed; 451 keeps the mail with the sender."""
        raw = envelope.original_content or b""
        if BARE_LF.search(raw):
            return "554 5.6.0 A line ends without carriage return; please send lines that end in CRLF"
        try:
            await asyncio.to_thread(self._store, raw, list(envelope.rcpt_tos), envelope.mail_from in (None, "", "<>"))
        except Exception as error:  # disk full, database away, or worse: nothing is acknowledged that is not kept
            log.error("smtp.not_stored", error=type(error).__name__)
            return "451 4.3.0 The message could not be stored; please try again later"
        return "250 2.0.0 Stored"

    def _store(self, raw: bytes, envelope_to: list[str], null_return_path: bool) -> None:
        now = self.now()
        delivery = Delivery(
            raw=raw,
            channel=Channel.MAIL,
            source="smtp",
            received_at=now,
            envelope_to=envelope_to,
            null_return_path=null_return_path,
        )
        with _for_a_moment():
            receive(delivery, now=now)

    def _may_deliver(self, session: Session) -> bool:
        peer = ip_address((session.peer or ["0.0.0.0"])[0])  # noqa: S104 (no address is on no list)
        return any(peer in network for network in self.networks)


class Door(UnthreadedController):
    """The listening socket with its limits."""

    def __init__(self, settings: DoorSettings, *, now: Callable[[], datetime], loop: asyncio.AbstractEventLoop) -> None:
        settings.check()
        self.settings = settings
        self.open_connections = 0
        super().__init__(
            Handler(settings, now),
            hostname=settings.host,
            port=settings.port,
            loop=loop,
            data_size_limit=settings.size_limit,
            enable_SMTPUTF8=True,
            ident="Claims Desk",
            timeout=TIMEOUT_S,
            **_tls_and_auth(settings),
        )

    def factory(self) -> SMTP:
        """Give a conversation to a new connection, or one that says "later" when there are too many."""
        return LimitedSMTP(self, self.handler, **self.SMTP_kwargs)


class LimitedSMTP(SMTP):
    """One conversation that counts itself among the open ones."""

    def __init__(self, door: Door, *args: Any, **kwargs: Any) -> None:
        self.door = door
        super().__init__(*args, **kwargs)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection; over the limit, say so and close."""
        upgraded = self._original_transport is not None if hasattr(self, "_original_transport") else False
        if not upgraded:
            self.door.open_connections += 1
        if self.door.open_connections > MOST_CONNECTIONS and isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.3.2 Too many connections, please try again later\r\n")
            transport.close()
            return
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count the connection out."""
        self.door.open_connections -= 1
        super().connection_lost(error)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (aiosmtpd's name)
        """Read a mail within the room that is left for all of them; aiosmtpd itself keeps each line as an object."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if arg or not self.envelope or not self.envelope.rcpt_tos:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 Error: need RCPT command")
            return
        handler: Handler = self.event_handler
        reading = Reading(handler.room, handler.settings.size_limit)
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        try:
            await reading.read(self._reader)
            await self.push(reading.refusal or await self._kept(reading))
        except asyncio.CancelledError:  # the connection is gone
            self._writer.close()
            raise
        finally:
            if not reading.is_stored:
                reading.forget()
        self._set_post_data_state()

    async def _kept(self, reading: Reading) -> str:
        """Have the mail stored; its room is given back when that ends, also where nobody waits for it any more."""
        assert self.envelope is not None  # noqa: S101 - a conversation has one, for the type checker
        self.envelope.content = self.envelope.original_content = bytes(reading.content)
        reading.content = bytearray()  # the copy is enough
        storing = asyncio.ensure_future(self._call_handler_hook("DATA"))
        reading.is_stored = True
        storing.add_done_callback(lambda _done: reading.forget())
        return str(await asyncio.shield(storing))


def _declared_size(options: list[str]) -> int:
    """Give the size that a client declares (RFC 1870), 0 where it declares none."""
    declared = next((value for name, _, value in (one.partition("=") for one in options) if name == "SIZE"), "")
    return int(declared) if declared.isdecimal() else 0


def _is_ours(address: str) -> bool:
    ours = organisation().mailboxes
    if address.lower() in ours:
        return True
    with _for_a_moment():
        return any(link_for(purpose=Link.Purpose.REPLY, secret=token) for token in tokens_in([address], ours))


@contextmanager
def _for_a_moment() -> Iterator[None]:
    """Use the database in a thread that may be asked next in an hour: its place in the pool is for others meanwhile."""
    close_old_connections()
    try:
        yield
    finally:
        connection.close()


def _tls_and_auth(settings: DoorSettings) -> dict[str, Any]:
    if not settings.tls_cert:
        return {}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(settings.tls_cert, settings.tls_key or None)
    given: dict[str, Any] = {"tls_context": context, "require_starttls": True}
    if settings.user:
        given |= {"auth_required": True, "auth_require_tls": True, "authenticator": _authenticator(settings)}
    return given


def _authenticator(settings: DoorSettings) -> Callable[..., AuthResult]:
    def check(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        right = (
            isinstance(data, LoginPassword)
            and hmac.compare_digest(data.login, settings.user.encode())
            and hmac.compare_digest(data.password, settings.password.encode())
        )
        return AuthResult(success=right, handled=False)

    return check
