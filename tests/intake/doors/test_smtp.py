"""The SMTP door, spoken to by a real client over a real socket."""

import asyncio
import smtplib
import socket
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection

from cases.models import Blob
from cases.vault import load
from correspondence.links import reply_address
from intake.doors import smtp as door_module
from intake.doors.room import Reading, Room
from intake.doors.smtp import Door, DoorSettings
from intake.errors import DoorClosed
from intake.models import Arrival
from tests.builders import mail, make_request, noon
from tests.parts.process import free_port, wait_until

DAY = noon(2026, 9, 3)
MEMORY = 900_000


def crlf(raw):
    """Give a mail with the line ends of the wire."""
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.fixture
def door(transactional_db):
    """Open a door on a free port; give a function that connects to it."""
    port, loop, ready = free_port(), asyncio.new_event_loop(), threading.Event()
    settings = DoorSettings(host="127.0.0.1", port=port, size_limit=200_000, memory=MEMORY)

    async def serve():
        server = await loop.create_server(Door(settings, now=lambda: DAY, loop=loop).factory, "127.0.0.1", port)
        ready.set()
        async with server:
            await stopped.wait()

    stopped = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(5)
    yield lambda: smtplib.SMTP("127.0.0.1", port, timeout=10)
    loop.call_soon_threadsafe(stopped.set)
    thread.join(10)
    loop.close()


def test_a_mail_to_our_mailbox_is_stored_with_its_exact_bytes_before_250(door):
    raw = crlf(mail())
    with door() as client:
        client.sendmail("requester@example.com", ["claims@alltracking.com"], raw)
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.source, arrival.received_at) == ("received", "smtp", DAY)
    assert arrival.envelope_to == ["claims@alltracking.com"]
    assert load(arrival.raw) == raw


def test_another_mailbox_is_refused(door):
    with door() as client, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("a@example.com", ["boss@alltracking.com"], crlf(mail()))
    assert refused.value.recipients["boss@alltracking.com"][0] == 550


def test_an_issued_reply_address_is_taken_and_a_made_up_one_refused(door):
    case = make_request()
    issued = reply_address(party=case.parties.get(), now=DAY)
    with door() as client:
        client.sendmail("requester@example.com", [issued], crlf(mail(to=issued)))
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("a@example.com", ["claims+" + "a" * 32 + "@alltracking.com"], crlf(mail()))
    assert Arrival.objects.get().envelope_to == [issued]


def test_a_bare_line_feed_is_refused_so_that_no_second_message_is_smuggled(door):
    with door() as client:
        client.ehlo()
        client.mail("a@example.com")
        client.rcpt("claims@alltracking.com")
        client.putcmd("data")
        assert client.getreply()[0] == 354
        client.send(b"Subject: x\r\n\r\nfirst\n.\nMAIL FROM:<b@example.com>\r\n.\r\n")
        code, text = client.getreply()
    assert code >= 500
    assert not Arrival.objects.exists()


