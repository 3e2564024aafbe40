"""The care of a file: its links to other cases, corrections of what was recorded, and holds that keep it from removal."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from cases.words import Tie, choices


class CaseLink(models.Model):
    """That two cases belong together: `case` is related to, a duplicate of, or split from `other`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_out", db_index=False)
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_in")
    tie = models.CharField(max_length=12, choices=choices(Tie))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="cases_linked_once"),
            models.CheckConstraint(name="case_linked_to_another", condition=~Q(case=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_tie_display().lower()} {self.other}"


class Correction(models.Model):
    """One thing that was recorded wrongly: old, new and why. It can be erased; the history keeps codes and dates alone."""

    class What(models.TextChoices):
        RECEIVED_ON = "received_on", "Day of receipt"
        PLACE = "place", "Place"
        LANGUAGE = "language", "Language"
        NAME = "name", "Name of who opened the case"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections")
    what = models.CharField(max_length=12, choices=What.choices)
    old = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.get_what_display()


class LegalHold(models.Model):
    """A stay of removal for a dispute: while its row is there, the database gives the case up to no deletion."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_because = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(released_at__isnull=True), name="one_open_hold_per_case"
            )
        ]

    def __str__(self) -> str:
        return f"Hold of {self.at:%Y-%m-%d}"
