"""Mail out for the embedded run: each message becomes a file of a Maildir in SENT_DIR, as it would have left."""

import mailbox
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MaildirBackend(BaseEmailBackend):
    """Writes to `SENT_DIR/new`; the file is whole when its name appears."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and give their number."""
        path = Path(settings.SENT_DIR)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        box = mailbox.Maildir(path, create=True)
        for message in email_messages:
            box.add(mailbox.MaildirMessage(message.message()))
        return len(email_messages)
