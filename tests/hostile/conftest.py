"""Who looks at what strangers sent."""

import pytest
from django.test import Client

from cases.models import User


@pytest.fixture
def desk_browser(officer: User) -> Client:
    """Give the officer's browser."""
    client = Client()
    client.force_login(officer)
    return client
