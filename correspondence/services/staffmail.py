"""Words to members of staff that cannot wait for the digest: rows in the outbox, each told once, sent like letters.

They name no person of a case and quote nothing: what happened, and the link to where it can be read after signing in.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from cases.bell import ring_on_commit
from cases.models import User
from correspondence.models import StaffMail
from correspondence.services.staffpost import claim, due, new_message_id, send_row

SEND_STAFF_MAIL_TASK = "correspondence.send_staff_mail"
# Stands in the text where the link to set a password is put as the mail leaves.
LINK = "[link]"


def tell_staff(
    *, user: User, key: str, subject: str, body: str, now: datetime, to: str = "", sets_password: bool = False
) -> StaffMail | None:
    """Queue a mail to a member of staff (`to`: at another address than their own), once for a `key`; none without an address."""
    address = to or user.email
    if not address:
        return None
    mail, made = StaffMail.objects.get_or_create(
        key=key,
        defaults={
            "user": user,
            "to": address,
            "subject": subject,
            "body": body,
            "sets_password": sets_password,
            "message_id": new_message_id(),
            "queued_at": now,
            "send_after": now,
        },
    )
    if made:
        ring_on_commit(SEND_STAFF_MAIL_TASK, mail.pk, queue="mail_out")
    return mail


def due_staff_mails(*, now: datetime) -> list[int]:
    """Give the ids of mails that wait, and of those whose sender died with the lease."""
    return due(StaffMail, now=now)


def send_staff_mail(*, mail_id: int, now: datetime) -> None:
    """Send one mail, if nobody else does."""
    mail = claim(StaffMail, mail_id, now=now)
    if mail is not None:
        link = password_link(mail.user) if mail.sets_password else ""
        send_row(mail, body=mail.body.replace(LINK, link), now=now)


def password_link(user: User) -> str:
    """Give the link by which a member of staff sets their password: once, within PASSWORD_RESET_TIMEOUT."""
    person = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.PUBLIC_URL + reverse("set_password", args=[person, token])
