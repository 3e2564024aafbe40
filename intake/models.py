"""What comes in by any channel, as it came, until it ends in a terminal state; and the keys of the API."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Blob, Case
from cases.words import Audience, Channel, choices


class ArrivalState(models.TextChoices):
    """Where an arrival is; all but the first two are terminal, quarantine waits for a person."""

    RECEIVED = "received"
    PROCESSING = "processing"
    OPENED = "opened", "Opened a case"
    JOINED = "joined", "Joined a case"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply", "Automatic reply"
    REPORT = "report", "Delivery or abuse report"
    DUPLICATE = "duplicate"
    LOOP = "loop", "Our own mail"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


WAITING = [ArrivalState.RECEIVED, ArrivalState.PROCESSING]


class Arrival(models.Model):
    """One delivery by one door: the raw bytes are committed before anything else happens to it.

    Hard keys make repeats harmless: (mailbox, uidvalidity, uid), a provider's event id, a form's nonce, and for mail
    with a Message-ID the digest of the raw bytes and the envelope per source. `content_key` finds the same message by
    another door or in another envelope.
    """

    channel = models.CharField(max_length=12, choices=choices(Channel))
    source = models.CharField(max_length=200, help_text="The door: smtp, form, file, api, or a mailbox's name.")
    raw = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()
    received_at = models.DateTimeField(help_text="Established by us; decides the day of receipt.")
    envelope_to = models.JSONField(default=list)
    null_return_path = models.BooleanField(default=False)
    digest = models.CharField(
        max_length=64, null=True, blank=True, help_text="HMAC of the raw bytes, where they repeat."
    )
    uidvalidity = models.PositiveBigIntegerField(null=True, blank=True)
    uid = models.PositiveBigIntegerField(null=True, blank=True)
    nonce = models.CharField(max_length=64, null=True, blank=True)
    event_id = models.CharField(max_length=120, null=True, blank=True)
    content_key = models.CharField(max_length=64, null=True, blank=True)
    message_id_key = models.CharField(max_length=64, blank=True)
    sender_key = models.CharField(
        max_length=64, null=True, blank=True, help_text="HMAC of the sender of a mail that opened a case."
    )
    same_id_other_content = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=ArrivalState.choices, default=ArrivalState.RECEIVED)
    reason = models.CharField(max_length=400, blank=True, help_text="Why it ended where it did.")
    suggestion = models.JSONField(default=dict)
    audience = models.CharField(
        max_length=12,
        choices=choices(Audience),
        default=Audience.GENERAL.value,
        db_default=Audience.GENERAL.value,
        help_text="Whose it is to decide while it is on no case: the officers', or human resources'.",
    )
    suggested_case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="arrivals")
    twin = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    try_after = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, help_text="The traceback, for administrators.")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        permissions = [("decide_quarantine", "Can decide on quarantined arrivals")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "uidvalidity", "uid"], condition=Q(uid__isnull=False), name="one_arrival_per_uid"
            ),
            models.UniqueConstraint(
                fields=["source", "digest"], condition=Q(digest__isnull=False), name="one_arrival_per_digest"
            ),
            *(
                models.UniqueConstraint(
                    fields=[field], condition=Q(**{f"{field}__isnull": False}), name=f"one_arrival_per_{field}"
                )
                for field in ("nonce", "event_id", "content_key")
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"], name="arrival_waiting", condition=Q(state__in=["received", "processing"])
            ),
            models.Index(fields=["received_at"], name="arrival_quarantine", condition=Q(state="quarantined")),
            models.Index(
                fields=["sender_key", "received_at"], name="arrival_sender", condition=Q(sender_key__isnull=False)
            ),
            models.Index(fields=["message_id_key"], name="arrival_message_id"),
            *(
                models.Index(fields=[field], condition=Q(**{f"{field}__isnull": False}), name=f"arrival_{field}")
                for field in ("suggested_case", "twin", "decided_by")
            ),
        ]

    def __str__(self) -> str:
        return f"Arrival {self.pk} of {self.received_at:%Y-%m-%d %H:%M}"


class Answered(models.Model):
    """A mail that one in quarantine says it answers: when that mail comes onto a case, the answer is offered to it."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="answered")
    key = models.CharField(max_length=64, db_index=True, help_text="HMAC of the Message-ID.")

    def __str__(self) -> str:
        return f"Answered by arrival {self.arrival_id}"


class SenderCheck(models.Model):
    """Our own check of a mail's DKIM signature, wanted with the mail and done later, where CHECK_SENDERS is on."""

    arrival = models.OneToOneField(Arrival, on_delete=models.CASCADE, related_name="sender_check")
    from_email = models.CharField(max_length=254, blank=True)
    wanted_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    dkim = models.CharField(max_length=320, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="sender_check_wanted", condition=Q(checked_at__isnull=True))]

    def __str__(self) -> str:
        return f"Check of arrival {self.arrival_id}"


class SenderRule(models.Model):
    """What an officer said of further mail of one address; it discards or fills in a form, and opens or joins nothing."""

    class Deed(models.TextChoices):
        DISCARD = "discard", "Discard what says nothing of data"
        FILL_IN = "fill_in", "Fill in the form to open a case"

    sender = models.CharField(max_length=254, help_text="The address, in lower case.")
    deed = models.CharField(max_length=8, choices=Deed.choices)
    reason = models.CharField(max_length=400, blank=True, help_text="Why no case is needed.")
    choice = models.JSONField(default=dict, blank=True, help_text="What the form is filled in with.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    used = models.PositiveIntegerField(default=0, help_text="Mails that it discarded.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "deed"], condition=Q(ended_at__isnull=True), name="one_rule_per_sender_and_deed"
            )
        ]

    def __str__(self) -> str:
        return f"Rule {self.pk} for a sender"


class ApiKey(models.Model):
    """A key of one of the company's own systems: only its hash is kept."""

    class Scope(models.TextChoices):
        OPEN = "cases:open", "Open cases"
        READ = "cases:read", "Read state and dates"
        REPORTS = "reports:read", "Read the reports"

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "API key"
        verbose_name_plural = "API keys"

    def __str__(self) -> str:
        return self.name

    # What django-rest-framework asks of `request.user`.
    is_authenticated = True


class MailboxState(models.Model):
    """What we know of a mailbox that is fetched: who fetches it now, how far we are, and how the last time went."""

    name = models.CharField(max_length=200, unique=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True, help_text="When a fetch last ended well.")
    problem = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="Fetches in a row that did not end well.")
    try_after = models.DateTimeField(null=True, blank=True)
    uidvalidity = models.PositiveBigIntegerField(null=True, blank=True)
    next_uid = models.PositiveBigIntegerField(default=1, help_text="All mail below this UID is stored.")
    trouble = models.JSONField(default=dict, blank=True, help_text="UIDs that stopped a fetch, and how often.")
    reconciled_at = models.DateTimeField(null=True, blank=True, help_text="When all UIDs were last compared.")
    compared_uid = models.PositiveBigIntegerField(default=0)
    difference = models.PositiveIntegerField(default=0, help_text="Mails that the last comparison found missing here.")
    moved_uidvalidity = models.PositiveBigIntegerField(null=True, blank=True)
    moved_next_uid = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return self.name
