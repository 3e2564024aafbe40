"""`smtp_door`: runs the SMTP door until it is told to end."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.doors.smtp import Door, DoorSettings
from intake.errors import DoorClosed


class Command(BaseCommand):
    """Listen for mail as SMTP_DOOR_* say."""

    help = "Run the SMTP door: mail for our mailboxes is stored before it is acknowledged."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Open the door and wait for SIGTERM or Ctrl-C."""
        door = DoorSettings(
            size_limit=settings.MAX_MESSAGE_BYTES,
            allow=tuple(settings.SMTP_DOOR["allow"]),
            **{name: value for name, value in settings.SMTP_DOOR.items() if name != "allow"},
        )
        try:
            asyncio.run(_serve(door))
        except (DoorClosed, OSError) as error:
            raise CommandError(f"The SMTP door cannot open: {error}") from error


async def _serve(door_settings: DoorSettings) -> None:
    loop = asyncio.get_running_loop()
    door = Door(door_settings, now=timezone.now, loop=loop)
    server = await loop.create_server(door.factory, host=door_settings.host, port=door_settings.port)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with server:
        await stop.wait()
