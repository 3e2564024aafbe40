"""Celery tasks of the file: each claims rows whose time has come, so that one run twice, late or again changes nothing."""

import time

from celery import shared_task
from django.utils import timezone

from cases.services.anchors import anchor_histories
from cases.services.heartbeat import beat
from cases.services.recomputing import recompute_some
from cases.services.strays import remove_strays
from cases.services.watch import watch_dates

# Well below the time after which a task is stopped: what is left is taken up by the next.
RECOMPUTE_SECONDS = 300


@shared_task(name="cases.watch_dates")
def watch_dates_task() -> None:
    """Tell what has come near or passed; each threshold is told once by its unique key."""
    watch_dates(now=timezone.now())


@shared_task(name="cases.recompute_deadlines")
def recompute_deadlines_task(_cause: int | None = None) -> None:
    """Bring open cases up to the present edition of the laws; a second run finds none, one cut off is gone on with."""
    ends_at = time.monotonic() + RECOMPUTE_SECONDS
    while recompute_some(now=timezone.now()).looked_at:
        if time.monotonic() > ends_at:
            recompute_deadlines_task.apply_async(queue="housekeeping")
            return


@shared_task(name="cases.anchor_histories")
def anchor_histories_task() -> None:
    """Take the day's anchor; a second run on the same day finds it taken."""
    anchor_histories(now=timezone.now())


@shared_task(name="cases.remove_strays")
def remove_strays_task() -> None:
    """Remove files of blobs that no row names; run twice, the second time finds none."""
    remove_strays(now=timezone.now())


@shared_task(name="cases.heartbeat")
def heartbeat_task() -> None:
    """Show that beat sends and a worker works: the last moment wins."""
    beat(name="worker", now=timezone.now())
