"""What an officer decides on a quarantined arrival."""

from datetime import date

import pytest

from cases.errors import Refused
from cases.words import Procedure
from intake.errors import NotInQuarantine
from intake.services.opening import Opening
from intake.services.quarantine import attach_to, discard, open_as, reprocess
from tests.builders import bring_in, mail, make_request, noon

pytestmark = pytest.mark.django_db
LATER = noon(2026, 9, 10)


def quarantined(**given):
    return bring_in(mail("Could somebody call me back?", subject="A question", **given))


def test_what_is_opened_counts_from_when_it_arrived(officer):
    arrival = quarantined()
    opening = Opening(procedure=Procedure.RIGHTS_REQUEST, rights=["erasure"], place="DE", language="de")
    case = open_as(arrival=arrival, opening=opening, officer=officer, now=LATER)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.case, arrival.decided_by) == ("opened", case, officer)
    assert case.received_on == date(2026, 9, 3)
    assert case.letters.get().name == "acknowledgement"


def test_attaching_puts_it_on_the_case_as_the_partys_word_only_where_the_sender_is_one(officer):
    case = make_request(acknowledged=True)
    known, unknown = quarantined(), quarantined(sender="eve@example.net", message_id="<9@example.net>")
    attach_to(arrival=known, case=case, officer=officer, now=LATER)
    attach_to(arrival=unknown, case=case, officer=officer, now=LATER)
    assert [message.party_id is None for message in case.messages.order_by("id")] == [False, True]


def test_discarding_needs_a_reason_and_keeps_the_bytes(officer):
    arrival = quarantined()
    with pytest.raises(Refused, match="Say why"):
        discard(arrival=arrival, reason=" ", officer=officer, now=LATER)
    discard(arrival=arrival, reason="Advertising.", officer=officer, now=LATER)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.reason) == ("discarded", "Advertising.")
    assert arrival.raw.destroyed_at is None


def test_an_arrival_is_decided_once(officer, dpo):
    arrival = quarantined()
    discard(arrival=arrival, reason="Advertising.", officer=officer, now=LATER)
    with pytest.raises(NotInQuarantine):
        open_as(arrival=arrival, opening=Opening(procedure=Procedure.COMPLAINT), officer=dpo, now=LATER)


def test_reading_it_again_lets_the_machine_try_once_more(officer):
    arrival = quarantined()
    reprocess(arrival=arrival, officer=officer, now=LATER)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.attempts) == ("received", 0)
