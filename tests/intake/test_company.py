"""Mails that wait together are decided on together, and each ends as it would have ended alone."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.words import Channel
from correspondence.caps import ADDRESS_CAP, DOMAIN_CAP
from correspondence.links import reply_address
from correspondence.models import Letter
from correspondence.services import outbox
from intake.doors.receive import Delivery, receive_all
from intake.models import Arrival
from intake.sandbox import ParserFailed
from intake.services import claim
from intake.services import process as processing
from intake.services.claim import claim_waiting
from intake.services.process import work_off
from tests.builders import DAY, mail, make_request

pytestmark = pytest.mark.django_db


def deliver(*raws, source="smtp"):
    """Bring mails in together; give their arrivals in this order."""
    deliveries = [Delivery(raw=raw, channel=Channel.MAIL, source=source, received_at=DAY) for raw in raws]
    return [arrival for arrival, _ in receive_all(deliveries, now=DAY)]


def decide(*raws, now=DAY):
    """Bring mails in together and decide on them; give their arrivals."""
    arrivals = deliver(*raws)
    work_off(seconds=60, clock=lambda: now)
    return [Arrival.objects.get(pk=arrival.pk) for arrival in arrivals]


def numbered(number, text="Please send me a copy of my data.", **others):
    given = {"message_id": f"<{number}@example.com>", "sender": f"person{number}@example{number}.org"}
    return mail(f"{text} Number {number}.", **(given | others))


def states(arrivals):
    return [arrival.state for arrival in arrivals]


def test_fifty_mails_open_fifty_cases_by_few_queries(monkeypatch):
    monkeypatch.setattr(processing, "FIRST", 50)
    arrivals = deliver(*(numbered(number) for number in range(50)))
    with CaptureQueriesContext(connection) as queries:
        work_off(seconds=60, clock=lambda: DAY)
    assert len(queries) < 60
    assert Case.objects.count() == Letter.objects.count() == len(arrivals) == 50
    assert set(Arrival.objects.values_list("state", "attempts")) == {("opened", 1)}
    call_command("verify_history", stdout=StringIO())


def test_the_first_company_is_small_so_that_who_waited_longest_is_answered_first(monkeypatch):
    companies = []
    real = processing.look_up
    monkeypatch.setattr(processing, "look_up", lambda asked: companies.append(len(asked)) or real(asked))
    deliver(*(numbered(number) for number in range(25)))
    work_off(seconds=60, clock=lambda: DAY)
    assert companies == [10, 15]


def test_mails_that_name_nothing_in_common_are_one_company_also_without_an_id(monkeypatch):
    companies = []
    real = processing.look_up
    monkeypatch.setattr(processing, "look_up", lambda asked: companies.append(len(asked)) or real(asked))
    decide(*(numbered(number, message_id="") for number in range(5)), numbered(5, sender=""), numbered(6, sender=""))
    assert companies == [7]


def test_fifty_deliveries_are_stored_by_few_queries_and_a_second_time_by_one():
    raws = [numbered(number) for number in range(50)]
    with CaptureQueriesContext(connection) as queries:
        first = deliver(*raws)
    assert len(queries) < 15
    with CaptureQueriesContext(connection) as queries:
        second = deliver(*raws)
    assert len(queries) < 5
    assert [arrival.pk for arrival in first] == [arrival.pk for arrival in second]


def test_the_same_mail_twice_in_one_delivery_is_one_arrival_and_what_has_no_id_is_kept_each_time():
    one, other, without = numbered(1), numbered(2), numbered(3, message_id="")
    arrivals = deliver(one, without, other, one, without)
    assert arrivals[0].pk == arrivals[3].pk
    assert Arrival.objects.count() == 4


def test_a_mail_that_fails_leaves_the_others_at_their_first_attempt(monkeypatch):
    real = processing.handle_mail

    def picky(*, asked, **given):
        end = real(asked=asked, **given)
        if asked.mail.subject == "poison":
            raise ZeroDivisionError
        return end

    monkeypatch.setattr(processing, "handle_mail", picky)
    arrivals = decide(numbered(1), numbered(2, subject="poison"), numbered(3))
    assert [(arrival.state, arrival.attempts) for arrival in arrivals] == [
        ("opened", 1),
        ("received", 1),
        ("opened", 1),
    ]
    assert "ZeroDivisionError" in arrivals[1].last_error
    work_off(seconds=60, clock=lambda: DAY + timedelta(minutes=5))
    work_off(seconds=60, clock=lambda: DAY + timedelta(minutes=10))
    arrivals[1].refresh_from_db()
    assert (arrivals[1].state, arrivals[1].attempts) == ("quarantined", 3)
    assert Case.objects.count() == Letter.objects.count() == 2


def test_a_mail_that_stops_the_parser_waits_for_a_person_and_the_others_go_on(monkeypatch):
    real = processing.read_mail

    def stopped(raw):
        if b"Number 2" in raw:
            raise ParserFailed("Reading it took longer than 20 seconds.")
        return real(raw)

    monkeypatch.setattr(processing, "read_mail", stopped)
    assert states(decide(numbered(1), numbered(2), numbered(3))) == ["opened", "quarantined", "opened"]


def test_mails_of_one_sender_share_the_cap_of_their_address():
    mails = [numbered(number, sender="one@example.org") for number in range(ADDRESS_CAP + 2)]
    assert set(states(decide(*mails))) == {"opened"}
    assert Letter.objects.count() == ADDRESS_CAP


def test_mails_of_one_domain_share_the_cap_of_their_domain():
    mails = [numbered(number, sender=f"p{number}@Victim.example") for number in range(DOMAIN_CAP)]
    assert set(states(decide(*mails, *(numbered(100 + n, sender=f"q{n}@victim.example") for n in range(3))))) == {
        "opened"
    }
    assert Letter.objects.count() == DOMAIN_CAP


def test_the_same_message_by_two_doors_at_once_is_one_message():
    first, second = decide(numbered(1), b"Received: from elsewhere\r\n" + numbered(1))
    assert (first.state, second.state, second.twin) == ("opened", "duplicate", first)


def test_answers_on_one_case_join_it_in_the_order_in_which_they_came():
    case = make_request(acknowledged=True)
    to = reply_address(party=case.parties.get(), now=DAY)
    sender = "requester@example.com"
    mails = [mail(f"Part {number}", message_id=f"<{number}@e.org>", to=to, sender=sender) for number in range(4)]
    assert set(states(decide(*mails))) == {"joined"}
    told = [text.strip() for text in case.messages.order_by("pk").values_list("text", flat=True)]
    assert told == ["Part 0", "Part 1", "Part 2", "Part 3"]
    call_command("verify_history", stdout=StringIO())


def test_a_mail_that_answers_one_of_its_company_is_offered_that_ones_case():
    first, second = decide(numbered(1), numbered(2, In_Reply_To="<1@example.com>"))
    assert (first.state, second.state) == ("opened", "quarantined")
    assert second.suggested_case == first.case


def companies_of(monkeypatch):
    """Note the subjects that are decided on together."""
    found = []
    real = processing.look_up
    monkeypatch.setattr(
        processing, "look_up", lambda asked: found.append([one.mail.subject for one in asked]) or real(asked)
    )
    return found


def with_subjects(*subjects):
    """Give a mail for each subject; its first letter is the sender."""
    return [
        numbered(number, subject=subject, sender=f"{subject[0]}@example.org") for number, subject in enumerate(subjects)
    ]


def test_the_few_that_must_come_later_go_along_with_the_next_batch_in_their_order(monkeypatch):
    monkeypatch.setattr(claim, "BATCH", 4)
    companies = companies_of(monkeypatch)
    arrivals = decide(*with_subjects("a1", "a2", "b1", "a3", "c1", "a4", "d1"))
    assert companies == [["a1", "b1"], ["a2", "c1", "d1"], ["a3"], ["a4"]]
    assert {(arrival.state, arrival.attempts) for arrival in arrivals} == {("opened", 1)}


def test_those_for_whom_the_lease_would_run_out_do_not_wait_for_the_next_batch(monkeypatch):
    monkeypatch.setattr(claim, "BATCH", 2)
    monkeypatch.setattr(processing, "LEFT_SHARE", 1)
    companies = companies_of(monkeypatch)
    decide(*with_subjects("a1", "a2", "b1"))
    assert companies == [["a1"], ["a2"], ["b1"]]


def test_nobody_goes_along_with_one_that_comes_again(monkeypatch):
    monkeypatch.setattr(claim, "BATCH", 2)
    companies = companies_of(monkeypatch)
    *first, again = deliver(*with_subjects("a1", "a2", "b1"))
    Arrival.objects.filter(pk=again.pk).update(attempts=1)
    work_off(seconds=60, clock=lambda: DAY)
    assert companies == [["a1"], ["a2"], ["b1"]]
    assert list(Arrival.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 1, 2]
    assert len(first) == 2


def test_letters_of_mails_that_were_decided_on_together_ring_once(monkeypatch):
    rung = []
    monkeypatch.setattr(outbox, "ring_on_commit", lambda *given, **_: rung.append(given))
    decide(numbered(1), numbered(2), numbered(3))
    assert rung == [(outbox.SEND_TASK, Letter.objects.order_by("pk").first().pk)]


def test_who_comes_again_comes_alone(monkeypatch):
    arrivals = deliver(numbered(1), numbered(2), numbered(3))
    assert len(claim_waiting(now=DAY)) == 3
    assert claim_waiting(now=DAY + timedelta(seconds=59)) == []  # their worker may still live
    late = DAY + timedelta(seconds=61)
    assert [len(claim_waiting(now=late)) for _ in range(4)] == [1, 1, 1, 0]
    assert set(Arrival.objects.values_list("attempts", flat=True)) == {2}
    assert len(arrivals) == 3


def test_what_is_large_does_not_go_together(monkeypatch):
    monkeypatch.setattr(claim, "BATCH_BYTES", 1000)
    deliver(numbered(1), numbered(2, "x" * 900), numbered(3))
    assert [len(claim_waiting(now=DAY)) for _ in range(3)] == [1, 1, 1]


def test_what_there_was_no_time_to_read_waits_again_as_if_nobody_had_taken_it(monkeypatch):
    monkeypatch.setattr(processing, "READING_SHARE", -1)
    real = processing.claim_waiting
    left = iter([True, False])
    monkeypatch.setattr(processing, "claim_waiting", lambda **given: real(**given) if next(left, False) else [])
    arrivals = decide(numbered(1), numbered(2))
    assert [(arrival.state, arrival.attempts, arrival.lease_until) for arrival in arrivals] == [
        ("received", 0, None)
    ] * 2


def test_an_arrival_that_another_worker_has_by_now_is_left_to_it_and_the_others_end(monkeypatch):
    ours, theirs = deliver(numbered(1), numbered(2))
    real = processing.look_up

    def overtaken(asked):
        Arrival.objects.filter(pk=theirs.pk).update(attempts=2)
        return real(asked)

    monkeypatch.setattr(processing, "look_up", overtaken)
    work_off(seconds=60, clock=lambda: DAY)
    assert list(Arrival.objects.order_by("pk").values_list("state", flat=True)) == ["opened", "processing"]
    assert Case.objects.get() == Arrival.objects.get(pk=ours.pk).case
