"""Celery tasks of the doors: rows are claimed with a lease, so that a task run twice, late or again changes nothing."""

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cases.bell import ring
from intake.doors.imap import poll
from intake.doors.receive import PROCESS_TASK
from intake.services.alarms import watch
from intake.services.process import process, process_waiting, waiting_arrivals
from intake.services.senders import check_waiting

WORK_OFF_TASK = "intake.work_off"
RUNG_FOR = 2
WORK_OFF_S = 10.0


@shared_task(name=PROCESS_TASK)
def process_arrival(arrival_id: int) -> None:
    """Process the arrival if it still waits, and what waits beside it."""
    process(arrival_id=arrival_id, now=timezone.now())
    _work_off()


@shared_task(name="intake.sweep_arrivals")
def sweep_arrivals() -> None:
    """Ring for arrivals that the bell missed or whose worker died; without a broker, process them here.

    Two workers are rung for, whatever waits: a bell for each arrival and sweep would fill the queue faster than it is worked off,
    and mail would not be fetched for as long.
    """
    waiting = waiting_arrivals(now=timezone.now())
    if not all(ring(WORK_OFF_TASK, arrival_id, queue="intake") for arrival_id in waiting[:RUNG_FOR]):
        while process_waiting(now=timezone.now()):
            pass


@shared_task(name=WORK_OFF_TASK)
def work_off(_oldest: int) -> None:
    """Process what waits, oldest first, for a few seconds; run twice or at the same time, each arrival is claimed once."""
    _work_off()


def _work_off() -> None:
    until = time.monotonic() + WORK_OFF_S
    while time.monotonic() < until and process_waiting(now=timezone.now()):
        pass


@shared_task(name="intake.poll_mailbox")
def poll_mailbox(position: int) -> None:
    """Fetch what is new in one of the mailboxes of IMAP_URLS; its lease lets one worker in at a time."""
    if position < len(settings.IMAP_MAILBOXES):
        poll(settings.IMAP_MAILBOXES[position], now=timezone.now())


@shared_task(name="intake.watch_intake")
def watch_intake() -> None:
    """Put a person on it when mail waits too long or a mailbox is not read; told once, it is not told again."""
    watch(mailboxes=[mailbox.name for mailbox in settings.IMAP_MAILBOXES], now=timezone.now())


@shared_task(name="intake.check_senders")
def check_senders() -> None:
    """Check the signatures of new mail; run twice, the result is the same."""
    check_waiting(now=timezone.now())
