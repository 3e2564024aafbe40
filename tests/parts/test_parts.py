"""The real parts work, and history is kept from change in ordinary tests and emptied after transactional ones."""

from datetime import date

import psycopg
import pytest
import redis
from django.db import DatabaseError, transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Anchor
from tests.parts.dovecot import Mailbox
from tests.parts.postgres import postgres_server


def anchor() -> Anchor:
    return Anchor.objects.create(on=date(2026, 9, 3), heads="0" * 64, cases=0, taken_at=timezone.now())


@pytest.mark.django_db
def test_history_is_protected_in_ordinary_tests():
    row = anchor()
    with pytest.raises(DatabaseError, match="history only grows"), transaction.atomic():
        Anchor.objects.filter(pk=row.pk).update(cases=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_history_is_protected_in_transactional_tests_and_gone_in_the_next(time):
    row = anchor()  # the day is unique: a row left by the first time would be refused
    with pytest.raises(DatabaseError, match="history only grows"):
        Anchor.objects.filter(pk=row.pk).delete()


def test_postgres_is_a_recent_one_and_empty():
    with postgres_server() as url, psycopg.connect(url) as connection:
        assert connection.info.server_version >= 150000
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_redis_keeps_what_it_is_given(redis_url):
    client = redis.Redis.from_url(redis_url)
    client.set("name", "value")
    assert client.get("name") == b"value"


@pytest.mark.dovecot
def test_mailbox_gives_back_the_bytes_it_was_given(mailbox: Mailbox):
    raw = b"From: requester@example.com\r\nSubject: My data\r\n\r\nPlease.\r\n"
    mailbox.append(raw)
    with mailbox.client() as client:
        (number,) = client.search("ALL")
        assert client.fetch([number], ["BODY.PEEK[]"])[number][b"BODY[]"] == raw


@pytest.mark.browser
def test_browser_shows_a_page_and_sees_the_database(page: Page, live_server, transactional_db):
    anchor()
    page.goto(f"{live_server.url}/admin/login/")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    assert Anchor.objects.count() == 1
