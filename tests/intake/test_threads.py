"""Threads do not depend on the order of arrival: what waits in quarantine is offered to the case that its thread opens later."""

import pytest

from cases.words import Procedure
from correspondence.links import reply_address
from intake.models import Answered
from intake.services.opening import Opening
from intake.services.process import process
from intake.services.quarantine import attach_to, discard, open_as, reprocess
from tests.builders import DAY, bring_in, mail, make_request, noon

pytestmark = pytest.mark.django_db
LATER = noon(2026, 9, 10)
UNCLEAR = "Could somebody call me back?"


def answer(number, *, to_mail, text="And one more thing.", **headers):
    """Give a mail that answers another one, without our secret."""
    return mail(
        text,
        subject="Re: hello",
        message_id=f"<{number}@example.com>",
        In_Reply_To=f"<{to_mail}@example.com>",
        **headers,
    )


def unclear(number=1):
    return bring_in(mail(UNCLEAR, subject="hello", message_id=f"<{number}@example.com>"))


def opened(arrival, officer):
    opening = Opening(procedure=Procedure.RIGHTS_REQUEST, rights=["access"])
    return open_as(arrival=arrival, opening=opening, officer=officer, now=LATER)


def test_when_an_officer_opens_a_mail_its_answers_that_wait_are_offered_its_case(officer):
    first = unclear()
    waiting = [
        bring_in(answer(2, to_mail=1)),
        bring_in(answer(3, to_mail=2, References="<1@example.com> <2@example.com>")),
    ]
    assert {(one.state, one.suggested_case) for one in waiting} == {("quarantined", None)}
    case = opened(first, officer)
    for one in waiting:
        one.refresh_from_db()
        assert (one.state, one.suggested_case) == ("quarantined", case)


def test_an_answer_that_came_before_its_mail_is_offered_the_case_that_the_mail_opens():
    early = bring_in(answer(2, to_mail=1))
    case = bring_in(mail()).case
    early.refresh_from_db()
    assert (early.state, early.suggested_case) == ("quarantined", case)


def test_an_answer_that_comes_after_is_offered_it_at_once():
    case = bring_in(mail()).case
    late = bring_in(answer(2, to_mail=1))
    assert (late.state, late.suggested_case) == ("quarantined", case)


def test_the_answer_to_an_answer_is_offered_the_case_when_that_one_is_attached(officer):
    second, third = bring_in(answer(2, to_mail=1)), bring_in(answer(3, to_mail=2))
    case = make_request(acknowledged=True)
    attach_to(arrival=second, case=case, officer=officer, now=LATER)
    third.refresh_from_db()
    assert third.suggested_case == case


def test_what_joins_by_its_secret_brings_its_answers_along():
    third = bring_in(answer(3, to_mail=2))
    case = make_request(acknowledged=True)
    to = reply_address(party=case.parties.get(), now=DAY)
    bring_in(answer(2, to_mail=1, to=to), to=(to,))
    third.refresh_from_db()
    assert (third.state, third.suggested_case) == ("quarantined", case)


def test_what_was_decided_or_suggested_otherwise_stays_as_it_is(officer):
    other = make_request(email="other@example.com", acknowledged=True)
    gone = bring_in(answer(2, to_mail=1))
    discard(arrival=gone, reason="A question about a parcel.", officer=officer, now=LATER)
    elsewhere = bring_in(answer(3, to_mail=1, References=f"<1@example.com> {other.letters.get().message_id}"))
    opened(unclear(), officer)
    for one in (gone, elsewhere):
        one.refresh_from_db()
    assert (gone.state, gone.suggested_case, elsewhere.suggested_case) == ("discarded", None, other)


def test_an_answer_never_joins_by_what_anybody_can_write():
    first = unclear()
    for number in range(2, 6):
        bring_in(answer(number, to_mail=1, sender="eve@evil.example"))
    case = bring_in(mail(message_id="<9@example.com>")).case
    assert case.messages.count() == 1
    assert not first.case


def test_a_mail_that_is_read_again_names_what_it_answers_once(officer):
    arrival = bring_in(answer(2, to_mail=1))
    reprocess(arrival=arrival, officer=officer, now=LATER)
    process(arrival_id=arrival.pk, now=LATER)
    assert Answered.objects.filter(arrival=arrival).count() == 1


def test_a_thread_of_two_hundred_mails_costs_twenty_rows():
    bring_in(answer(2, to_mail=1, References=" ".join(f"<{n}@example.com>" for n in range(100, 280))))
    assert Answered.objects.count() == 20
