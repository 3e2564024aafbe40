"""Messages on the file, in and out: what came, the letters we send, and how each got on its way."""

from django.conf import settings
from django.db import models
from django.db.models import JSONField, Q, Value

from cases.models import Blob, Case, Party
from cases.models.clock import DUTIES
from correspondence.letterversion import LetterVersion  # noqa: F401 - Django finds the models of this room here


class OutboxState(models.TextChoices):
    """Where a letter is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Message(models.Model):
    """A message that came in and joined a case, as it was read; the raw bytes are a blob."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages", db_index=False)
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages")
    raw = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_name = models.CharField(max_length=200, blank=True)
    from_email = models.CharField(max_length=254, blank=True)
    other_address = models.BooleanField(
        default=False, help_text="Came by the secret reply address, but from another sender."
    )
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list, help_text="Recorded, never written to.")
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    reply_text = models.TextField(blank=True, help_text="The new text, without quote and signature.")
    html = models.TextField(blank=True, help_text="As received; made safe when shown.")
    message_id = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField()
    date_claimed = models.CharField(
        max_length=100, blank=True, help_text="The sender's Date header: shown, never used."
    )
    sender_trust = models.JSONField(
        default=dict, help_text="SPF, DKIM, DMARC of our own server: shown, never verifies."
    )
    defects = models.JSONField(default=list)

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(fields=["case", "received_at"], name="message_thread"),
            models.Index(fields=["message_id"], name="message_by_id"),
        ]

    def __str__(self) -> str:
        return f"Message of {self.received_at:%Y-%m-%d %H:%M}"


class ScanState(models.TextChoices):
    """What the virus scanner said of a file; nothing else than its word makes a file clean."""

    NOT_SCANNED = "not_scanned", "Not scanned"
    CLEAN = "clean", "No virus found"
    INFECTED = "infected", "Virus found"
    UNSCANNABLE = "unscannable", "Cannot be scanned"


