"""What the tests of the public pages share: nobody has sent anything in this hour yet."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.utils import translation


@pytest.fixture(autouse=True)
def _fresh_hour() -> Iterator[None]:
    caches["limits"].clear()
    yield
    translation.deactivate_all()
