"""A mail server that takes every letter and keeps it, as the next server after ours would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.parts.process import free_port


@dataclass
class Sink:
    """What was taken: `letters` are the bytes in the order of their arrival."""

    port: int
    letters: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Keep the letter and say so."""
        self.letters.append(envelope.original_content or b"")
        self.recipients.extend(envelope.rcpt_tos)
        return "250 2.0.0 kept"


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """Run the server in a thread of the test."""
    sink = Sink(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
