"""Which laws and promises hold for one case beside what its place says, and which figures of a law were confirmed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case


class CaseLaw(models.Model):
    """An officer's word that a law applies to a case, or does not, whatever its place says; with the reason."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="laws", db_index=False)
    regime = models.CharField(max_length=24)
    applies = models.BooleanField(help_text="Added to the case; else taken away from it.")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["regime"]
        constraints = [models.UniqueConstraint(fields=["case", "regime"], name="one_word_per_law_and_case")]

    def __str__(self) -> str:
        return f"{self.regime} {'applies' if self.applies else 'does not apply'}"


class ContractPromise(models.Model):
    """A stricter promise that a contract makes to the person of a case: an answer within so many days."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="contract_promise")
    days = models.PositiveSmallIntegerField(help_text="Calendar days from the day after receipt.")
    citation = models.CharField(max_length=200, help_text="The contract and its clause, as it is cited.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.days} days ({self.citation})"


class ConfirmedFigure(models.Model):
    """An administrator's word, with the source, that a figure of low confidence is right.

    It holds for the version of the law in which it was read: a changed file leaves it behind.
    """

    regime = models.CharField(max_length=24)
    regime_version = models.CharField(max_length=12)
    right = models.CharField(max_length=24, blank=True, help_text="Empty for the law's way of counting.")
    part = models.CharField(max_length=24)
    source = models.TextField(help_text="Where it was read: provision, edition, address, day.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_because = models.TextField(blank=True, help_text="Why it no longer holds.")

    class Meta:
        ordering = ["regime", "right", "part", "-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["regime", "regime_version", "right", "part"],
                condition=Q(taken_back_at__isnull=True),
                name="figure_confirmed_once_per_version",
            )
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.regime, self.right, self.part)))


class Recomputing(models.Model):
    """How far the recompute after a change of law has come: one row an edition, so that it goes on where it stopped."""

    edition = models.CharField(max_length=16, unique=True)
    after = models.PositiveBigIntegerField(default=0, help_text="Cases up to this id were looked at.")
    looked_at = models.PositiveBigIntegerField(default=0)
    moved = models.PositiveBigIntegerField(default=0, help_text="Cases of which a date moved.")
    refused = models.PositiveBigIntegerField(default=0, help_text="Cases that a law now refuses to date.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = "recompute"

    def __str__(self) -> str:
        return self.edition
