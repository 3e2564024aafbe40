"""Members of staff, and the sign of life of the background processes."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
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
        "cases.view_accountchange",
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
        "correspondence.view_staffmail",
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
        if self.is_superuser and (perm.partition(".")[0] not in ROOMS or perm in CONFIGURATION):
            return super().has_perm(perm, obj)
        return self.is_active and obj is None and perm in self._granted

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        """Tell whether the member of staff holds all of these permissions."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the member of staff may do anything in a room."""
        if self.is_superuser:
            return super().has_module_perms(app_label)
        return self.is_active and any(perm.startswith(f"{app_label}.") for perm in self._granted)

    @cached_property
    def _granted(self) -> frozenset[str]:
        """The permissions that groups or the account itself name, whoever the person is, asked in one query."""
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


class Count(models.Model):
    """What signing in counts and remembers for some minutes: the table of Django's database cache, which alone uses it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Count until {self.expires:%Y-%m-%d %H:%M:%S}"


class AccountChange(models.Model):
    """What was done to somebody's account, by whom: the table only grows. `facts` are names of groups and codes, no address."""

    class What(models.TextChoices):
        MADE = "made", "Account made"
        LINK_SENT = "link_sent", "Link to set a password sent"
        PASSWORD_SET = "password_set", "Password set by the link"  # noqa: S105 - a word, no password
        SIGNED_OUT = "signed_out", "Signed out everywhere"
        FACTORS_TAKEN = "factors_taken", "Second factors taken away"
        RIGHTS_CHANGED = "rights_changed", "Groups or rights changed"
        ADDRESS_CHANGED = "address_changed", "Mail address changed"
        NAME_CHANGED = "name_changed", "User name changed"
        GROUP_CHANGED = "group_changed", "What a group may do changed"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="account_changes"
    )
    what = models.CharField(max_length=20, choices=What.choices)
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "change of an account"
        verbose_name_plural = "changes of accounts"

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """When a background process last showed that it lives; `/readyz` reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True, help_text="What went wrong last, without personal data.")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