class Attachment(models.Model):
    """A file that came with a message: encrypted, served only as a download through a view that records the reading."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=255, blank=True, help_text="As declared by the sender.")
    sniffed_type = models.CharField(max_length=100, blank=True, help_text="As the first bytes show it.")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=12, choices=ScanState.choices, default=ScanState.NOT_SCANNED)
    scan_detail = models.CharField(max_length=200, blank=True, help_text="The signature's name, or why not.")
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], name="attachment_unscanned", condition=Q(scan="not_scanned"))]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """An outgoing letter: final text, one recipient and a fixed Message-ID before it leaves. The outbox is these rows."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letters", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="letters")
    name = models.CharField(max_length=40, help_text="The template's name.")
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField(
        default=0, db_default=0, help_text="The version of the text that it was made from; 0 is the shipped one."
    )
    to = models.CharField(max_length=254, blank=True, help_text="The mail address; empty for a letter by post.")
    by_post = models.BooleanField(default=False, help_text="Printed and posted by a person; the outbox never sends it.")
    postal_address = models.TextField(blank=True, help_text="Printed above the text, where it is known.")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.CharField(max_length=200)
    key = models.CharField(max_length=120, help_text="The cause: a repeated one queues nothing twice.")
    meets_duty = models.CharField(max_length=20, choices=DUTIES, blank=True)
    mark = models.CharField(max_length=24, blank=True, help_text="The clock mark that sending it sets.")
    mark_rights = models.JSONField(
        default=list,
        blank=True,
        db_default=Value([], JSONField()),
        help_text="The rights that its mark is set on; empty for all that the case then has.",
    )
    automatic = models.BooleanField(default=False)
    cap_address = models.CharField(
        max_length=254, blank=True, help_text="Of an automatic letter: the address without tag, by which it is capped."
    )
    cap_domain = models.CharField(max_length=254, blank=True)
    state = models.CharField(max_length=10, choices=OutboxState.choices, default=OutboxState.QUEUED)
    by = models.CharField(max_length=40)
    queued_at = models.DateTimeField()
    send_after = models.DateTimeField(help_text="Not before: the time to take it back, or the wait after a failure.")
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    posted_on = models.DateField(null=True, blank=True, help_text="The day on which it was posted, as recorded.")

    class Meta:
        ordering = ["queued_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["message_id"], name="letter_message_id"),
            models.UniqueConstraint(fields=["key"], name="letter_key"),
        ]
        indexes = [
            models.Index(fields=["send_after"], name="outbox_due", condition=Q(state__in=["queued", "sending"])),
            models.Index(fields=["case", "queued_at"], name="letter_thread"),
            models.Index(fields=["cap_address", "queued_at"], name="letter_caps", condition=Q(automatic=True)),
            models.Index(fields=["cap_domain", "queued_at"], name="letter_domain_caps", condition=Q(automatic=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.queued_at:%Y-%m-%d %H:%M}"

    @property
    def goes_to(self) -> str:
        """Say where the letter goes: its mail address, or the post."""
        return "by post" if self.by_post else self.to

    @property
    def waits_to_be_posted(self) -> bool:
        """Tell whether somebody still has to print and post it."""
        return self.by_post and self.state == OutboxState.QUEUED


class Delivery(models.Model):
    """One attempt to hand a letter to the next server, or what came back of it."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="deliveries")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OutboxState.choices)
    detail = models.CharField(max_length=300, blank=True, help_text="The server's answer, without personal data.")

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.state} {self.at:%Y-%m-%d %H:%M}"


class ToStaff(models.Model):
    """A mail to a member of staff, as it leaves: a row first, then sent like a letter."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=OutboxState.choices, default=OutboxState.QUEUED)
    queued_at = models.DateTimeField()
    send_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Digest(ToStaff):
    """The daily digest to one member of staff, as it leaves: numbers and links. A row a person and day, sent like a letter."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests", db_index=False)
    on = models.DateField(help_text="The office's day.")

    class Meta:
        ordering = ["-on", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="one_digest_a_day")]
        indexes = [
            models.Index(fields=["send_after"], name="digest_due", condition=Q(state__in=["queued", "sending"])),
        ]

    def __str__(self) -> str:
        return f"Digest of {self.on}"


class StaffMail(ToStaff):
    """A word to one member of staff that cannot wait for the digest: what happened and a link, nothing of a case. A row first."""

    key = models.CharField(max_length=120, unique=True, help_text="What it tells of and whom: told once.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_mails")
    sets_password = models.BooleanField(
        default=False, help_text="A link by which its reader sets a password is put in as it leaves, and kept nowhere."
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["send_after"], name="staff_mail_due", condition=Q(state__in=["queued", "sending"])),
        ]

    def __str__(self) -> str:
        return f"Mail to staff {self.user_id}"


class Link(models.Model):
    """A secret that we issued to one party of one case: their status page, or their reply address.

    Only the SHA-256 of the secret is stored; the secret itself is derived again when a letter needs it.
    """

    class Purpose(models.TextChoices):
        STATUS = "status"
        REPLY = "reply"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    digest = models.CharField(max_length=64)
    generation = models.PositiveIntegerField(default=1)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text="When mail from the party's own address first came to this reply address."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "purpose"], condition=Q(revoked_at__isnull=True), name="one_live_link_per_purpose"
            ),
            models.UniqueConstraint(fields=["digest"], name="link_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link"


class OutboxSwitch(models.Model):
    """The one switch that pauses sending; queueing goes on."""

    paused = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(null=True, blank=True)
    resume_after = models.DateTimeField(null=True, blank=True, help_text="Set by the circuit breaker.")
    failures = models.PositiveIntegerField(default=0, help_text="Failed connections in a row.")

    class Meta:
        verbose_name = verbose_name_plural = "outbox switch"
        permissions = [("pause_outbox", "Can pause the outbox and let it go on")]
        constraints = [models.CheckConstraint(name="one_outbox_switch", condition=Q(id=1))]

    def __str__(self) -> str:
        return "paused" if self.paused else "running"


class OutboxTurn(models.Model):
    """One turn of the switch: who paused sending and why, or let it go on; added to and never changed."""

    paused = models.BooleanField(help_text="Paused by it; else it let sending go on.")
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "turn of the outbox switch"
        verbose_name_plural = "turns of the outbox switch"

    def __str__(self) -> str:
        return f"{'Paused' if self.paused else 'Went on'} {self.at:%Y-%m-%d %H:%M}"
