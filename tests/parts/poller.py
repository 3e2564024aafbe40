"""A poller as a process of its own: `python -m tests.parts.poller SECONDS LEASE_SECONDS` polls IMAP_URL again and again.

A lease below nought is one that has always run out, so that pollers are in the mailbox at the same moment.
"""

import os
import sys
import time
from datetime import timedelta

import django


def main() -> None:
    """Poll until the time is over, and print how many arrivals were new."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - Django must be set up first
    from django.utils import timezone  # noqa: PLC0415

    from intake.doors import imap  # noqa: PLC0415

    imap.LEASE = timedelta(seconds=float(sys.argv[2]))
    new, until = 0, time.monotonic() + float(sys.argv[1])
    while time.monotonic() < until:
        new += imap.poll(settings.IMAP_MAILBOXES[0], now=timezone.now())
        time.sleep(0.02)
    sys.stdout.write(f"{new}\n")


if __name__ == "__main__":
    main()
