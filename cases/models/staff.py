"""Members of staff, and the sign of life of the background processes."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractUser, Permission
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from cases.words import Actor, staff

# What of the rooms an administrator configures; everything else in them is content of cases.
CONFIGURATION = frozenset(
    {
        "cases.add_user",
        "cases.change_user",
        "cases.view_user",
        "cases.view_anchor",
        "cases.view_heartbeat",
        "cases.add_team",
        "cases.change_team",
        "cases.view_team",
        "cases.add_membership",
        "cases.change_membership",
        "cases.delete_membership",
        "cases.view_membership",
        "correspondence.configure_letters",
        "correspondence.pause_outbox",
        "correspondence.view_digest",
        "correspondence.view_outboxswitch",
        "correspondence.view_outboxturn",
        "intake.add_apikey",
        "intake.change_apikey",
        "intake.view_apikey",
        "intake.view_mailboxstate",
    }
)
ROOMS = frozenset({"cases", "correspondence", "dsar", "complaints", "intake", "portal", "reports"})


class User(AbstractUser):
    """A member of staff: privacy officer, data protection officer, manager or administrator, by group.

    An administrator (`is_superuser`) configures and reads no case, unless a group gives that too.
    """

    sign_in_epoch = models.PositiveIntegerField(default=0, help_text="Counting it up ends every session.")

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Tell whether the member of staff holds a permission; an administrator not those on the content of cases."""
        if self.is_superuser and perm.partition(".")[0] in ROOMS and perm not in CONFIGURATION:
            return self.is_active and perm in self._granted
        return super().has_perm(perm, obj)

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        """Tell whether the member of staff holds all of these permissions."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    @cached_property
    def _granted(self) -> frozenset[str]:
        """The permissions that groups or the account itself name, whoever the person is."""
        granted = Permission.objects.filter(Q(group__user=self) | Q(user=self))
        return frozenset(
            f"{app}.{codename}" for app, codename in granted.values_list("content_type__app_label", "codename")
        )

    def get_session_auth_hash(self) -> str:
        """Give what a session must know: it changes with the password, and when all sessions are ended."""
        return salted_hmac(
            "cases.User.session", f"{self.password}:{self.sign_in_epoch}", algorithm="sha256"
        ).hexdigest()

    daily_digest = models.BooleanField(
        "daily digest by mail",
        default=True,
        db_default=True,
        help_text="At the start of each working day, when something waits: numbers and links, nothing of a case.",
    )
    digested_on = models.DateField(null=True, blank=True, help_text="The last day for which the digest was looked at.")

    @cached_property
    def team_ids(self) -> tuple[int, ...]:
        """The active teams that the person works in."""
        return tuple(team for team, _ in self._teams)

    @cached_property
    def led_teams(self) -> tuple[int, ...]:
        """The active teams that the person leads."""
        return tuple(team for team, leads in self._teams if leads)

    @cached_property
    def _teams(self) -> list[tuple[int, bool]]:
        return list(self.memberships.filter(team__is_active=True).order_by().values_list("team", "leads"))

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
