"""The real parts as fixtures: each starts when the first test that asks for it comes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.parts.broker import redis_server
from tests.parts.browser import chromium_browser
from tests.parts.desk import Desk, running_desk
from tests.parts.dovecot import Mailbox, dovecot_server
from tests.parts.postgres import postgres_server
from tests.parts.stack import Stack, production


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    """Give the address of an empty database on a PostgreSQL of its own, one for the module."""
    with postgres_server() as url:
        yield url


@pytest.fixture
def redis_url() -> Iterator[str]:
    """Give the address of an empty Redis."""
    with redis_server() as url:
        yield url


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Give an empty mailbox on a real IMAP server; mark the test `dovecot`."""
    with dovecot_server() as box:
        yield box


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a running Chromium; mark the test `browser`."""
    with chromium_browser() as running, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, and Django would take each query for one made inside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a fresh page with its own cookies; what the page's console calls an error fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give a running desk without demo cases, one for the module; mark the test `stack`."""
    with running_desk(tmp_path_factory.mktemp("desk") / "data", "--no-demo", UNDO_SECONDS="0") as running:
        yield running


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give a running production, one for the module; mark the test `stack` and `dovecot`."""
    with production(tmp_path_factory.mktemp("production"), UNDO_SECONDS="0") as running:
        yield running
