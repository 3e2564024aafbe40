"""Letters by post: made for who has no mail address, posted by a person, counted from the recorded posting day."""

from dataclasses import replace
from datetime import date

import pytest
from django.core import mail as django_mail

from cases.errors import Refused, StillOwed
from cases.lifecycle import State
from cases.services.ending import close_unanswered
from cases.services.move import close_case
from cases.words import Outcome
from correspondence.acts import (
    ask_clarification,
    clarification_draft,
    extend,
    extension_draft,
    send_acknowledgement_by_hand,
)
from correspondence.errors import NotPosted
from correspondence.letters import Draft
from correspondence.models import Letter
from correspondence.services import outbox
from correspondence.services.outbox import withdraw_letter
from correspondence.services.post import post_instead, record_posting, record_return
from correspondence.services.returns import bounce
from dsar.services.decide import RightDecision, decide, response_draft
from tests.builders import make_request, noon, send_letters

pytestmark = pytest.mark.django_db
GRANTED = [RightDecision("access", Outcome.GRANTED)]
ADDRESS = "Renate Requester\nHauptstraße 1\n10115 Berlin"


def answer(case, officer, *, now, key="d"):
    letter = replace(response_draft(case=case, decisions=GRANTED, now=now), postal_address=ADDRESS)
    return decide(case=case, decisions=GRANTED, letter=letter, key=key, officer=officer, now=now)


def fresh(case):
    case.refresh_from_db()
    return case


def test_a_person_without_an_address_gets_the_decision_by_post_and_the_posting_day_meets_the_duty(officer):
    case = make_request(email="")
    letter = answer(case, officer, now=noon(2026, 9, 10))
    assert (letter.by_post, letter.to, letter.state, letter.postal_address) == (True, "", "queued", ADDRESS)
    assert "e-mail to claims@alltracking.com" in letter.body
    assert "answer this e-mail" not in letter.body
    assert fresh(case).answered_on is None
    record_posting(letter=letter, on=date(2026, 9, 11), by=officer.actor, now=noon(2026, 9, 14))
    assert (fresh(case).answered_on, case.state) == (date(2026, 9, 11), State.DECIDED)
    assert Letter.objects.values_list("state", "posted_on").get(pk=letter.pk) == ("sent", date(2026, 9, 11))
    assert case.events.get(kind="letter_sent").payload["posted_on"] == "2026-09-11"
    close_case(case=case, by=officer.actor, now=noon(2026, 9, 15))


def test_the_outbox_never_sends_a_letter_by_post(officer):
    case = make_request(email="")
    letter = answer(case, officer, now=noon(2026, 9, 10))
    assert outbox.due_letters(now=noon(2026, 9, 20)) == []
    outbox.send(letter_id=letter.pk, now=noon(2026, 9, 20))
    letter.refresh_from_db()
    assert (letter.state, django_mail.outbox) == ("queued", [])


@pytest.mark.parametrize("day", [date(2026, 9, 9), date(2026, 9, 15)])
def test_a_posting_day_before_the_letter_or_in_the_future_is_refused(officer, day):
    case = make_request(email="")
    letter = answer(case, officer, now=noon(2026, 9, 10))
    with pytest.raises(NotPosted, match="it was written on 10 September 2026, and today is 14 September 2026"):
        record_posting(letter=letter, on=day, by=officer.actor, now=noon(2026, 9, 14))
    assert fresh(case).answered_on is None


def test_a_letter_is_posted_once_and_one_by_mail_or_taken_back_never(officer):
    case = make_request(email="")
    letter = answer(case, officer, now=noon(2026, 9, 10))
    record_posting(letter=letter, on=date(2026, 9, 10), by=officer.actor, now=noon(2026, 9, 10))
    with pytest.raises(NotPosted, match="does not wait to be posted"):
        record_posting(letter=letter, on=date(2026, 9, 11), by=officer.actor, now=noon(2026, 9, 11))
    assert fresh(case).answered_on == date(2026, 9, 10)
    other = make_request()
    by_mail = answer(other, officer, now=noon(2026, 9, 10), key="m")
    with pytest.raises(NotPosted, match="does not wait to be posted"):
        record_posting(letter=by_mail, on=date(2026, 9, 10), by=officer.actor, now=noon(2026, 9, 10))
    withdrawn = answer(make_request(email=""), officer, now=noon(2026, 9, 10), key="w")
    withdraw_letter(letter=withdrawn, by=officer.actor, now=noon(2026, 9, 10))
    with pytest.raises(NotPosted, match="does not wait to be posted"):
        record_posting(letter=withdrawn, on=date(2026, 9, 10), by=officer.actor, now=noon(2026, 9, 10))


