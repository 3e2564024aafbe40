"""Celery tasks of the doors: rows are claimed with a lease, so that a task run twice, late or again changes nothing."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cases.bell import ring
from intake.doors.imap import poll
from intake.doors.receive import PROCESS_TASK
from intake.services.alarms import watch
from intake.services.process import waiting_arrivals, work_off
from intake.services.senders import check_waiting

RUNG_FOR = 2
WORK_OFF_S = 10.0
WITHOUT_BROKER_S = 60.0


@shared_task(name=PROCESS_TASK)
def process_arrival(_arrival_id: int) -> None:
    """Process what waits, the arrival that rang among it."""
    work_off(seconds=WORK_OFF_S, clock=timezone.now)


@shared_task(name="intake.sweep_arrivals")
def sweep_arrivals() -> None:
    """Ring for arrivals that the bell missed or whose worker died; without a broker, process them here.

    Two workers are rung for, whatever waits: each takes many at once, and a bell for each arrival would fill the queue faster
    than it is worked off, and mail would not be fetched for as long.
    """
    waiting = waiting_arrivals(now=timezone.now(), limit=RUNG_FOR)
    if not all(ring(PROCESS_TASK, arrival_id, queue="intake") for arrival_id in waiting):
        work_off(seconds=WITHOUT_BROKER_S, clock=timezone.now)


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
