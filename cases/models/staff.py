"""Members of staff, and the sign of life of the background processes."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from cases.words import Actor, staff


class User(AbstractUser):
    """A member of staff: privacy officer, data protection officer, manager or administrator, by group."""

    daily_digest = models.BooleanField(
        "daily digest by mail",
        default=True,
        db_default=True,
        help_text="At the start of each working day, when something waits: numbers and links, nothing of a case.",
    )
    digested_on = models.DateField(null=True, blank=True, help_text="The last day for which the digest was looked at.")

    @property
    def actor(self) -> Actor:
        """Give the actor that services record."""
        return staff(self.pk)

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Heartbeat(models.Model):
    """When a background process last showed that it lives; `/readyz` reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True, help_text="What went wrong last, without personal data.")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
