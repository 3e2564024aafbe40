"""What people write and do on a case: notes and work items."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case


class Note(models.Model):
    """A remark for staff only; free text lives here and not in the history, so that it can be erased."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"Note of {self.at:%Y-%m-%d}"


class WorkItem(models.Model):
    """A thing that a person must do, with owner and date."""

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="work_items")
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    due_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(
        max_length=80, unique=True, null=True, blank=True, help_text="Keeps a repeated cause from opening it twice."
    )

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["owner", "due_on"], name="work_open", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return self.title
