"""Endings with a letter: a withdrawal confirmed, a duplicate merged, a matter passed to whom it concerns; identity asked for."""

from datetime import date

import pytest

from cases.errors import Refused, StopRefused
from cases.lifecycle import State
from cases.services.verify import verify_history
from correspondence.acts import ask_clarification, clarification_draft, send_acknowledgement_by_hand
from correspondence.endings import (
    confirm_withdrawal,
    end,
    merge_draft,
    merge_duplicate,
    transfer,
    transfer_draft,
    withdrawal_draft,
)
from correspondence.identity import Method, ask_identity, confirm_identity, identity_draft
from correspondence.models import Letter
from correspondence.services.outbox import withdraw_letter
from correspondence.services.returns import bounce
from tests.builders import make_complaint, make_request, noon, send_letters

pytestmark = pytest.mark.django_db
NOW = noon(2026, 9, 20)


def merge(case, kept, officer):
    letter = merge_draft(case=case, kept=kept, now=NOW)
    return merge_duplicate(case=case, kept=kept, letter=letter, key="merge", officer=officer, now=NOW)


def test_a_withdrawn_complaint_ends_with_a_letter_that_confirms_it(officer):
    case = make_complaint()
    letter = withdrawal_draft(case=case, now=NOW)
    confirm_withdrawal(case=case, reason="They called.", letter=letter, key="w", officer=officer, now=NOW)
    case.refresh_from_db()
    assert case.state == "withdrawn"
    sent = Letter.objects.get(name="withdrawal")
    assert "you have withdrawn your complaint" in sent.body
    assert "They called." not in sent.body


def test_nothing_ends_while_a_question_waits_to_leave_which_would_come_to_one_who_is_done(officer):
    case = make_request()
    letter = clarification_draft(case=case, question="Which account?", now=NOW)
    question = ask_clarification(case=case, letter=letter, key="q", by=officer.actor, now=NOW)
    with pytest.raises(Refused, match="still in the outbox. Take it back"):
        end(case=case, to=State.WITHDRAWN, reason="They called.", officer=officer, now=NOW)
    withdraw_letter(letter=question, by=officer.actor, now=NOW)
    end(case=case, to=State.WITHDRAWN, reason="They called.", officer=officer, now=NOW)
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_a_duplicate_points_to_the_kept_case_and_the_person_is_told_once(officer):
    kept, double = make_request(date(2026, 9, 3)), make_request(date(2026, 9, 5))
    merge(double, kept, officer)
    double.refresh_from_db()
    assert double.state == "duplicate"
    assert double.links_out.get().other == kept
    letter = Letter.objects.get()
    assert letter.case == double
    assert kept.reference in letter.body
    with pytest.raises(Refused):
        merge(double, kept, officer)
    assert Letter.objects.count() == 1


def test_two_people_without_mail_address_are_one_only_by_their_postal_address(officer):
    kept, double = make_request(date(2026, 9, 3), email=""), make_request(date(2026, 9, 5), email="")
    with pytest.raises(Refused, match="Another address opened that case"):
        merge(double, kept, officer)
    for case, address in ((kept, "Renate Requester\n10115 Berlin"), (double, "renate requester\n10115  Berlin")):
        send_acknowledgement_by_hand(case=case, by=officer.actor, now=NOW, postal_address=address)
    letter = merge(double, kept, officer)
    assert (letter.by_post, double.links_out.get().other) == (True, kept)


@pytest.mark.parametrize(
    ("double", "why"),
    [
        ({"email": "somebody@else.example"}, "Another address opened that case"),
        ({"received_on": date(2026, 9, 1)}, "came first"),
        ({"rights": ("access", "erasure")}, "It also asks for erasure"),
        ({"place": "BR"}, "It falls under Brazil LGPD too, whose dates do not count"),
    ],
)
def test_no_merge_loses_a_right_a_day_or_a_secret(officer, double, why):
    kept = make_request(date(2026, 9, 3))
    with pytest.raises(Refused, match=why):
        merge(make_request(**{"received_on": date(2026, 9, 5), **double}), kept, officer)
    assert not Letter.objects.exists()


