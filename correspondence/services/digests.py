"""The daily digests to members of staff: rows in the outbox, one a person and day, sent like letters but about no case.

A digest that has not left when its day is over is not sent any more: the next day has its own.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from cases.bell import ring_on_commit
from cases.models import User
from cases.office import office_day
from correspondence.models import Digest, OutboxState
from correspondence.services.staffpost import claim, due, end, new_message_id, send_row

SEND_DIGEST_TASK = "correspondence.send_digest"


@transaction.atomic
def queue_digest(*, user: User, on: date, subject: str, body: str, now: datetime) -> Digest | None:
    """Settle a day for a member of staff, once: with a digest, or without one where `body` is empty; give the digest."""
    days_before = Q(digested_on__isnull=True) | Q(digested_on__lt=on)
    if User.objects.filter(days_before, pk=user.pk).update(digested_on=on) != 1 or not body:
        return None
    digest = Digest.objects.create(
        user=user,
        on=on,
        to=user.email,
        subject=subject,
        body=body,
        message_id=new_message_id(),
        queued_at=now,
        send_after=now,
    )
    ring_on_commit(SEND_DIGEST_TASK, digest.pk, queue="mail_out")
    return digest


def due_digests(*, now: datetime) -> list[int]:
    """Give the ids of digests that wait, and of those whose sender died with the lease."""
    return due(Digest, now=now)


def send_digest(*, digest_id: int, now: datetime) -> None:
    """Send one digest, if nobody else does and its day is not over; the network is outside every transaction."""
    digest = claim(Digest, digest_id, now=now)
    if digest is None:
        return
    if digest.on != office_day(now):
        end(digest, OutboxState.WITHDRAWN, last_error="its day was over")
        return
    send_row(digest, body=digest.body, now=now)
