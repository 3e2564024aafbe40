"""Guesses at passwords are counted for all web processes together, through restarts, and without a Redis."""

from collections.abc import Callable

import pytest
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client

from cases.models import Count, User

Begin = Callable[[], None]
LOGIN = "/admin/login/"


@pytest.fixture
def another_process(monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Give what puts a fresh cache in place, as another or a restarted process has it."""

    def begin() -> None:
        monkeypatch.setattr(ratelimit, "cache", caches.create_connection("default"))

    return begin


def guess(password: str = "wrong") -> str:
    said = {"username": "officer", "password": password}
    return Client(REMOTE_ADDR="203.0.113.9").post(LOGIN, said, follow=True).content.decode()


def test_guesses_spread_over_processes_are_counted_together(officer: User, another_process: Begin) -> None:
    for _ in range(5):
        another_process()
        assert "is not right" in guess()
    another_process()
    assert "Too many attempts failed" in guess("officer-password")


def test_counts_stand_in_the_database_without_name_or_address(officer: User) -> None:
    assert isinstance(caches["default"], DatabaseCache)
    guess()
    rows = list(Count.objects.values_list("cache_key", "value"))
    assert rows
    assert "officer" not in str(rows)


def test_a_table_full_of_counts_loses_no_count_that_still_runs(officer: User) -> None:
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000
