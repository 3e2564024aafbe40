"""The IMAP door and the network: TLS that is insisted on, tokens instead of passwords, connections that break."""

import json
import random
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from intake.doors import tokens
from intake.doors.imap import poll
from intake.mailbox import Mailbox, TokenSource
from intake.models import Arrival, MailboxState
from tests.builders import mail
from tests.parts.certificates import Authority
from tests.parts.dovecot import PASSWORD, USER, access_token, dovecot_server
from tests.parts.process import free_port
from tests.parts.proxy import proxy_to

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """An authority that signs the certificates of this module."""
    folder = tmp_path_factory.mktemp("certificates")
    folder.chmod(0o755)
    return Authority(folder)


@pytest.fixture
def trusted(authority, monkeypatch):
    """Let clients trust the authority, as an administrator does for a company's own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))


def box(scheme, port, host="127.0.0.1", options=""):
    return Mailbox.parse(f"{scheme}://{USER}:{PASSWORD}@{host}:{port}/INBOX{options}")


def fetch(mailbox, minutes=0):
    return poll(mailbox, now=timezone.now() + timedelta(minutes=minutes))


# TLS


def test_mail_is_fetched_over_tls_whose_certificate_is_checked(authority, trusted):
    with dovecot_server(identity=authority.identity()) as server:
        server.append(mail())
        assert fetch(box("imaps", server.tls_port)) == 1


def test_mail_is_fetched_over_starttls(authority, trusted):
    with dovecot_server(identity=authority.identity(), starttls=False) as server:
        server.append(mail())
        assert fetch(box("imap+starttls", server.port)) == 1


@pytest.mark.parametrize("wrong", ["expired", "self_signed", "address"])
@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_a_wrong_certificate_is_refused_and_no_password_sent(authority, trusted, wrong, scheme):
    identity = authority.identity("127.0.0.2") if wrong == "address" else authority.identity(**{wrong: True})
    with dovecot_server(identity=identity) as server:
        server.append(mail())
        with proxy_to(server.tls_port if scheme == "imaps" else server.port) as proxy:
            assert fetch(box(scheme, proxy.port)) == 0
            assert b"LOGIN" not in bytes(proxy.seen).upper()
    assert "SSLCertVerificationError" in MailboxState.objects.get().problem


@pytest.mark.parametrize("scheme", ["imap+starttls"])
def test_a_starttls_offer_that_somebody_stripped_is_missed_and_no_password_sent(authority, trusted, scheme):
    with dovecot_server(identity=authority.identity()) as server, proxy_to(server.port) as proxy:
        proxy.strip = b"STARTTLS"
        assert fetch(box(scheme, proxy.port)) == 0
        assert b"LOGIN" not in bytes(proxy.seen).upper()
        assert PASSWORD.encode() not in bytes(proxy.seen)
    assert "NotProtected" in MailboxState.objects.get().problem


# Tokens


class TokenServer(HTTPServer):
    """An OAuth 2 server that gives what it is told to give."""

    def __init__(self, answer, status=200):
        super().__init__(("127.0.0.1", free_port()), TokenHandler)
        self.answer, self.status, self.asked = answer, status, []


class TokenHandler(BaseHTTPRequestHandler):
    """Answers one request for a token."""

    def do_POST(self):  # noqa: N802 (the library's name)
        self.server.asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.answer()).encode())

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def token_server():
    """A running token server whose tokens Dovecot takes."""
    tokens._kept.clear()
    server = TokenServer(lambda: {"access_token": access_token(), "expires_in": 3600})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def source(server, **more):
    return TokenSource(
        url=f"http://127.0.0.1:{server.server_port}/token", client_id="desk", client_secret="geheim", **more
    )


def test_a_mailbox_is_opened_with_a_token_got_for_a_refresh_token_and_kept(mailbox, token_server, settings):
    settings.IMAP_TOKENS = source(token_server, refresh_token="long-lived")
    mailbox.append(mail())
    by_token = box("imap", mailbox.port, options="?auth=xoauth2")
    assert [fetch(by_token), fetch(by_token, 1)] == [1, 0]
    assert MailboxState.objects.get().problem == ""
    (asked,) = token_server.asked
    assert (asked["grant_type"], asked["refresh_token"]) == (["refresh_token"], ["long-lived"])


def test_without_a_refresh_token_the_clients_own_credentials_are_shown(mailbox, token_server, settings):
    settings.IMAP_TOKENS = source(token_server, scope="https://outlook.office365.com/.default")
    mailbox.append(mail())
    assert fetch(box("imap", mailbox.port, options="?auth=xoauth2")) == 1
    assert token_server.asked[0]["grant_type"] == ["client_credentials"]
    assert token_server.asked[0]["scope"] == ["https://outlook.office365.com/.default"]


def test_a_token_may_come_from_a_command(mailbox, settings, tmp_path):
    tokens._kept.clear()
    (tmp_path / "token").write_text(access_token() + "\n")
    settings.IMAP_TOKENS = TokenSource(command=("cat", str(tmp_path / "token")))
    mailbox.append(mail())
    assert fetch(box("imap", mailbox.port, options="?auth=xoauth2")) == 1


def test_a_refused_token_is_dropped_so_that_the_next_log_in_gets_another(mailbox, token_server, settings):
    settings.IMAP_TOKENS = source(token_server)
    given = [access_token(secret=b"another server's secret"), access_token()]
    token_server.answer = lambda: {"access_token": given.pop(0), "expires_in": 3600}
    mailbox.append(mail())
    by_token = box("imap", mailbox.port, options="?auth=xoauth2")
    assert [fetch(by_token), fetch(by_token, 1)] == [0, 1]


@pytest.mark.parametrize(("status", "answer"), [(400, {"error": "invalid_grant"}), (200, {}), (200, [])])
def test_a_token_server_that_gives_none_is_said_without_a_secret(mailbox, token_server, settings, status, answer):
    settings.IMAP_TOKENS = source(token_server, refresh_token="long-lived")
    token_server.status, token_server.answer = status, lambda: answer
    assert fetch(box("imap", mailbox.port, options="?auth=xoauth2")) == 0
    assert MailboxState.objects.get().problem == "The mailbox could not be fetched (NoToken)."


# Connections that break


def test_a_connection_that_breaks_in_mid_fetch_at_twenty_places_loses_and_doubles_nothing(mailbox):
    mailbox.append(*[mail("x" * 70 + ("\n" + "y" * 70) * 60, message_id=f"<{n}@example.com>") for n in range(6)])
    places = random.Random(11)
    with proxy_to(mailbox.port) as proxy:
        minutes = 0
        for _ in range(20):
            proxy.cut_after = places.randrange(600, 32_000)
            fetch(box("imap", proxy.port), minutes)
            minutes += 6
            with mailbox.client() as client:
                seen = {uid for uid, answer in client.fetch(client.search(), ["FLAGS"]).items() if answer[b"FLAGS"]}
            assert seen <= set(Arrival.objects.values_list("uid", flat=True))
        proxy.cut_after = None
        fetch(box("imap", proxy.port), minutes + 61)
    assert sorted(Arrival.objects.values_list("uid", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_mails_before_and_after_one_at_which_the_connection_always_breaks_are_fetched(mailbox):
    small, large = [mail(message_id=f"<{n}@example.com>") for n in range(4)], mail(("z" * 70 + "\n") * 3000)
    mailbox.append(*small[:2], large, *small[2:])
    with proxy_to(mailbox.port) as proxy:
        proxy.cut_after = 60_000
        for minutes in (0, 6, 12):
            fetch(box("imap", proxy.port), minutes)
        assert sorted(Arrival.objects.values_list("uid", flat=True)) == [1, 2, 4, 5]


def test_a_server_that_is_silent_is_left_after_the_time_out(monkeypatch, mailbox):
    monkeypatch.setattr("intake.doors.session.TIMEOUT_S", 1)
    with proxy_to(mailbox.port) as proxy:
        proxy.cut_after = None
        proxy.strip = b"* OK"  # a greeting that is none: the client waits for it
        assert fetch(box("imap", proxy.port)) == 0
    assert MailboxState.objects.get().problem
