"""The reading child: fast, clean, killed when it takes too long, replaced when it dies, shared by threads."""

import base64
import os
import socket
import threading
import time
from contextlib import suppress

import pytest

from intake import child
from intake.parse import read
from intake.sandbox import Line, ParserFailed, ParserProcess
from intake.triage import suggest
from tests.intake.mails import all_names, raw_mail

SLOW = b"From: a@example.org\r\n\r\n" + b"\n" * 8_000_000


@pytest.fixture
def parser():
    with ParserProcess() as one:
        yield one


def child_of(parser):
    return parser._child.process.pid


def test_the_child_reads_what_we_read_ourselves(parser):
    for name in all_names():
        ours, its = read(raw_mail(name)), parser.read(raw_mail(name))
        assert (its.message, its.contents) == (ours.message, ours.contents)
        assert its.said == suggest(ours.message)


def test_the_child_says_nothing_of_what_comes_to_a_private_reply_address():
    with ParserProcess(mailboxes=["claims@alltracking.com"]) as parser:
        raw = b"From: a@example.org\r\nTo: claims%s@alltracking.com\r\n\r\nPlease send me a copy of my data."
        assert parser.read(raw % b"+abcdef").said is None
        assert parser.read(raw % b"").said.rights == ("access",)


def test_what_the_rules_fail_at_is_read_all_the_same_and_left_to_the_worker(monkeypatch):
    def failing(message):
        raise ZeroDivisionError

    monkeypatch.setattr(child, "suggest", failing)
    assert child.suggestion(read(raw_mail("no_body")).message, []) is None


def test_an_answer_that_trickles_is_stopped_when_the_time_of_the_mail_is_over():
    ours, its = socket.socketpair()
    line = Line(ours)
    line.ends = time.monotonic() + 0.3
    threading.Thread(target=trickle, args=(its,)).start()
    with pytest.raises(TimeoutError):
        line.read(1_000_000)
    assert time.monotonic() < line.ends + 1
    line.close()


def trickle(its):
    with its, suppress(OSError):
        while True:
            its.sendall(b"x")
            time.sleep(0.02)


def test_one_child_reads_many_mails(parser):
    parser.read(raw_mail("pdf_attachment"))
    first = child_of(parser)
    parser.read(raw_mail("html_only"))
    assert child_of(parser) == first


def test_a_mail_that_takes_too_long_stops_the_child_and_the_next_mail_is_read(parser):
    parser.read(raw_mail("pdf_attachment"))
    parser.timeout_s = 0.3
    with pytest.raises(ParserFailed, match=r"longer than 0.3 seconds"):
        parser.read(SLOW)
    parser.timeout_s = 20.0
    assert parser.read(raw_mail("pdf_attachment")).message.from_name == "Max"


def test_a_child_that_was_killed_from_outside_is_replaced(parser):
    parser.read(raw_mail("pdf_attachment"))
    os.kill(child_of(parser), 9)
    parser._child.process.wait()
    assert parser.read(raw_mail("pdf_attachment")).message.from_name == "Max"


def test_the_child_is_replaced_after_its_number_of_mails():
    with ParserProcess(max_messages=2) as parser:
        children = [parser.read(raw_mail("no_body")) and child_of(parser) for _ in range(4)]
    assert children[0] == children[1] != children[2] == children[3]


def test_a_mail_of_fifty_megabytes_takes_the_child_less_than_its_worker_may_take(parser):
    content = base64.encodebytes(os.urandom(36 * 1024 * 1024))
    begin = b"From: a@example.org\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert parser.read(begin + content).message.attachments[0].size == 36 * 1024 * 1024
    with open(f"/proc/{child_of(parser)}/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert peak < 260 * 1024


def test_the_child_knows_nothing_of_our_environment(parser, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "very secret")
    parser.read(raw_mail("no_body"))
    with open(f"/proc/{child_of(parser)}/environ", "rb") as environment:
        assert b"very secret" not in environment.read()


def test_the_child_may_not_take_more_than_a_gibibyte(parser):
    parser.read(raw_mail("no_body"))
    with open(f"/proc/{child_of(parser)}/limits") as limits:
        assert any(line.split()[3] == str(1024**3) for line in limits if line.startswith("Max address space"))


def test_the_child_loads_no_django(parser):
    parser.read(raw_mail("no_body"))
    with open(f"/proc/{child_of(parser)}/maps") as maps:
        assert "psycopg" not in maps.read()


def test_threads_take_turns(parser):
    names = all_names()[:20]
    answers = {}

    def work(name):
        answers[name] = parser.read(raw_mail(name)).message

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {name: read(raw_mail(name)).message for name in names}


def test_the_results_of_our_own_server_are_known_to_the_child():
    with ParserProcess(authserv_id="mx.alltracking.example") as parser:
        assert parser.read(raw_mail("authentication_results_of_our_own_server")).message.auth.spf == "fail"


def test_a_child_that_was_closed_is_started_again(parser):
    parser.read(raw_mail("no_body"))
    parser.close()
    assert parser.read(raw_mail("no_body")).message.subject == "Please delete my data"
