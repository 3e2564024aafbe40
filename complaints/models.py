"""Privacy complaints: what happened, what is asked for, what was found and put right, and what an authority takes up."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Case, Party, WorkItem
from cases.words import Outcome, choices
from correspondence.models import Attachment, Message

OUTCOMES = [Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD]


class Ground(models.TextChoices):
    """What the complaint is about, after the headings of the privacy policy."""

    COLLECTION = "collection", "How data were collected"
    USE = "use", "How data were used"
    DISCLOSURE = "disclosure", "To whom data were disclosed"
    RETENTION = "retention", "How long data were kept"
    SECURITY = "security", "How data were secured"
    MARKETING = "marketing", "Marketing after opting out"
    ACCURACY = "accuracy", "Wrong data"
    REQUEST = "request", "A request unanswered or refused"
    CONDUCT = "conduct", "Conduct of staff"
    OTHER = "other", "Something else"


class Complaint(models.Model):
    """The procedure's part of the file."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="complaint")
    ground = models.CharField(max_length=12, choices=Ground.choices, default=Ground.OTHER)
    what_happened = models.TextField(blank=True)
    what_is_asked = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.case)


class Finding(models.Model):
    """What the investigation found on one question, and what on the file shows it; one taken back stays, and counts no more."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="findings")
    asked = models.TextField(help_text="What was asked.")
    found = models.TextField(help_text="What was found.")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    attachment = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    work_item = models.ForeignKey(WorkItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.asked[:60]


class Conclusion(models.Model):
    """What the investigation established as a whole, with the outcome; a later one supersedes it and both stay."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="conclusions")
    outcome = models.CharField(max_length=16, choices=[pair for pair in choices(Outcome) if pair[0] in OUTCOMES])
    established = models.TextField(help_text="What was established, and why that leads to the outcome.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.get_outcome_display()


class Remedy(models.Model):
    """What is put right after a complaint: who does it and by when; its work item is watched until it is done."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="remedies")
    what = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    work_item = models.OneToOneField(WorkItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="remedy")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    how_done = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name_plural = "remedies"

    def __str__(self) -> str:
        return self.what[:60]


class Escalation(models.Model):
    """What a person lodged with a supervisory authority about a case, with the date that the authority set for our answer."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalations")
    authority = models.CharField(max_length=200)
    authority_reference = models.CharField(max_length=100, blank=True, help_text="The authority's own reference.")
    party = models.ForeignKey(
        Party,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The authority among the parties.",
    )
    received_on = models.DateField()
    answer_by = models.DateField(help_text="The day that the authority set for our answer.")
    work_item = models.OneToOneField(
        WorkItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="escalation"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True, help_text="How the authority closed it.")

    class Meta:
        ordering = ["received_on", "id"]
        indexes = [
            models.Index(fields=["answer_by"], name="escalation_open", condition=Q(answered_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.authority} of {self.received_on:%Y-%m-%d}"
