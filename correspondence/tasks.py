"""Celery tasks of the outbox: a row is claimed before it is sent, so that a task run twice or late sends nothing twice."""

from celery import shared_task
from django.utils import timezone

from cases.bell import ring
from correspondence.services.outbox import SEND_TASK, due_letters, send


@shared_task(name=SEND_TASK)
def send_letter(letter_id: int) -> None:
    """Send the letter if its time has come and nobody else sends it."""
    send(letter_id=letter_id, now=timezone.now())


@shared_task(name="correspondence.sweep_outbox")
def sweep_outbox() -> None:
    """Ring for letters that are due: the undo window ended, a retry's time came, or a bell was lost."""
    for letter_id in due_letters(now=timezone.now()):
        if not ring(SEND_TASK, letter_id, queue="mail_out"):
            send(letter_id=letter_id, now=timezone.now())
