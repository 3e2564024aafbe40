"""Who may not see a case, and who opened one that was closed to them."""

from django.conf import settings
from django.db import models

from cases.models.case import Case


class Concern(models.Model):
    """A member of staff whom a case concerns: for them it does not exist, whatever their role."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="concerns", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="concerned_by")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="concerned_once_per_case")]

    def __str__(self) -> str:
        return f"Concerns staff {self.person_id}"


class BrokenGlass(models.Model):
    """A case opened in need by someone to whom it is closed: with a reason, for a few hours, and told to the DPO."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="broken_glass")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "broken glass"
        indexes = [models.Index(fields=["person", "until"], name="glass_open")]

    def __str__(self) -> str:
        return f"Broken glass until {self.until:%Y-%m-%d %H:%M}"
