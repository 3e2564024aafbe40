"""The cast, always the same and named for its role: officer, lead, dpo, hr, manager, stranger. (The requester has no account.)"""

import pytest
from django.contrib.auth.models import Permission

from cases.models import User

OFFICER = ("cases.work_case", "cases.see_general", "cases.break_glass", "intake.decide_quarantine")


def _member(username: str, *permissions: str, is_staff: bool = True) -> User:
    user = User.objects.create_user(username=username, password=f"{username}-password", is_staff=is_staff)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def officer(db: None) -> User:
    """A privacy officer."""
    return _member("officer", *OFFICER)


@pytest.fixture
def lead(db: None) -> User:
    """A team lead: an officer who is told of every case and gives them out."""
    return _member("lead", *OFFICER, "cases.assign_case", "cases.see_reports")


@pytest.fixture
def dpo(db: None) -> User:
    """The data protection officer."""
    closed = ("cases.see_restricted", "cases.see_applicants", "cases.list_access")
    configures = ("correspondence.pause_outbox", "correspondence.configure_letters")
    return _member("dpo", *OFFICER, "cases.assign_case", *closed, "cases.see_reports", *configures)


@pytest.fixture
def hr(db: None) -> User:
    """Someone of human resources, who works on applicants' cases alone."""
    return _member("hr", "cases.work_case", "cases.see_applicants")


@pytest.fixture
def manager(db: None) -> User:
    """A manager, who reads reports and no cases."""
    return _member("manager", "cases.see_reports")


@pytest.fixture
def stranger(db: None) -> User:
    """A member of staff of another department, without a permission here."""
    return _member("stranger")
