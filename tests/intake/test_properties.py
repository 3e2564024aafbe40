"""What holds for every order of deliveries, every crash and every token that somebody makes up (Hypothesis)."""

import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import vault
from cases.models import Case
from cases.words import Channel
from correspondence.links import link_for, reply_address
from correspondence.models import Letter, Link, Message
from intake.doors import receive as receiving
from intake.doors.receive import Delivery, receive
from intake.match import tokens_in
from intake.models import Arrival
from intake.services import process as processing
from intake.services.process import process, waiting_arrivals
from tests.builders import MAILBOX, bring_in, mail, make_request, noon
from tests.intake.hooks.posts import postmark
from tests.intake.mails import OURS

pytestmark = pytest.mark.django_db
DAY = noon(2026, 9, 3)
SOME = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


class Crash(BaseException):
    """The process dies here."""


@contextmanager
def empty_database() -> Iterator[None]:
    """Undo at the end what an example did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# P1: any multiset and order of deliveries, with a crash at any commit point, is each delivered once

DOORS = ("imap", "smtp", "webhook")
POINTS = ("", "blob written", "row written", "stored", "decided")
DELIVERIES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(DOORS), st.sampled_from(POINTS)), min_size=1, max_size=8
)


def messages(reply_to):
    """Give three that open a case, and a reply to one that is there."""
    opening = [
        mail(f"Please send me a copy of my data. I am person {n}.", message_id=f"<{n}@example.com>") for n in range(3)
    ]
    return [*opening, mail("Here is what you asked for.", to=reply_to, message_id="<reply@example.com>")]


def delivery(raw, number, door, reply_to):
    envelope = (reply_to if number == 3 else MAILBOX,)
    if door == "imap":
        keys = {"source": "claims/mail.example.com/INBOX", "uidvalidity": 1, "uid": number + 1}
    elif door == "smtp":
        keys = {"source": "smtp", "envelope_to": envelope}
    else:
        raw = receiving_post(raw, number, envelope[0])
        keys = {"source": "webhook:postmark", "event_id": f"postmark:{number}"}
    return Delivery(raw=raw, channel=Channel.MAIL, received_at=DAY, **keys)


def receiving_post(raw, number, to):
    made = postmark(raw, to=to, number=str(number))
    return b"Content-Type: application/json\r\n\r\n" + made.body


def deliver(given, point, patch):
    """Deliver once and work on it, dying at the named point."""
    if point == "blob written":
        patch.setattr(vault, "store", then_die(vault.store))
    elif point == "row written":
        patch.setattr(receiving, "ring_on_commit", die)
    elif point == "decided":
        patch.setattr(processing, "_end", then_die(processing._end))
    arrival, _ = receive(given, now=DAY)
    if point != "stored":
        process(arrival_id=arrival.pk, now=DAY)


def then_die(deed):
    def done_and_dead(*args, **kwargs):
        deed(*args, **kwargs)
        raise Crash

    return done_and_dead


def die(*_args, **_kwargs):
    raise Crash


def settle():
    """Let leases run out and the sweep find what is left."""
    for hour in range(1, 8):
        for arrival_id in waiting_arrivals(now=DAY + timedelta(hours=hour)):
            process(arrival_id=arrival_id, now=DAY + timedelta(hours=hour))


def outcome():
    """Give what matters in the end: cases by what they say, their messages and letters; nothing waits or is set aside."""
    states = Counter(Arrival.objects.values_list("state", flat=True))
    cases = sorted(
        (sorted(case.messages.values_list("text", flat=True)), case.letters.count()) for case in Case.objects.all()
    )
    return cases, {state for state in states if state not in ("opened", "joined", "duplicate")}


@SOME
@given(deliveries=DELIVERIES)
def test_p1_any_deliveries_with_crashes_anywhere_end_as_each_delivered_once(deliveries):
    numbers = sorted({number for number, _, _ in deliveries})
    with empty_database():
        to = reply_address(party=make_request().parties.get(), now=DAY)
        for number in numbers:
            bring_in(messages(to)[number], to=(to if number == 3 else MAILBOX,))
        once = outcome()
    with empty_database():
        to = reply_address(party=make_request().parties.get(), now=DAY)
        deaths: Counter[tuple[int, str]] = Counter()
        for number, door, point in deliveries:
            given_now = delivery(messages(to)[number], number, door, to)
            deaths[number, door] += point == "decided"
            if deaths[number, door] > 2:  # the third death of one arrival brings a person in, by design
                point = ""
            with pytest.MonkeyPatch.context() as patch, suppress(Crash):
                deliver(given_now, point, patch)
            receive(given_now, now=DAY)  # no door marks what was not committed, so it comes again
        settle()
        assert outcome() == once


# P7: a token that we did not make opens nothing, whatever it is, and costs the same


@SOME
@given(made_up=st.text(max_size=300) | st.from_regex(r"[a-z2-7]{32}", fullmatch=True))
def test_p7_a_token_that_we_did_not_issue_opens_nothing_and_costs_one_question(made_up):
    with empty_database():
        issued = reply_address(party=make_request().parties.get(), now=DAY)
        for purpose in Link.Purpose:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert link_for(purpose=purpose, secret=made_up) is None
            assert len(asked) == 1
        (token,) = tokens_in([issued], OURS)
        assert link_for(purpose=Link.Purpose.REPLY, secret=token) is not None
        changed = ("b" if token[0] == "a" else "a") + token[1:]
        for near in (token[:-1], token + "a", changed):
            assert link_for(purpose=Link.Purpose.REPLY, secret=near) is None


@SOME
@given(addresses=st.lists(st.text(max_size=80) | st.emails(), max_size=5), token=st.text(max_size=40))
def test_p7_tokens_are_read_from_any_recipients_without_an_error(addresses, token):
    found = tokens_in([*addresses, f"claims+{token}@alltracking.com"], OURS)
    assert all(one and one == one.lower() for one in found)
    if token and "@" not in token:
        assert token.lower() in found


# Threads do not depend on the order in which their mails arrive


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_thread_reads_the_same_in_whatever_order_its_mails_arrive(order):
    case = make_request(acknowledged=True)
    to = reply_address(party=case.parties.get(), now=DAY)
    ours = case.letters.get().message_id
    ids = [ours, "<a0@example.com>", "<a1@example.com>", "<a2@example.com>"]
    for number in order:
        raw = mail(
            f"Part {number}.",
            to=to,
            message_id=ids[number + 1],
            In_Reply_To=ids[number],
            References=" ".join(ids[: number + 1]),
        )
        bring_in(raw, now=DAY + timedelta(minutes=number), to=(to,))
    assert [message.text.strip() for message in Message.objects.filter(case=case)] == ["Part 0.", "Part 1.", "Part 2."]
    assert Case.objects.count() == 1
    assert Letter.objects.count() == 1
