"""The IMAP door against a real Dovecot: fetched once, committed before it is marked, caught up after absence."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from cases.models import Heartbeat
from cases.vault import load
from intake.doors import imap as door
from intake.doors.imap import poll
from intake.mailbox import Mailbox
from intake.models import Arrival, MailboxState
from tests.builders import mail
from tests.parts.process import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]
RECEIVED = datetime(2026, 9, 3, 23, 30, tzinfo=UTC)


def put(mailbox, *mails, flags=()):
    with mailbox.client() as client:
        for raw in mails:
            client.append("INBOX", raw, flags, RECEIVED)


def flags_of(mailbox):
    with mailbox.client() as client:
        uids = client.search("ALL")
        return [answer[b"FLAGS"] for answer in client.fetch(uids, ["FLAGS"]).values()]


def fetch(mailbox):
    return poll(Mailbox.parse(mailbox.url), now=timezone.now())


def test_a_mail_is_stored_with_its_exact_bytes_and_the_servers_date_then_marked(mailbox):
    raw = mail("Grüße: bitte eine Kopie meiner Daten.").replace(b"\n", b"\r\n")
    put(mailbox, raw)
    assert fetch(mailbox) == 1
    arrival = Arrival.objects.get()
    assert load(arrival.raw) == raw
    assert arrival.received_at == RECEIVED
    assert flags_of(mailbox) == [(b"\\Seen",)]


def test_polling_again_finds_nothing_new(mailbox):
    put(mailbox, mail())
    assert [fetch(mailbox), fetch(mailbox)] == [1, 0]


def test_mail_that_somebody_read_in_the_mailbox_is_taken_too(mailbox):
    put(mailbox, mail(), flags=["\\Seen"])
    assert fetch(mailbox) == 1


def test_what_arrived_while_we_were_away_is_caught_up(mailbox):
    put(mailbox, *[mail(message_id=f"<{n}@example.com>") for n in range(120)])
    assert fetch(mailbox) == 120
    assert Arrival.objects.count() == 120


def test_a_mail_over_the_size_limit_is_kept_in_part_and_shown_to_a_person(mailbox, settings):
    settings.MAX_MESSAGE_BYTES = 5_000
    put(mailbox, mail("x" * 60_000), mail(message_id="<2@example.com>"))
    assert fetch(mailbox) == 2
    large = Arrival.objects.get(state="quarantined")
    assert "still in the mailbox" in large.reason


def test_a_mail_that_cannot_be_stored_is_not_marked_and_comes_next_time(mailbox, monkeypatch):
    put(mailbox, mail())

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(door, "receive", full)
        assert fetch(mailbox) == 0
    assert b"\\Seen" not in flags_of(mailbox)[0]
    assert fetch(mailbox) == 1


def test_two_polls_at_once_are_one(mailbox):
    put(mailbox, mail())
    box = Mailbox.parse(mailbox.url)
    MailboxState.objects.create(name=box.name, lease_until=timezone.now() + door.LEASE)
    assert fetch(mailbox) == 0


def test_an_unreachable_server_is_said_and_the_next_poll_tries_again():
    box = Mailbox.parse(f"imap://claims:secret@127.0.0.1:{free_port()}/INBOX")
    assert poll(box, now=timezone.now()) == 0
    beat = Heartbeat.objects.get(name="imap")
    assert "could not be fetched" in beat.problem
    assert "secret" not in beat.problem
    assert MailboxState.objects.get().lease_until is None


def test_a_wrong_password_is_said_without_naming_it(mailbox):
    box = Mailbox.parse(mailbox.url.replace("a-password-for-tests", "wrong-password"))
    assert poll(box, now=timezone.now()) == 0
    assert "wrong-password" not in MailboxState.objects.get().problem


@pytest.mark.parametrize(
    "url", ["imap://u:p@mail.example.com/INBOX", "https://u:p@mail.example.com", "imaps://mail.example.com", "nonsense"]
)
def test_an_address_that_would_send_a_password_in_clear_or_names_no_user_is_refused(url):
    with pytest.raises(ValueError, match=r"TLS|IMAP"):
        Mailbox.parse(url)
