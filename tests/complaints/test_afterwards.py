"""What follows a complaint: remedies with owner and day, and authorities' files with a date of their own."""

from datetime import date

import pytest

from cases.errors import Refused
from cases.words import Role
from complaints.errors import EscalationIncomplete, RemedyIncomplete
from complaints.services.escalate import Lodged, answer_authority, close_escalation, escalate
from complaints.services.remedies import carry_out, set_remedy
from correspondence.acts import free_draft
from correspondence.models import Link
from correspondence.services.inbox import Received, add_message
from tests.builders import make_complaint, make_request, noon

pytestmark = pytest.mark.django_db
NOW = noon(2026, 9, 20)
LODGED = Lodged("Berlin DPA", date(2026, 9, 18), date(2026, 10, 2), reference="521.1", email="mail@dpa.example")


def remedy_on(case, officer, due_on=date(2026, 10, 1)):
    return set_remedy(case=case, what="Mend the list", owner=officer, due_on=due_on, officer=officer, now=NOW)


def test_a_remedy_is_a_work_item_of_its_owner_until_it_is_done(officer, dpo):
    case = make_complaint()
    remedy = set_remedy(case=case, what="Mend the list", owner=dpo, due_on=date(2026, 10, 1), officer=officer, now=NOW)
    item = remedy.work_item
    assert (item.owner, item.due_on, item.done_at) == (dpo, date(2026, 10, 1), None)
    carry_out(remedy=remedy, on=date(2026, 9, 19), how="Both lists read one source.", officer=officer, now=NOW)
    item.refresh_from_db()
    assert item.done_at == NOW
    remedy.refresh_from_db()
    assert (remedy.done_on, remedy.how_done) == (date(2026, 9, 19), "Both lists read one source.")
    assert [event.kind for event in case.events.all()][-2:] == ["remedy_done", "work_done"]


def test_a_remedy_by_a_day_that_has_passed_is_refused(officer):
    with pytest.raises(RemedyIncomplete, match="19 September 2026 has passed"):
        remedy_on(make_complaint(), officer, date(2026, 9, 19))


def test_a_remedy_is_not_done_tomorrow_nor_twice(officer):
    remedy = remedy_on(make_complaint(), officer)
    with pytest.raises(RemedyIncomplete, match="a day to come"):
        carry_out(remedy=remedy, on=date(2026, 9, 21), how="", officer=officer, now=NOW)
    carry_out(remedy=remedy, on=date(2026, 9, 20), how="", officer=officer, now=NOW)
    with pytest.raises(Refused, match="carried out already"):
        carry_out(remedy=remedy, on=date(2026, 9, 20), how="", officer=officer, now=NOW)


def test_an_authoritys_file_has_its_own_date_watched_by_a_work_item(officer):
    case = make_complaint()
    escalation = escalate(case=case, lodged=LODGED, officer=officer, now=NOW)
    assert (escalation.work_item.due_on, escalation.work_item.owner) == (date(2026, 10, 2), officer)
    answer_authority(escalation=escalation, on=date(2026, 9, 20), officer=officer, now=NOW)
    escalation.work_item.refresh_from_db()
    assert escalation.work_item.done_at == NOW
    close_escalation(escalation=escalation, on=date(2026, 9, 20), result="No fault found.", officer=officer, now=NOW)
    escalation.refresh_from_db()
    assert (escalation.answered_on, escalation.closed_on, escalation.result) == (
        date(2026, 9, 20),
        date(2026, 9, 20),
        "No fault found.",
    )
    told = [event.kind for event in case.events.all()]
    assert [kind for kind in told if kind.startswith("escal")] == [
        "escalated",
        "escalation_answered",
        "escalation_closed",
    ]


def test_an_authority_can_take_up_a_rights_request_too(officer):
    assert escalate(case=make_request(), lodged=LODGED, officer=officer, now=NOW).pk


@pytest.mark.parametrize(
    ("lodged", "why"),
    [
        (Lodged("  ", date(2026, 9, 18), date(2026, 10, 2)), "Name the authority"),
        (Lodged("DPA", date(2026, 9, 21), date(2026, 10, 2)), "a day to come"),
        (Lodged("DPA", date(2026, 9, 18), date(2026, 9, 17)), "lies before the day"),
    ],
)
def test_an_authoritys_file_that_cannot_be_is_refused(officer, lodged, why):
    with pytest.raises(EscalationIncomplete, match=why):
        escalate(case=make_complaint(), lodged=lodged, officer=officer, now=NOW)


def test_an_authoritys_file_is_closed_with_its_result_and_once(officer):
    escalation = escalate(case=make_complaint(), lodged=LODGED, officer=officer, now=NOW)
    told = {"escalation": escalation, "officer": officer, "now": NOW}
    with pytest.raises(EscalationIncomplete, match="Say how the authority closed it"):
        close_escalation(on=date(2026, 9, 20), result=" ", **told)
    with pytest.raises(EscalationIncomplete, match="Give a day from 18 September 2026"):
        close_escalation(on=date(2026, 9, 17), result="Closed.", **told)
    close_escalation(on=date(2026, 9, 20), result="Closed.", **told)
    with pytest.raises(Refused, match="closed already"):
        close_escalation(on=date(2026, 9, 20), result="Closed.", **told)


def test_an_authority_is_a_party_to_write_to_and_gets_no_private_link(officer):
    case = make_complaint()
    party = escalate(case=case, lodged=LODGED, officer=officer, now=NOW).party
    assert (party.role, party.email) == (Role.SUPERVISORY_AUTHORITY, "mail@dpa.example")
    letter = free_draft(case=case, party=party, now=NOW)
    assert "/c/" not in letter.body
    assert "follow your case" not in letter.body
    assert not Link.objects.filter(party=party).exists()


def test_a_message_of_an_authority_is_no_answer_to_our_question_to_the_person(officer):
    case = make_complaint()
    party = escalate(case=case, lodged=LODGED, officer=officer, now=NOW).party
    add_message(case=case, party=party, received=Received(received_at=NOW, text="Where is it?"), now=NOW)
    assert case.events.get(kind="message_received").actor == "authority"
