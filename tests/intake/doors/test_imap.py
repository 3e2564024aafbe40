"""The IMAP door against a real Dovecot: fetched once, committed before it is marked, caught up after absence."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from cases.models import Heartbeat, WorkItem
from cases.vault import load
from intake.doors import fetch as fetching
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


def fetch(mailbox, *, minutes=0, options=""):
    """Poll the mailbox as if so many minutes had passed; give how many arrivals are new."""
    return poll(Mailbox.parse(mailbox.url + options), now=timezone.now() + timedelta(minutes=minutes))


def subjects(mailbox, folder="INBOX"):
    with mailbox.client(folder) as client:
        return sorted(
            answer[b"ENVELOPE"].subject.decode() for answer in client.fetch(client.search(), ["ENVELOPE"]).values()
        )


def numbered(count, size=20):
    return [mail("x" * size, message_id=f"<{n}@example.com>", subject=str(n)) for n in range(count)]


def test_a_mail_is_stored_with_its_exact_bytes_and_the_servers_date_then_marked(mailbox):
    raw = mail("Grüße: bitte eine Kopie meiner Daten.").replace(b"\n", b"\r\n")
    put(mailbox, raw)
    assert fetch(mailbox) == 1
    arrival = Arrival.objects.get()
    assert load(arrival.raw) == raw
    assert arrival.received_at == RECEIVED
    assert flags_of(mailbox) == [(b"\\Seen",)]


@pytest.mark.parametrize("zone", ["Europe/Dublin", "Europe/Berlin", "America/New_York", "Australia/Sydney"])
@pytest.mark.parametrize("day", [datetime(2026, 1, 15, 23, 30, tzinfo=UTC), datetime(2026, 7, 15, 23, 30, tzinfo=UTC)])
def test_the_moment_of_receipt_is_the_servers_in_every_season_and_wherever_we_are(mailbox, monkeypatch, zone, day):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with mailbox.client() as client:
            client.append("INBOX", mail(), (), day)
        fetch(mailbox)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert Arrival.objects.get().received_at == day


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
        patch.setattr(door, "receive_all", full)
        assert fetch(mailbox) == 0
    assert b"\\Seen" not in flags_of(mailbox)[0]
    assert fetch(mailbox, minutes=1) == 1
    assert MailboxState.objects.get().trouble == {}


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


def test_a_log_in_that_fails_is_not_hammered_and_waits_at_most_five_minutes(mailbox):
    box = Mailbox.parse(mailbox.url.replace("a-password-for-tests", "wrong-password"))
    now, waits = timezone.now(), []
    for _ in range(6):
        poll(box, now=now)
        state = MailboxState.objects.get()
        assert poll(box, now=now) == 0
        assert MailboxState.objects.get().failures == state.failures  # it was not even tried
        waits.append((state.try_after - now).total_seconds())
        now = state.try_after
    assert waits == [20, 40, 80, 160, 300, 300]


def test_one_mail_that_cannot_be_taken_does_not_stop_the_others_and_comes_once_it_can(mailbox, monkeypatch):
    put(mailbox, *numbered(5))
    real = door.receive_all

    def picky(deliveries, *, now):
        if any(b"Subject: 2\r\n" in delivery.raw for delivery in deliveries):
            raise ValueError("what nobody thought of")
        return real(deliveries, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(door, "receive_all", picky)
        assert fetch(mailbox) == 4
        assert sum(b"\\Seen" in flags for flags in flags_of(mailbox)) == 4
        for minutes in range(1, 7):
            fetch(mailbox, minutes=minutes)
    put(mailbox, mail(message_id="<later@example.com>", subject="later"))
    assert "cannot be fetched" in WorkItem.objects.get(done_at=None).title
    assert fetch(mailbox, minutes=8) == 1  # the new one; the odd one waits for the hourly comparison
    assert fetch(mailbox, minutes=70) == 1
    assert not WorkItem.objects.filter(done_at=None).exists()
    assert Arrival.objects.count() == 6


def test_a_mailbox_that_was_rebuilt_is_read_again_and_doubles_nothing(mailbox):
    put(mailbox, *numbered(2), mail("Sent by a program that gives no id.", message_id=""))
    assert fetch(mailbox) == 3
    rebuild(mailbox)
    put(mailbox, mail(message_id="<new@example.com>"))
    assert fetch(mailbox, minutes=1) == 1
    assert Arrival.objects.count() == 4


def rebuild(mailbox):
    """Give the folder another UIDVALIDITY, as a server that lost its index does."""
    (uidlist,) = (mailbox.folder / "mail").glob("dovecot-uidlist")
    before = uidvalidity(mailbox)
    uidlist.write_text(uidlist.read_text().replace(f"V{before} ", f"V{before + 1000} ", 1))
    for path in (mailbox.folder / "mail").glob("dovecot.index*"):
        path.unlink()
    assert uidvalidity(mailbox) == before + 1000


def uidvalidity(mailbox):
    with mailbox.client() as client:
        return client.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"]


def test_fetched_mail_is_moved_to_the_named_folder_after_it_is_committed(mailbox):
    put(mailbox, *numbered(3))
    assert fetch(mailbox, options="?move=Processed") == 3
    assert subjects(mailbox) == []
    assert subjects(mailbox, "Processed") == ["0", "1", "2"]
    assert fetch(mailbox, minutes=90, options="?move=Processed") == 0


def test_a_mail_that_is_stored_but_was_not_moved_is_moved_the_next_time(mailbox, monkeypatch):
    put(mailbox, *numbered(2))
    with monkeypatch.context() as patch:
        patch.setattr(door, "_move", refuse)
        assert fetch(mailbox, options="?move=Processed") == 2
    assert subjects(mailbox) == ["0", "1"]
    assert "could not be marked or moved" in MailboxState.objects.get().problem
    assert fetch(mailbox, minutes=1, options="?move=Processed") == 0
    assert (subjects(mailbox), subjects(mailbox, "Processed")) == ([], ["0", "1"])


def refuse(*_args):
    raise IMAPClientError("over quota")


def test_mail_that_somebody_moved_before_we_saw_it_is_found_within_the_hour_and_told(mailbox):
    assert fetch(mailbox, options="?move=Processed") == 0
    put(mailbox, *numbered(2))
    with mailbox.client() as client:
        client.move(client.search()[:1], "Processed")
    assert fetch(mailbox, minutes=1, options="?move=Processed") == 1
    assert fetch(mailbox, minutes=61, options="?move=Processed") == 1
    assert MailboxState.objects.get().difference == 1
    assert "1 mail that was missing" in WorkItem.objects.get().title
    assert fetch(mailbox, minutes=125, options="?move=Processed") == 0
    assert Arrival.objects.count() == 2


def test_what_lay_in_the_folder_before_we_looked_after_it_is_left_alone(mailbox):
    with mailbox.client() as client:
        client.create_folder("Processed")
        client.append("Processed", mail(subject="years ago"))
    for minutes in (0, 61):
        assert fetch(mailbox, minutes=minutes, options="?move=Processed") == 0


def test_mail_that_an_earlier_round_should_have_stored_is_fetched_within_the_hour_and_told(mailbox):
    put(mailbox, *numbered(3))
    fetch(mailbox)
    Arrival.objects.filter(uid=2).delete()
    assert fetch(mailbox, minutes=5) == 0
    assert fetch(mailbox, minutes=61) == 1
    assert MailboxState.objects.get().difference == 1
    assert "1 mail that was missing" in WorkItem.objects.get().title


def test_a_round_looks_only_at_what_is_new_since_the_last(mailbox, monkeypatch):
    put(mailbox, *numbered(3))
    fetch(mailbox)
    put(mailbox, mail(message_id="<new@example.com>"))
    asked = []
    real = IMAPClient.fetch
    monkeypatch.setattr(IMAPClient, "fetch", lambda *given: asked.append(given[1]) or real(*given))
    assert fetch(mailbox, minutes=1) == 1
    assert asked == [[4], [4]]


@pytest.mark.parametrize("deed", ["delete_messages", "move", "add_flags"])
def test_another_program_that_removes_moves_or_reads_mail_between_search_and_fetch_does_no_harm(
    mailbox, monkeypatch, deed
):
    put(mailbox, *numbered(4))
    real = IMAPClient.fetch

    def meddled(client, messages, data, modifiers=None):
        if "BODY.PEEK[]" in data:
            with mailbox.client() as other:
                if deed == "move":
                    other.create_folder("Elsewhere")
                    other.move([2], "Elsewhere")
                elif deed == "add_flags":
                    other.add_flags([2], ["\\Seen"])
                else:
                    other.delete_messages([2])
                    other.expunge()
            monkeypatch.undo()
        return real(client, messages, data, modifiers)

    monkeypatch.setattr(IMAPClient, "fetch", meddled)
    fetch(mailbox)
    fetch(mailbox, minutes=10)
    taken = sorted(Arrival.objects.values_list("uid", flat=True))
    assert [uid for uid in taken if uid != 2] == [1, 3, 4]
    assert (2 in taken) or deed != "add_flags"
    for arrival in Arrival.objects.all():
        assert f"Subject: {arrival.uid - 1}".encode() in load(arrival.raw)


def test_batches_hold_at_most_so_many_bytes(mailbox, monkeypatch):
    monkeypatch.setattr(fetching, "BATCH_BYTES", 3000)
    put(mailbox, *numbered(6, size=900), mail("y" * 990 + "\n" + "y" * 4000, message_id="<big@example.com>"))
    with mailbox.client() as client:
        found = list(fetching.batches(client, client.search()))
    assert [uid for batch in found for uid in batch] == list(range(1, 8))
    assert all(sum(batch.values()) <= 3000 or len(batch) == 1 for batch in found)
    assert len(found) < 7


def test_when_another_program_moved_one_of_them_the_rest_is_moved_all_the_same_and_the_next_poll_does_not_wait(
    mailbox, monkeypatch
):
    put(mailbox, *numbered(4))
    with mailbox.client() as client:
        client.create_folder("Processed")
        client.create_folder("Elsewhere")
    real = door._move

    def meddled(client, uids, folder):
        with mailbox.client() as other:
            other.move([2], "Elsewhere")
        monkeypatch.setattr(door, "_move", real)
        return real(client, uids, folder)

    monkeypatch.setattr(door, "_move", meddled)
    assert fetch(mailbox, options="?move=Processed") == 4
    assert (subjects(mailbox), subjects(mailbox, "Processed")) == ([], ["0", "2", "3"])
    state = MailboxState.objects.get()
    assert (state.problem, state.try_after) == ("", None)


def test_a_server_that_refuses_to_move_is_told_of_and_mail_is_fetched_all_the_same(mailbox, monkeypatch):
    put(mailbox, *numbered(2))
    monkeypatch.setattr(door, "_move", lambda *_: (_ for _ in ()).throw(IMAPClientError("over quota")))
    assert fetch(mailbox, options="?move=Processed") == 2
    put(mailbox, mail(message_id="<next@example.com>"))
    assert fetch(mailbox, options="?move=Processed") == 1
    state = MailboxState.objects.get()
    assert "could not be marked or moved" in state.problem
    assert state.try_after is None
