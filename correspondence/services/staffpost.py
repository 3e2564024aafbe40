"""How mail to members of staff leaves: a row is claimed with a lease, sent outside every transaction, and ended or put off."""

import uuid
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q

from cases.organisation import organisation
from correspondence.models import Digest, OutboxState, StaffMail
from correspondence.services.outbox import is_paused

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
MOST_AT_ONCE = 200
Row = TypeVar("Row", Digest, StaffMail)


def new_message_id() -> str:
    """Give the Message-ID of a row that is queued."""
    return f"<{uuid.uuid4().hex}@{organisation().mail_domain}>"


def due(model: type[Row], *, now: datetime) -> list[int]:
    """Give the ids of rows that wait, and of those whose sender died with the lease."""
    rows = model._default_manager.filter(_waiting(now), send_after__lte=now).order_by("send_after")
    return list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])


def claim(model: type[Row], pk: int, *, now: datetime) -> Row | None:
    """Take a row to send it, if it waits, nobody else does and sending is not paused; the attempt is counted before."""
    if is_paused(now=now):
        return None
    rows = model._default_manager.filter(_waiting(now), pk=pk, send_after__lte=now)
    taken = rows.update(state=OutboxState.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1)
    return model._default_manager.get(pk=pk) if taken == 1 else None


def send_row(row: Digest | StaffMail, *, body: str, now: datetime) -> None:
    """Send a claimed row; whatever the mail server answers, the row ends or waits and says why."""
    try:
        _message(row, body).send()
    except Exception as error:
        log.warning("staff_mail.failed", row=row.pk, kind=row._meta.model_name, error=type(error).__name__)
        wait = min(timedelta(minutes=1) * 2 ** min(row.attempts - 1, 10), LONGEST_WAIT)
        end(row, OutboxState.QUEUED, send_after=now + wait, last_error=type(error).__name__)
    else:
        end(row, OutboxState.SENT, sent_at=now, last_error="")


def end(row: Digest | StaffMail, state: OutboxState, **columns: object) -> None:
    """Write how the attempt went, if the row is still ours."""
    ours = type(row)._default_manager.filter(pk=row.pk, state=OutboxState.SENDING, attempts=row.attempts)
    ours.update(state=state, lease_until=None, **columns)


def _waiting(now: datetime) -> Q:
    return Q(state=OutboxState.QUEUED) | Q(state=OutboxState.SENDING, lease_until__lt=now)


def _message(row: Digest | StaffMail, body: str) -> EmailMessage:
    """Give the mail; it says that a machine wrote it (RFC 3834), so that no machine answers."""
    sender = organisation()
    headers = {"Message-ID": row.message_id, "X-Claims-Desk": "1", "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        subject=row.subject,
        body=body,
        from_email=f'"{sender.name}" <{sender.mailbox}>',
        to=[row.to],
        headers=headers,
        connection=get_connection(),
    )
