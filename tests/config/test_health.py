"""What a supervisor, a monitor and Prometheus are told, by whom it may be read, and that nothing makes it hang."""

import json
import socket
import time
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from cases.models import Heartbeat
from cases.services.heartbeat import beat
from cases.words import Channel
from config.health import check_parts
from correspondence.models import OutboxSwitch
from intake.doors.receive import Delivery, receive
from intake.mailbox import Mailbox
from intake.models import MailboxState
from tests.builders import mail, make_request, noon, send_letters

NOW = noon(2026, 9, 3)


@pytest.fixture
def all_well(db, redis_url, settings):
    """Everything that can be asked works."""
    settings.REDIS_URL = redis_url
    beat(name="worker", now=NOW)


def parts(now=NOW):
    return {name: part.reason for name, part in check_parts(now=now).items() if not part.ok}


# /healthz


def test_healthz_answers_ok_without_a_query(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_healthz_answers_while_the_database_is_away(client):
    with mock.patch("django.db.backends.utils.CursorWrapper.execute", side_effect=OperationalError("away")):
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_they_are_only_read(client, address):
    assert client.post(address).status_code == 405


# /readyz


def test_readyz_answers_200_when_every_part_works(client, all_well):
    beat(name="worker", now=timezone.now())
    answer = client.get("/readyz")
    assert answer.json()["ready"] is True
    assert answer.status_code == 200
    expected = {"database", "migrations", "worker_and_beat", "arrivals", "outbox", "broker", "blob_store"}
    assert set(answer.json()["parts"]) == expected


def test_readyz_answers_503_with_the_reason_of_the_part_that_does_not_work(client, all_well):
    Heartbeat.objects.all().delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["worker_and_beat"] == {
        "ok": False,
        "reason": "Worker and beat have not shown life yet.",
    }
    assert answer.json()["parts"]["database"] == {"ok": True, "reason": "works"}


@pytest.mark.parametrize(("age", "words"), [(90, None), (91, "91 seconds ago"), (1800, "30 minutes ago")])
def test_a_sign_of_life_may_be_ninety_seconds_old(all_well, age, words):
    found = parts(NOW + timedelta(seconds=age))
    assert (words in found["worker_and_beat"]) if words else not found


@pytest.mark.parametrize(("age", "words"), [(300, None), (301, "5 minutes ago")])
def test_an_arrival_may_wait_five_minutes(all_well, age, words):
    receive(Delivery(raw=mail(), channel=Channel.MAIL, source="smtp", received_at=NOW), now=NOW)
    beat(name="worker", now=NOW + timedelta(seconds=age))
    found = parts(NOW + timedelta(seconds=age))
    assert (words in found["arrivals"]) if words else not found


def test_a_paused_outbox_is_said(all_well):
    OutboxSwitch.objects.create(pk=1, paused=True)
    assert "paused" in parts()["outbox"]


def test_a_mail_server_that_refuses_is_said(all_well):
    OutboxSwitch.objects.create(pk=1, failures=3)
    assert "3 letters in a row" in parts()["outbox"]


def test_letters_that_should_have_left_are_counted(all_well):
    case = make_request(acknowledged=True)
    letter = case.letters.get()
    case.letters.update(state="queued", send_after=NOW - timedelta(minutes=6))
    assert parts()["outbox"] == "1 letter should have left by now."
    case.letters.update(state=letter.state)
    assert send_letters(now=NOW) == 0
    assert parts() == {}


@pytest.fixture
def two_mailboxes(all_well, settings):
    """Two mailboxes of one server, both fetched a moment ago."""
    settings.IMAP_MAILBOXES = tuple(
        Mailbox.parse(f"imaps://{user}:secret@mail.example.com:993/INBOX") for user in ("one", "two")
    )
    return [MailboxState.objects.create(name=mailbox.name, fetched_at=NOW) for mailbox in settings.IMAP_MAILBOXES]


def test_a_mailbox_is_asked_about_only_where_one_is_set(all_well, settings):
    assert "mailbox" not in check_parts(now=NOW)
    settings.IMAP_MAILBOXES = (Mailbox.parse("imaps://user:secret@mail.example.com:993/INBOX"),)
    assert parts()["mailbox"] == "A mailbox has not been fetched yet."


def test_a_mailbox_that_cannot_be_fetched_is_said_without_its_name(two_mailboxes):
    assert parts() == {}
    MailboxState.objects.filter(pk=two_mailboxes[1].pk).update(problem="mail.example.com: gaierror")
    told = json.dumps(parts())
    assert "cannot be fetched" in told
    for secret in ("mail.example.com", "two", "secret"):
        assert secret not in told


def test_a_mailbox_that_nobody_fetched_for_long_is_said(two_mailboxes):
    MailboxState.objects.filter(pk=two_mailboxes[0].pk).update(fetched_at=NOW - timedelta(minutes=10))
    assert parts()["mailbox"] == "A mailbox was last fetched 10 minutes ago."


def test_a_store_that_cannot_be_written_is_said_without_its_path(all_well, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.BLOB_DIR = tmp_path / "file" / "blobs"
    told = parts()["blob_store"]
    assert "cannot be written" in told
    assert str(tmp_path) not in told


def test_probing_the_store_leaves_nothing_behind(all_well, settings, tmp_path):
    settings.BLOB_DIR, settings.KEY_DIR = tmp_path / "blobs", tmp_path / "keys"
    assert parts() == {}
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_migrations_that_are_missing_are_counted(all_well):
    with mock.patch("config.health.MigrationExecutor.migration_plan", return_value=[("one", False), ("two", False)]):
        assert parts()["migrations"] == "2 migrations not applied: run manage.py migrate."


def test_when_the_database_is_away_the_rest_is_still_told(all_well):
    with mock.patch("django.db.backends.utils.CursorWrapper.execute", side_effect=OperationalError("host db.example")):
        found = check_parts(now=NOW)
    assert not found["database"].ok
    assert "db.example" not in json.dumps({name: part.reason for name, part in found.items()})
    assert found["arrivals"].reason == "Not known while the database does not answer."
    assert found["broker"].ok


@contextmanager
def frozen_broker():
    """Listen, take connections, and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_a_broker_that_hangs_or_is_gone_is_said_within_two_seconds(all_well, settings):
    with frozen_broker() as url:
        for away in (url, "redis://127.0.0.1:1/0", "redis+socket:///nowhere/broker.sock"):
            settings.REDIS_URL = away
            began = time.monotonic()
            assert "does not answer" in parts()["broker"]
            assert time.monotonic() - began < 2


def test_the_number_of_queries_does_not_grow_with_the_desk(all_well, django_assert_max_num_queries):
    make_request(acknowledged=True)
    with django_assert_max_num_queries(8):
        check_parts(now=NOW)


# /metrics


def test_metrics_count_by_state_and_name_nobody(client, db):
    make_request(acknowledged=True)
    beat(name="worker", now=timezone.now())
    text = client.get("/metrics").content.decode()
    assert 'claims_desk_cases{state="received"} 1.0' in text
    assert 'claims_desk_letters{state="sent"} 1.0' in text
    assert "claims_desk_oldest_waiting_seconds 0.0" in text
    assert "claims_desk_quarantine 0.0" in text
    assert 'claims_desk_heartbeat_age_seconds{part="worker"}' in text
    assert "example.com" not in text
    assert "CD-" not in text


@pytest.mark.parametrize(
    "caller",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"},
    ],
)
def test_metrics_do_not_exist_for_others(client, db, caller):
    assert client.get("/metrics", **caller).status_code == 404


def test_metrics_answer_others_with_the_token(client, db, settings):
    settings.METRICS_TOKEN = "a-long-token"
    outside = {"REMOTE_ADDR": "203.0.113.9"}
    right, wrong = "Bearer a-long-token", "Bearer another"
    assert client.get("/metrics", HTTP_AUTHORIZATION=right, **outside).status_code == 200
    assert client.get("/metrics", HTTP_AUTHORIZATION=wrong, **outside).status_code == 404


def test_no_token_set_means_that_an_empty_one_opens_nothing(client, db):
    assert settings.METRICS_TOKEN == ""
    answer = client.get("/metrics", HTTP_AUTHORIZATION="Bearer ", REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 404


def test_this_machine_by_ipv6_is_this_machine(client, db):
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