def test_what_is_too_large_is_refused(door):
    with door() as client, pytest.raises((smtplib.SMTPDataError, smtplib.SMTPSenderRefused)) as refused:
        client.sendmail(
            "a@example.com", ["claims@alltracking.com"], crlf(mail("x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 4000))
        )
    assert refused.value.smtp_code == 552
    assert not Blob.objects.exists()


def test_what_cannot_be_stored_stays_with_the_sender(door, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(door_module, "receive", full)
    with door() as client, pytest.raises(smtplib.SMTPDataError) as refused:
        client.sendmail("a@example.com", ["claims@alltracking.com"], crlf(mail()))
    assert refused.value.smtp_code == 451


def test_too_many_connections_are_told_to_come_back(door, monkeypatch):
    monkeypatch.setattr(door_module, "MOST_CONNECTIONS", 2)
    with door() as one, door() as two:
        one.noop()
        two.noop()
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            door()
    assert refused.value.smtp_code == 421
    with door() as later:
        assert later.noop()[0] == 250


def begin(client, lines):
    """Begin a mail without a declared size, and leave it open."""
    client.ehlo()
    client.mail("a@example.com")
    client.rcpt("claims@alltracking.com")
    client.putcmd("data")
    assert client.getreply()[0] == 354
    client.send(lines)


def end(client):
    """End the mail, and give the answer's code and class of status."""
    client.send(b".\r\n")
    code, text = client.getreply()
    return code, text[:5]


LARGE = b"Subject: x\r\n\r\n" + b"y" * 70 + b"\r\n" + (b"z" * 70 + b"\r\n") * 2600  # 187,000 bytes: one finds room


def test_mails_that_find_no_room_together_stay_with_their_senders_and_come_in_later(door):
    with door() as one, door() as two:
        begin(one, LARGE)
        begin(two, LARGE)
        answers = sorted([end(one), end(two)])
        assert answers == [(250, b"2.0.0"), (452, b"4.3.1")]
        begin(two, LARGE)  # the same conversation goes on
        assert end(two) == (250, b"2.0.0")
    assert Arrival.objects.count() == 2
    assert all(load(arrival.raw) == LARGE for arrival in Arrival.objects.all())


def test_a_declared_size_that_finds_no_room_is_told_to_come_back_before_it_is_sent(door):
    with door() as one, door() as two:
        begin(one, LARGE)
        two.ehlo()
        wait_until(
            lambda: two.mail("a@example.com", ["SIZE=190000"])[0] == 452 or two.rset() is None, seconds=5, what="full"
        )
        assert two.mail("a@example.com", ["SIZE=1000"])[0] == 250
        two.rset()
        assert end(one)[0] == 250
        assert two.mail("a@example.com", ["SIZE=190000"])[0] == 250


def test_the_room_of_a_conversation_that_breaks_off_is_free_again(door):
    one = door()
    begin(one, LARGE)
    one.close()
    with door() as two:
        wait_until(lambda: (begin(two, LARGE), end(two)[0] == 250)[1], seconds=5, what="there is room again")
    assert Arrival.objects.count() == 1


def test_a_line_that_never_ends_takes_no_memory_and_is_refused(door):
    with door() as client:
        begin(client, b"x" * 5_000_000 + b"\r\n")
        assert end(client) == (500, b"5.5.2")
        assert client.sendmail("a@example.com", ["claims@alltracking.com"], crlf(mail())) == {}


def test_leading_dots_come_in_as_they_were_sent(door):
    raw = crlf(mail("..two dots\n.one dot\n.\nand on"))
    with door() as client:
        client.sendmail("a@example.com", ["claims@alltracking.com"], raw)
    assert load(Arrival.objects.get().raw) == raw


def test_a_mail_of_empty_lines_takes_no_more_memory_than_its_bytes():
    async def read():
        lines = asyncio.StreamReader(limit=1001)
        lines.feed_data(b"\r\n" * 1_000_000 + b".\r\n")
        reading = Reading(Room(12_000_000), 4_000_000)
        tracemalloc.start()
        await reading.read(lines)
        return tracemalloc.get_traced_memory()[1], reading

    with ThreadPoolExecutor(1) as threads:
        peak, reading = threads.submit(asyncio.run, read()).result()
    tracemalloc.stop()
    assert (reading.refusal, reading.size, reading.room.taken) == ("", 2_000_000, 6_000_000)
    assert peak < 3 * reading.size


def test_the_threads_of_the_door_keep_no_connection_between_two_mails(door, monkeypatch):
    closed = []

    def close():
        closed.append(threading.current_thread())
        connection.close()

    monkeypatch.setattr(door_module, "connection", SimpleNamespace(close=close))
    with door() as client:
        client.sendmail("a@example.com", ["claims@alltracking.com"], crlf(mail()))
    assert len(closed) == 1
    assert closed[0] is not threading.main_thread()


def test_the_null_sender_of_a_bounce_is_noted(door):
    with door() as client:
        client.sendmail("", ["claims@alltracking.com"], crlf(mail()))
    assert Arrival.objects.get().null_return_path


def test_the_second_delivery_of_the_same_bytes_finds_its_twin(door):
    for _ in range(2):
        with door() as client:
            client.sendmail("a@example.com", ["claims@alltracking.com"], crlf(mail()))
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_a_door_that_others_can_reach_needs_a_list_or_tls_with_a_password(host):
    with pytest.raises(DoorClosed, match="SMTP_DOOR_ALLOW"):
        DoorSettings(host=host, port=25, size_limit=1).check()
    DoorSettings(host=host, port=25, size_limit=1, allow=("192.0.2.0/24",)).check()
    DoorSettings(host=host, port=25, size_limit=1, tls_cert="c", user="u", password="p").check()


def test_a_server_that_is_not_on_the_list_may_not_deliver(transactional_db):
    settings = DoorSettings(host="127.0.0.1", port=free_port(), size_limit=1000, allow=("192.0.2.0/24",))
    handler = door_module.Handler(settings, lambda: DAY)

    class Session:
        peer = ("127.0.0.1", 1)

    # In a thread of its own: a browser test of the same process keeps an event loop in this one.
    with ThreadPoolExecutor(1) as threads:
        asked = handler.handle_MAIL(None, Session(), None, "a@example.com", [])
        answer = threads.submit(asyncio.run, asked).result()
    assert answer.startswith("550")


def test_the_door_names_no_version(door):
    with door() as client, socket.create_connection(client.sock.getpeername()) as raw:
        greeting = raw.recv(200).decode()
    assert "aiosmtpd" not in greeting
    assert "Python" not in greeting