def test_question_extension_and_acknowledgement_by_post_count_from_the_posting_day(officer):
    case = make_request(received_on=date(2026, 9, 3), place="GB", email="")
    now, day = noon(2026, 9, 8), date(2026, 9, 7)
    first = send_acknowledgement_by_hand(case=case, by=officer.actor, now=noon(2026, 9, 7), postal_address=ADDRESS)
    record_posting(letter=first, on=day, by=officer.actor, now=now)
    assert (fresh(case).acknowledged_on, first.postal_address) == (date(2026, 9, 7), ADDRESS)
    assert "sent automatically" not in first.body
    question = clarification_draft(case=case, question="Which account?", now=noon(2026, 9, 7))
    asked = ask_clarification(case=case, letter=question, key="k", by=officer.actor, now=noon(2026, 9, 7))
    record_posting(letter=asked, on=day, by=officer.actor, now=now)
    assert fresh(case).waiting_since == date(2026, 9, 7)
    record_return(letter=asked, by=officer.actor, now=noon(2026, 9, 15))
    assert fresh(case).waiting_since is None
    notice = extension_draft(case=case, reason="Many systems.", now=noon(2026, 9, 16))
    extended = extend(case=case, letter=notice, key="e", by=officer.actor, now=noon(2026, 9, 16))
    record_posting(letter=extended, on=date(2026, 9, 16), by=officer.actor, now=noon(2026, 9, 16))
    assert fresh(case).due_on == date(2026, 12, 3)


def test_an_answer_that_the_post_brings_back_is_owed_again_also_when_the_case_was_closed(officer):
    case = make_request(email="", received_on=date(2026, 9, 3))
    letter = answer(case, officer, now=noon(2026, 9, 10))
    with pytest.raises(NotPosted, match="Only a letter that was posted"):
        record_return(letter=letter, by=officer.actor, now=noon(2026, 9, 10))
    record_posting(letter=letter, on=date(2026, 9, 10), by=officer.actor, now=noon(2026, 9, 10))
    close_case(case=fresh(case), by=officer.actor, now=noon(2026, 9, 11))
    record_return(letter=letter, by=officer.actor, now=noon(2026, 9, 20))
    assert (fresh(case).state, case.due_on) == (State.DECIDED, date(2026, 10, 5))
    assert case.events.filter(kind="letter_failed").last().actor == str(officer.actor)


def test_an_answer_whose_mail_came_back_is_posted_instead_once_and_meets_the_same_duty(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    letter = answer(case, officer, now=noon(2026, 9, 10))
    text = Draft(letter.name, letter.language, letter.subject, letter.body, postal_address=ADDRESS)
    with pytest.raises(NotPosted, match="Only a letter that did not arrive"):
        post_instead(letter=letter, text=text, by=officer.actor, now=noon(2026, 9, 10))
    send_letters(now=noon(2026, 9, 10))
    bounce(letter=letter, hard=True, status="5.1.1", now=noon(2026, 9, 11))
    letter.refresh_from_db()
    posted = post_instead(letter=letter, text=text, by=officer.actor, now=noon(2026, 9, 12))
    withdraw_letter(letter=posted, by=officer.actor, now=noon(2026, 9, 12))
    posted = post_instead(letter=letter, text=text, by=officer.actor, now=noon(2026, 9, 12))
    with pytest.raises(NotPosted, match="already made to be posted"):
        post_instead(letter=letter, text=text, by=officer.actor, now=noon(2026, 9, 12))
    record_posting(letter=posted, on=date(2026, 9, 12), by=officer.actor, now=noon(2026, 9, 12))
    assert fresh(case).answered_on == date(2026, 9, 12)


def test_a_decided_case_whose_answer_has_not_left_or_was_taken_back_is_not_closed(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    letter = answer(case, officer, now=noon(2026, 9, 10))
    with pytest.raises(StillOwed, match="it is still owed"):
        close_case(case=case, by=officer.actor, now=noon(2026, 9, 10))
    withdraw_letter(letter=letter, by=officer.actor, now=noon(2026, 9, 10))
    with pytest.raises(StillOwed, match="it is still owed"):
        close_case(case=case, by=officer.actor, now=noon(2026, 9, 11))
    assert (fresh(case).state, case.due_on) == (State.DECIDED, date(2026, 10, 5))


def test_a_decided_case_whose_person_cannot_be_reached_is_closed_with_the_reason(officer):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    answer(case, officer, now=noon(2026, 9, 10))
    with pytest.raises(Refused, match="Say what was done"):
        close_unanswered(case=case, reason=" ", officer=officer, now=noon(2026, 9, 20))
    close_unanswered(case=case, reason="Mail and letter came back.", officer=officer, now=noon(2026, 9, 20))
    assert (fresh(case).state, case.next_on, case.answered_on) == (State.CLOSED, None, None)
    assert case.notes.get().text == "Mail and letter came back."
