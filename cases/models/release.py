"""An answer that one member of staff decided on and another must release before it leaves."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import Case


class ReleaseState(models.TextChoices):
    """What became of it."""

    WAITING = "waiting", "Waits for release"
    RELEASED = "released", "Released"
    SENT_BACK = "sent_back", "Sent back"
    TAKEN_BACK = "taken_back", "Taken back"


class Release(models.Model):
    """A decision as it was typed and its letter as it would leave; nothing of it holds before the release."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="releases")
    said = models.JSONField(help_text="What the deciding form was given: {field: [values]}.")
    name = models.CharField(max_length=40, help_text="The letter's template.")
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField(default=0, db_default=0, help_text="The version of the letter's text.")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    by_post = models.BooleanField(default=False)
    postal_address = models.TextField(blank=True, help_text="Where it goes, when it goes by post.")
    key = models.CharField(max_length=120, unique=True, help_text="The letter's cause: asked for once.")
    state = models.CharField(max_length=10, choices=ReleaseState.choices, default=ReleaseState.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was sent back.")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="waiting"), name="one_release_waits_per_case"),
            models.CheckConstraint(
                name="released_by_another", condition=~Q(state="released") | ~Q(second=models.F("by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} since {self.at:%Y-%m-%d}"