def test_a_complaint_is_no_duplicate_of_a_request(officer):
    with pytest.raises(Refused, match="Link them instead"):
        merge(make_complaint(date(2026, 9, 5), email="requester@example.com"), make_request(), officer)


def test_a_matter_of_somebody_else_is_passed_on_in_words(officer):
    case = make_request()
    told = {"case": case, "whose": "ExampleShop Ltd", "now": NOW}
    letter = transfer_draft(contact="privacy@shop.example", **told)
    transfer(reason="Their parcel, their data.", letter=letter, key="t", officer=officer, **told)
    case.refresh_from_db()
    assert case.state == "out_of_scope"
    body = Letter.objects.get().body
    assert "ExampleShop Ltd" in body
    assert "privacy@shop.example" in body
    assert case.notes.get().text == "For ExampleShop Ltd: Their parcel, their data."


def test_a_transfer_without_whose_is_refused(officer):
    case = make_request()
    letter = transfer_draft(case=case, whose="X", contact="", now=NOW)
    with pytest.raises(Refused, match="Name whose"):
        transfer(case=case, whose=" ", reason="r", letter=letter, key="t", officer=officer, now=NOW)


def test_identity_is_asked_for_stops_the_clock_and_is_confirmed(officer):
    case = make_request(date(2026, 9, 3), acknowledged=True)
    letter = identity_draft(case=case, wanted="Write to us from your account.", now=NOW)
    assert "Write to us from your account." in letter.body
    ask_identity(case=case, letter=letter, key="i", officer=officer, now=NOW)
    case.refresh_from_db()
    assert case.state == "verifying"
    with pytest.raises(StopRefused, match="already waits"):
        ask_identity(case=case, letter=letter, key="i2", officer=officer, now=NOW)
    send_letters(now=NOW)
    case.refresh_from_db()
    assert case.waiting_since == date(2026, 9, 20)
    later = noon(2026, 9, 25)
    with pytest.raises(StopRefused, match="cannot have been shown on 26 September 2026"):
        confirm_identity(case=case, on=date(2026, 9, 26), method=Method.FACTS, officer=officer, now=later)
    confirm_identity(case=case, on=date(2026, 9, 24), method=Method.FACTS, officer=officer, now=later)
    case.refresh_from_db()
    assert (case.state, case.waiting_since) == ("in_progress", None)
    assert case.notes.get().text.startswith("Identity shown on 24 September 2026.")


@pytest.mark.parametrize("lost", ["taken back", "bounced"])
def test_identity_asked_for_in_a_letter_that_the_person_never_got_keeps_nobody_waiting(officer, lost):
    case = make_request(received_on=date(2026, 9, 3), acknowledged=True)
    letter = identity_draft(case=case, wanted="Write to us from your account.", now=NOW)
    sent = ask_identity(case=case, letter=letter, key="i", officer=officer, now=NOW)
    assert case.state == State.VERIFYING
    if lost == "taken back":
        withdraw_letter(letter=sent, by=officer.actor, now=NOW)
    else:
        send_letters(now=NOW)
        sent.refresh_from_db()
        bounce(letter=sent, hard=True, status="5.1.1", now=NOW)
    case.refresh_from_db()
    assert case.state == State.IN_PROGRESS
    assert case.due_on == date(2026, 10, 5)
    assert case.events.filter(kind="moved").last().payload["new"] == State.IN_PROGRESS
    assert ask_identity(case=case, letter=letter, key="i2", officer=officer, now=NOW).state == "queued"
    assert verify_history().problem == ""


def test_identity_that_was_not_asked_for_is_not_confirmed(officer):
    with pytest.raises(StopRefused, match="is not waiting"):
        confirm_identity(case=make_request(), on=date(2026, 9, 20), method=Method.FACTS, officer=officer, now=NOW)
