"""A mail server that takes every letter and keeps it, as the next server after ours would, or fails in one of the known ways."""

import asyncio
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.parts.certificates import Identity
from tests.parts.process import free_port

Fault = Literal["", "421 at connect", "450 at RCPT", "451 after DATA", "550 at RCPT", "552 after DATA", "drop", "slow"]
SLOW_S = 3.0


@dataclass
class Sink:
    """What was taken: `letters` are the bytes in the order of their arrival. `fault` may change while it runs."""

    port: int
    fault: Fault = ""
    letters: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the recipient, or not."""
        if self.fault.endswith("at RCPT"):
            return f"{self.fault[:3]} not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Keep the letter and say so, or fail."""
        if self.fault.endswith("after DATA"):
            return f"{self.fault[:3]} not this one"
        if self.fault == "slow":
            await asyncio.sleep(SLOW_S)
            return "451 too late"
        self.letters.append(envelope.original_content or b"")
        self.recipients.extend(envelope.rcpt_tos)
        if self.fault == "drop" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()  # it is kept, and whoever sent it never hears so
        return "250 2.0.0 kept"


class FaultySMTP(SMTP):
    """A conversation that may end before it begins."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection; say 421 where that is asked for."""
        sink: Sink = self.event_handler
        sink.connections += 1
        if sink.fault == "421 at connect" and isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.3.2 not now\r\n")
            transport.close()
        else:
            super().connection_made(transport)


class SinkController(Controller):
    """The listening server."""

    def factory(self) -> SMTP:
        """Give a conversation to a new connection."""
        return FaultySMTP(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_sink(*, identity: Identity | None = None) -> Iterator[Sink]:
    """Run the server in a thread of the test; with an `identity` it offers STARTTLS."""
    sink = Sink(port=free_port())
    options: dict[str, Any] = {}
    if identity is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(identity.certificate, identity.key)
        options = {"tls_context": context}
    controller = SinkController(sink, hostname="127.0.0.1", port=sink.port, **options)
    controller.start()
    try:
        yield sink
    finally:
        if sink.fault == "slow":
            time.sleep(SLOW_S)  # let its last conversation end, so that the loop closes in order
        controller.stop()
