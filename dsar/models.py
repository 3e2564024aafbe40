"""Rights requests: what is asked, and what was decided on each right."""

from django.conf import settings
from django.db import models

from cases.models import Case
from cases.models.case import RIGHTS
from cases.words import Outcome, choices

OUTCOMES = [Outcome.GRANTED, Outcome.PARTLY_GRANTED, Outcome.REFUSED, Outcome.NOTHING_HELD]


class RightsRequest(models.Model):
    """The procedure's part of the file: the wish in the person's words, and whether an agent speaks for them."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="rights_request")
    wish = models.TextField(blank=True, help_text="What they ask for, in their own words.")
    by_agent = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.case)


class Decision(models.Model):
    """The controller's answer on one right; a later one supersedes it and both stay."""

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="decisions")
    right = models.CharField(max_length=24, choices=RIGHTS)
    outcome = models.CharField(max_length=16, choices=[pair for pair in choices(Outcome) if pair[0] in OUTCOMES])
    citation = models.CharField(max_length=200, blank=True, help_text="The article relied on; needed for a refusal.")
    reasons = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_right_display()}: {self.get_outcome_display()}"
