"""The cast, always the same and named for its role: officer, dpo, manager, stranger. (The requester has no account.)"""

import pytest
from django.contrib.auth.models import Permission

from cases.models import User


def _member(username: str, *permissions: str, is_staff: bool = True) -> User:
    user = User.objects.create_user(username=username, password=f"{username}-password", is_staff=is_staff)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def officer(db: None) -> User:
    """A privacy officer."""
    return _member("officer", "cases.work_case", "intake.decide_quarantine")


@pytest.fixture
def dpo(db: None) -> User:
    """The data protection officer."""
    allowed = ("cases.work_case", "intake.decide_quarantine", "cases.see_restricted", "cases.see_reports")
    return _member("dpo", *allowed, "correspondence.pause_outbox")


@pytest.fixture
def manager(db: None) -> User:
    """A manager, who reads reports and no cases."""
    return _member("manager", "cases.see_reports")


@pytest.fixture
def stranger(db: None) -> User:
    """A member of staff of another department, without a permission here."""
    return _member("stranger")
