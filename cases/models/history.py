"""History that only grows: events chained per case, access records in a chain of their own, daily anchors.

The database itself refuses to change or delete these rows (cases/triggers.py). Payloads hold codes, dates and HMACs,
never text or names, so that a file can be erased and its history still be verified.
"""

from django.db import models

from cases.models.case import Case
from cases.words import Kind, choices


class Event(models.Model):
    """One line of a case's history."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=32, choices=choices(Kind))
    actor = models.CharField(max_length=40)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    payload = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["case_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="event_once_per_place")]
        indexes = [models.Index(fields=["kind", "occurred_at"], name="event_kind")]

    def __str__(self) -> str:
        return f"{self.seq} {self.get_kind_display()}"


class AccessRecord(models.Model):
    """Who read which personal data, when: one chain over all cases."""

    seq = models.PositiveBigIntegerField(unique=True)
    actor = models.CharField(max_length=40)
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="access_records", db_index=False
    )
    what = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        permissions = [("list_access", "Can list who read what")]
        indexes = [
            models.Index(fields=["case", "-seq"], name="access_of_case"),
            models.Index(fields=["actor", "-seq"], name="access_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.what}"


class Anchor(models.Model):
    """The heads of the chains that grew since the anchor before, chained to it; the list is exported to ANCHOR_DIR."""

    on = models.DateField(unique=True)
    heads = models.CharField(max_length=64, help_text="SHA-256 of the exported list of chain heads.")
    cases = models.PositiveBigIntegerField(help_text="How many chains had grown since the anchor before.")
    taken_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["on"]

    def __str__(self) -> str:
        return str(self.on)
