"""The bell: tells a worker at once that a row waits. Losing it loses nothing, since the sweeps find the row."""

import time

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction

log = structlog.get_logger(__name__)

# After a failed ring nobody waits for the broker again for this long.
QUIET_SECONDS = 20.0
_quiet_until = 0.0


def ring_on_commit(task: str, row_id: int, *, queue: str) -> None:
    """Ring after the transaction; a broker that does not answer is logged and left alone for a while."""
    transaction.on_commit(lambda: ring(task, row_id, queue=queue), robust=True)


def ring(task: str, row_id: int, *, queue: str) -> bool:
    """Send the task with the row's id; tell whether the broker took it."""
    global _quiet_until
    if not settings.BELL_RINGS or time.monotonic() < _quiet_until:
        return False
    try:
        current_app.send_task(task, args=[row_id], queue=queue, expires=300)
    except Exception as error:  # whatever the broker's client raises, the row is safe and a sweep finds it
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("bell.failed", task=task, error=type(error).__name__)
        return False
    return True
