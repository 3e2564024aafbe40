"""Who sits at the desk, and what lies on it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case, User
from tests.builders import bring_in, mail, make_complaint, make_request
from tests.desk.papers import Sit


@pytest.fixture
def sit() -> Sit:
    """Give a browser in which this member of staff has logged in."""

    def logged_in(user: User | None) -> Client:
        client = Client(enforce_csrf_checks=False)
        if user is not None:
            client.force_login(user)
        return client

    return logged_in


@pytest.fixture
def at_desk(officer: User, sit: Sit) -> Client:
    """Give the officer's browser."""
    return sit(officer)


@pytest.fixture
def administrator(db: None) -> User:
    """Give an administrator, who may do all that Django's permissions name."""
    return User.objects.create_superuser(username="administrator", password="administrator-password")


@pytest.fixture
def request_case(db: None) -> Case:
    """Give a rights request of yesterday, acknowledged."""
    return make_request(timezone.now().date() - timedelta(days=1), acknowledged=True)


@pytest.fixture
def complaint_case(db: None) -> Case:
    """Give a complaint of yesterday, acknowledged."""
    return make_complaint(timezone.now().date() - timedelta(days=1), acknowledged=True)


@pytest.fixture
def quarantined(db: None) -> int:
    """Give the number of an arrival that waits in quarantine."""
    arrival = bring_in(mail("Hello, is the shop open on Sunday?", subject="Opening hours"), now=timezone.now())
    assert arrival.state == "quarantined", arrival.state
    return int(arrival.pk)
