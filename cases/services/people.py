"""Who may do what: the groups of staff with their permissions, and the four logins of a demonstration."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import F

from cases.models import User

OFFICERS, TEAM_LEADS, DPO, MANAGERS, HR = "officers", "team_lead", "dpo", "managers", "hr"

_FILE_MODELS = {
    "cases": "case invokedright party clockmark deadline notice event note workitem caselink correction legalhold",
    "correspondence": "message attachment letter delivery",
    "dsar": "rightsrequest decision",
    "complaints": "complaint finding conclusion remedy escalation",
    "intake": "arrival",
}
_VIEW = frozenset(f"{app}.view_{model}" for app, models in _FILE_MODELS.items() for model in models.split())
_OFFICER = _VIEW | {"cases.work_case", "cases.see_general", "cases.break_glass", "intake.decide_quarantine"}
_TEAM_LEAD = _OFFICER | {"cases.assign_case", "cases.see_reports"}
_CLOSED = frozenset({"cases.see_restricted", "cases.see_applicants", "cases.list_access"})

GROUPS: dict[str, frozenset[str]] = {
    OFFICERS: _OFFICER,
    TEAM_LEADS: _TEAM_LEAD,
    DPO: _TEAM_LEAD
    | _CLOSED
    | {"cases.view_accessrecord", "cases.view_accountchange"}
    | {"correspondence.pause_outbox", "correspondence.configure_letters"},
    MANAGERS: frozenset({"cases.see_reports"}),
    # Applicants' cases and mail alone.
    HR: _VIEW | {"cases.work_case", "cases.see_applicants", "intake.decide_quarantine"},
}


@dataclass(frozen=True)
class DemoLogin:
    """A login of the demonstration: the key in the file, the person, and the group (none for the administrator)."""

    key: str
    username: str
    first_name: str
    last_name: str
    group: str | None


DEMO_LOGINS = (
    DemoLogin("officer", "officer", "Ola", "Berg", OFFICERS),
    DemoLogin("dpo", "dpo", "Dagmar", "Pohl", DPO),
    DemoLogin("manager", "manager", "Marco", "Bellini", MANAGERS),
    DemoLogin("admin", "admin", "Ada", "Lindqvist", None),
)


def switch_digest(*, user: User, wanted: bool) -> None:
    """Note whether a member of staff wants the daily digest by mail."""
    User.objects.filter(pk=user.pk).update(daily_digest=wanted)
    user.daily_digest = wanted


@transaction.atomic
def prepare_groups() -> None:
    """Bring the groups of staff to exactly the permissions that GROUPS names; other groups stay as they are."""
    for name, wanted in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([_permission(label) for label in sorted(wanted)])


@transaction.atomic
def prepare_demo_logins(*, path: Path) -> None:
    """Make the four logins and keep their random passwords in the file (mode 0600); existing ones keep theirs.

    The file is `{"officer": {"username", "password"}, "dpo": ..., "manager": ..., "admin": ...}`. Where it is missing,
    new passwords are made and set, since nobody knows the old ones.
    """
    known = _read_logins(path)
    logins = known or {
        login.key: {"username": login.username, "password": secrets.token_urlsafe(15)} for login in DEMO_LOGINS
    }
    for login in DEMO_LOGINS:
        _prepare_login(login, password=logins[login.key]["password"], anew=not known)
    if not known:
        _write_logins(path, logins)


def _permission(label: str) -> Permission:
    app, codename = label.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _prepare_login(login: DemoLogin, *, password: str, anew: bool) -> None:
    user, made = User.objects.get_or_create(username=login.username)
    user.first_name, user.last_name = login.first_name, login.last_name
    user.is_active = user.is_staff = True
    user.is_superuser = login.group is None
    if made or anew:
        user.set_password(password)
    user.save()
    if login.group:
        user.groups.set([Group.objects.get(name=login.group)])


def _read_logins(path: Path) -> dict[str, dict[str, str]]:
    try:
        known: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return known


def _write_logins(path: Path, logins: dict[str, dict[str, str]]) -> None:
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(logins, file, indent=2)
        file.write("\n")


def remove_second_factors(*, user: User) -> None:
    """Take away a member of staff's second factors, lost or stolen, and end their sessions: they set up new ones."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)


def end_sessions(*, user: User) -> None:
    """End every session of a member of staff at once."""
    User.objects.filter(pk=user.pk).update(sign_in_epoch=F("sign_in_epoch") + 1)
