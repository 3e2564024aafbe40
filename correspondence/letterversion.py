"""The texts of letters that staff wrote: one row a version, never changed; going back is a new version."""

from django.conf import settings
from django.db import models


class LetterVersion(models.Model):
    """A version of the text of one kind of letter in one language. Version 0 is the shipped file and has no row.

    In force is, of those whose day has come, the one with the latest day, and of one day the latest number. The database
    itself refuses to change or delete a row (correspondence/growing.py).
    """

    name = models.CharField(max_length=40, help_text="The kind of letter.")
    language = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=500, help_text="With its placeholders.")
    body = models.TextField(help_text="With its placeholders.")
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of subject and body: by it a process knows what it has read."
    )
    why = models.CharField(max_length=300, help_text="Why it was changed.")
    from_day = models.DateField(help_text="In force from this day, in the organisation's time zone.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["name", "language", "-number"]
        permissions = [("configure_letters", "Can change the texts of letters")]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["name", "language", "number"], name="letter_version_once"),
            models.CheckConstraint(name="letter_version_from_one", condition=models.Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language}), version {self.number}"
