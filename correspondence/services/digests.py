"""The daily digests to members of staff: rows in the outbox, one a person and day, sent like letters but about no case.

A digest that has not left when its day is over is not sent any more: the next day has its own.
"""

import uuid
from datetime import date, datetime, timedelta

import structlog
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q

from cases.bell import ring_on_commit
from cases.models import User
from cases.office import office_day
from cases.organisation import organisation
from correspondence.models import Digest, OutboxState
from correspondence.services.outbox import is_paused

log = structlog.get_logger(__name__)

SEND_DIGEST_TASK = "correspondence.send_digest"
LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)


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
        message_id=f"<{uuid.uuid4().hex}@{organisation().mail_domain}>",
        queued_at=now,
        send_after=now,
    )
    ring_on_commit(SEND_DIGEST_TASK, digest.pk, queue="mail_out")
    return digest


def due_digests(*, now: datetime, limit: int = 200) -> list[int]:
    """Give the ids of digests that wait, and of those whose sender died with the lease."""
    rows = Digest.objects.filter(_waiting(now), send_after__lte=now).order_by("send_after")
    return list(rows.values_list("pk", flat=True)[:limit])


def send_digest(*, digest_id: int, now: datetime) -> None:
    """Send one digest, if nobody else does and its day is not over; the network is outside every transaction."""
    if is_paused(now=now) or not _claim(digest_id, now=now):
        return
    digest = Digest.objects.get(pk=digest_id)
    if digest.on != office_day(now):
        _end(digest, OutboxState.WITHDRAWN, last_error="its day was over")
        return
    try:
        _message(digest).send()
    except Exception as error:  # whatever the mail server answered: the row waits and says why
        _wait(digest, error, now=now)
    else:
        _end(digest, OutboxState.SENT, sent_at=now, last_error="")


def _waiting(now: datetime) -> Q:
    return Q(state=OutboxState.QUEUED) | Q(state=OutboxState.SENDING, lease_until__lt=now)


def _claim(digest_id: int, *, now: datetime) -> bool:
    rows = Digest.objects.filter(_waiting(now), pk=digest_id, send_after__lte=now)
    changed = rows.update(state=OutboxState.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1)
    return changed == 1


def _end(digest: Digest, state: OutboxState, **columns: object) -> None:
    ours = Digest.objects.filter(pk=digest.pk, state=OutboxState.SENDING, attempts=digest.attempts)
    ours.update(state=state, lease_until=None, **columns)


def _wait(digest: Digest, error: Exception, *, now: datetime) -> None:
    log.warning("digest.failed", digest=digest.pk, error=type(error).__name__)
    wait = min(timedelta(minutes=1) * 2 ** min(digest.attempts - 1, 10), LONGEST_WAIT)
    _end(digest, OutboxState.QUEUED, send_after=now + wait, last_error=type(error).__name__)


def _message(digest: Digest) -> EmailMessage:
    """Give the mail; it says that a machine wrote it (RFC 3834), so that no machine answers."""
    sender = organisation()
    headers = {"Message-ID": digest.message_id, "X-Claims-Desk": "1", "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        subject=digest.subject,
        body=digest.body,
        from_email=f'"{sender.name}" <{sender.mailbox}>',
        to=[digest.to],
        headers=headers,
        connection=get_connection(),
    )
