"""Celery tasks of the outbox and of the virus scan: run twice or late they send nothing twice and judge nothing otherwise."""

import time

from celery import shared_task
from django.utils import timezone

from cases.bell import ring
from correspondence.services.digests import SEND_DIGEST_TASK, due_digests, send_digest
from correspondence.services.outbox import SEND_TASK, due_letters, is_paused, send
from correspondence.services.scanning import scan_waiting
from correspondence.services.staffmail import SEND_STAFF_MAIL_TASK, due_staff_mails, send_staff_mail

GOES_ON_S = 10.0


@shared_task(name=SEND_TASK)
def send_letter(letter_id: int) -> None:
    """Send the letter if its time has come and nobody else sends it, then for a while what else is due.

    Letters that were queued together ring once; what one worker does not get to in its time the sweep rings for.
    """
    ends = time.monotonic() + GOES_ON_S
    send(letter_id=letter_id, now=timezone.now())
    others = [] if is_paused(now=timezone.now()) else due_letters(now=timezone.now())
    for other in others:
        if time.monotonic() >= ends:
            return
        send(letter_id=other, now=timezone.now())


@shared_task(name="correspondence.sweep_outbox")
def sweep_outbox() -> None:
    """Ring for letters that are due: the undo window ended, a retry's time came, or a bell was lost."""
    for letter_id in due_letters(now=timezone.now()):
        if not ring(SEND_TASK, letter_id, queue="mail_out"):
            send(letter_id=letter_id, now=timezone.now())


@shared_task(name=SEND_DIGEST_TASK)
def send_digest_task(digest_id: int) -> None:
    """Send the digest if its time has come and nobody else sends it."""
    send_digest(digest_id=digest_id, now=timezone.now())


@shared_task(name="correspondence.sweep_digests")
def sweep_digests() -> None:
    """Ring for digests that wait; run twice, each is sent once."""
    for digest_id in due_digests(now=timezone.now()):
        if not ring(SEND_DIGEST_TASK, digest_id, queue="mail_out"):
            send_digest(digest_id=digest_id, now=timezone.now())


@shared_task(name=SEND_STAFF_MAIL_TASK)
def send_staff_mail_task(mail_id: int) -> None:
    """Send the mail if nobody else does."""
    send_staff_mail(mail_id=mail_id, now=timezone.now())


@shared_task(name="correspondence.sweep_staff_mails")
def sweep_staff_mails() -> None:
    """Ring for mails to staff that wait; run twice, each is sent once."""
    for mail_id in due_staff_mails(now=timezone.now()):
        if not ring(SEND_STAFF_MAIL_TASK, mail_id, queue="mail_out"):
            send_staff_mail(mail_id=mail_id, now=timezone.now())


@shared_task(name="correspondence.scan_attachments")
def scan_attachments() -> None:
    """Have the files scanned that wait for it; run twice, the verdict is the same."""
    scan_waiting(now=timezone.now())
