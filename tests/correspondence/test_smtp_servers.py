"""The outbox against a real mail server that fails in each known way: back-off, nothing lost, one Message-ID."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core.mail import EmailMessage, get_connection

from correspondence.acts import acknowledge
from correspondence.models import Letter, OutboxSwitch
from correspondence.services import outbox
from tests.builders import make_request, noon
from tests.parts.certificates import Authority
from tests.parts.sink import mail_sink

pytestmark = pytest.mark.django_db
DAY = noon(2026, 9, 3)


@pytest.fixture
def smtp(settings):
    """Give a function that sends through a server from now on."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 1

    def through(sink, **more):
        settings.EMAIL_PORT = sink.port
        for name, value in more.items():
            setattr(settings, name, value)

    return through


@pytest.fixture
def authority(tmp_path):
    """An authority of this test."""
    return Authority(tmp_path)


@pytest.fixture
def letter():
    """A queued acknowledgement."""
    return acknowledge(case=make_request(), now=DAY)


def send(letter, *, minutes=0):
    OutboxSwitch.objects.all().delete()
    outbox.send(letter_id=letter.pk, now=DAY + timedelta(minutes=minutes))
    letter.refresh_from_db()
    return letter.state


@pytest.mark.parametrize("fault", ["421 at connect", "450 at RCPT", "451 after DATA", "slow"])
def test_a_server_that_fails_for_now_gets_the_letter_later_and_once(smtp, letter, fault):
    with mail_sink() as sink:
        smtp(sink)
        sink.fault = fault
        assert [send(letter), send(letter, minutes=0.5), send(letter, minutes=1)] == ["queued"] * 3
        assert letter.attempts == 2  # the second try came before its time
        assert sink.letters == []
        sink.fault = ""
        assert send(letter, minutes=3) == "sent"
        (raw,) = sink.letters
    assert message_from_bytes(raw)["Message-ID"] == letter.message_id


@pytest.mark.parametrize("fault", ["550 at RCPT", "552 after DATA"])
def test_a_server_that_refuses_for_good_is_not_asked_again_and_a_person_takes_over(smtp, letter, fault):
    with mail_sink() as sink:
        smtp(sink)
        sink.fault = fault
        assert send(letter) == "failed"
        asked = sink.connections
        assert send(letter, minutes=60) == "failed"
        assert sink.connections == asked
    assert letter.case.work_items.get().kind == "letter_not_arrived"
    assert Letter.objects.count() == 1


def test_a_connection_that_drops_before_the_servers_yes_sends_one_more_copy_of_the_same_letter(smtp, letter):
    with mail_sink() as sink:
        smtp(sink)
        sink.fault = "drop"
        assert send(letter) == "queued"
        sink.fault = ""
        assert send(letter, minutes=1) == "sent"
        copies = [message_from_bytes(raw) for raw in sink.letters]
    assert [copy["Message-ID"] for copy in copies] == [letter.message_id] * 2
    assert copies[0].get_payload()[0].get_payload() == copies[1].get_payload()[0].get_payload()


def test_a_server_that_is_away_opens_the_breaker_and_loses_nothing(smtp, letter):
    with mail_sink() as sink:
        smtp(sink)
    for minute in (0, 1, 3, 7, 15):
        outbox.send(letter_id=letter.pk, now=DAY + timedelta(minutes=minute))
    assert outbox.is_paused(now=DAY + timedelta(minutes=15, seconds=30))
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("queued", 5)


# TLS


def test_a_letter_leaves_over_starttls_whose_certificate_is_checked(smtp, letter, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    with mail_sink(identity=authority.identity()) as sink:
        smtp(sink, EMAIL_USE_TLS=True)
        assert send(letter) == "sent"


@pytest.mark.parametrize("wrong", ["expired", "self_signed", "address"])
def test_a_wrong_certificate_gets_neither_password_nor_letter(smtp, letter, authority, monkeypatch, wrong):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    identity = authority.identity("127.0.0.2") if wrong == "address" else authority.identity(**{wrong: True})
    with mail_sink(identity=identity) as sink:
        smtp(sink, EMAIL_USE_TLS=True, EMAIL_HOST_USER="desk", EMAIL_HOST_PASSWORD="geheim")
        assert send(letter) == "queued"
        assert sink.letters == []
    assert letter.last_error == "SSLCertVerificationError"


def test_a_server_without_starttls_gets_nothing_in_clear(smtp, letter):
    with mail_sink() as sink:
        smtp(sink, EMAIL_USE_TLS=True)
        assert send(letter) == "queued"
        assert sink.letters == []
    assert letter.last_error == "SMTPNotSupportedError"


@pytest.mark.parametrize("fail_silently", [False, True])
def test_a_connection_whose_starttls_failed_is_not_used_in_clear_by_the_next_letter(smtp, settings, fail_silently):
    """CVE-2026-7666: a backend kept the connection after a failed STARTTLS and went on without it."""
    with mail_sink() as sink:
        smtp(sink, EMAIL_USE_TLS=True)
        connection = get_connection(fail_silently=fail_silently)
        for _ in range(3):
            try:
                connection.send_messages([EmailMessage("Subject", "Text", "a@example.com", ["b@example.com"])])
            except OSError:
                continue
        assert sink.letters == []
