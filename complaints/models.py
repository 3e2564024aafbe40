"""Privacy complaints: what happened, what is asked for, what the investigation established."""

from django.conf import settings
from django.db import models

from cases.models import Case
from cases.words import Outcome, choices

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
    """What the investigation established, with the outcome; a later one supersedes it and both stay."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="findings")
    outcome = models.CharField(max_length=16, choices=[pair for pair in choices(Outcome) if pair[0] in OUTCOMES])
    established = models.TextField(help_text="What was found, for the answer and the file.")
    remedy = models.TextField(blank=True, help_text="What is put right.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.get_outcome_display()
