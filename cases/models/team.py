"""Teams of staff: who works in each, and who leads it. A team says whose work a case is, not who may see it."""

from django.conf import settings
from django.db import models


class Team(models.Model):
    """A team; never deleted, since cases and histories name it: one that works no more is made inactive."""

    name = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField("active", default=True, help_text="Untick it when it gets no cases any more.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That a member of staff works in a team; who leads it is told of its dates."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    leads = models.BooleanField(default=False, help_text="Is told when dates of the team’s cases come near or pass.")

    class Meta:
        ordering = ["person__first_name", "person__last_name", "person__username"]
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="member_once_per_team")]

    def __str__(self) -> str:
        return f"{self.person} in {self.team}{', leads it' if self.leads else ''}"
