"""The care of a file: links, corrections that keep old and new, and holds that keep it from removal."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import ProtectedError

from cases.errors import NotOpen, Refused
from cases.lifecycle import State
from cases.models import Case, CaseLink, Correction
from cases.selectors import answer_by
from cases.services.care import Right, correct, hold, link_cases, release
from cases.services.ending import end_without_decision
from cases.services.work import describe
from cases.words import Tie
from desk.history import sentence
from tests.builders import make_complaint, make_request, noon

pytestmark = pytest.mark.django_db
NOW = noon(2026, 9, 20)
WHY = "The envelope bears the stamp of the day."


def set_right(case, officer, reason=WHY, **right):
    return correct(case=case, right=Right(**right), reason=reason, officer=officer, now=NOW)


def test_two_cases_are_linked_once_and_both_histories_tell_it(officer):
    one, other = make_request(), make_complaint()
    link_cases(case=one, other=other, tie=Tie.RELATED, officer=officer, now=NOW)
    assert CaseLink.objects.get().other == other
    assert [case.events.get(kind="linked").payload["other"] for case in (one, other)] == [
        other.reference,
        one.reference,
    ]
    for first, second in ((one, other), (other, one)):
        with pytest.raises(Refused, match="linked already"):
            link_cases(case=first, other=second, tie=Tie.RELATED, officer=officer, now=NOW)


def test_a_case_is_not_linked_to_itself(officer):
    case = make_request()
    with pytest.raises(Refused, match="not linked to itself"):
        link_cases(case=case, other=case, tie=Tie.RELATED, officer=officer, now=NOW)


def test_a_wrong_day_of_receipt_is_corrected_and_the_dates_follow(officer):
    case = make_request(date(2026, 9, 3))
    assert answer_by(case).on == date(2026, 10, 5)
    set_right(case, officer, received_on=date(2026, 8, 27))
    case.refresh_from_db()
    assert (case.received_on, case.received_at) == (date(2026, 8, 27), noon(2026, 8, 27))
    assert answer_by(case).on == date(2026, 9, 28)
    kept = Correction.objects.get()
    assert (kept.what, kept.old, kept.new, kept.reason) == ("received_on", "2026-09-03", "2026-08-27", WHY)
    event = case.events.get(kind="corrected")
    assert (event.payload["old"], event.payload["new"]) == ("2026-09-03", "2026-08-27")
    assert case.events.filter(kind="date_moved").exists()


def test_a_corrected_name_is_kept_old_and_new_and_is_in_no_event(officer):
    case = make_request(name="Renate Requester")
    set_right(case, officer, name="Renata Requester")
    assert case.parties.get().name == "Renata Requester"
    kept = Correction.objects.get()
    assert (kept.old, kept.new) == ("Renate Requester", "Renata Requester")
    assert "Renat" not in str(case.events.get(kind="corrected").payload)


def test_place_and_language_are_corrected_together(officer):
    case = make_request(place="DE")
    set_right(case, officer, place="US-CA", language="es")
    case.refresh_from_db()
    assert (case.place, case.language) == ("US-CA", "es")
    assert "us-ca-ccpa" in [law["regime"] for law in case.regimes]
    assert set(Correction.objects.values_list("what", flat=True)) == {"place", "language"}


@pytest.mark.parametrize("given", [None, date(2026, 9, 4)])
def test_another_place_can_be_another_day_of_receipt_which_is_corrected_too_and_told(officer, given):
    late = datetime(2026, 9, 3, 23, 30, tzinfo=UTC)  # the fourth of September in Berlin, the third in California
    case = make_request(date(2026, 9, 4), place="DE")
    Case.objects.update(received_at=late)
    case.refresh_from_db()
    set_right(case, officer, place="US-CA", received_on=given)
    case.refresh_from_db()
    assert (case.received_on, case.received_at) == (date(2026, 9, 3), late)
    told = Correction.objects.filter(what="received_on").values_list("old", "new")
    assert list(told) == [("2026-09-04", "2026-09-03")]
    said = [sentence(event, {}) for event in case.events.filter(kind="corrected")]
    assert "Day of receipt corrected from 4 September 2026 to 3 September 2026" in said


def test_a_day_of_receipt_that_is_given_holds_in_the_other_place(officer):
    case = make_request(date(2026, 9, 3), place="DE")
    set_right(case, officer, place="US-CA", received_on=date(2026, 9, 1))
    case.refresh_from_db()
    assert (case.received_on, case.received_at) == (date(2026, 9, 1), noon(2026, 9, 1))


def test_describing_anew_tells_which_day_of_receipt_it_was_before(officer):
    case = make_request(date(2026, 9, 4), place="DE")
    Case.objects.update(received_at=datetime(2026, 9, 3, 23, 30, tzinfo=UTC))
    case.refresh_from_db()
    given = {"language": "en", "rights": ["access"], "title": "", "by": officer.actor, "now": NOW}
    describe(case=case, place="US-CA", **given)
    describe(case=case, place="US-CA", **given)
    first, again = (sentence(event, {}) for event in case.events.filter(kind="described").order_by("seq"))
    assert first.endswith("received on 3 September 2026 there, where it had been 4 September 2026 before")
    assert again.endswith("received on 3 September 2026 there")


def test_a_day_to_come_is_refused_and_so_is_no_change(officer):
    case = make_request(date(2026, 9, 3))
    with pytest.raises(Refused, match="a day to come"):
        set_right(case, officer, received_on=date(2026, 9, 21))
    with pytest.raises(Refused, match="Nothing differs"):
        set_right(case, officer, received_on=date(2026, 9, 3), place="DE")
    with pytest.raises(Refused, match="Say how you know"):
        set_right(case, officer, reason=" ", received_on=date(2026, 9, 2))
    assert not Correction.objects.exists()


def test_an_ended_case_is_not_corrected(officer):
    case = make_request()
    end_without_decision(case=case, to=State.WITHDRAWN, reason="They said so.", officer=officer, now=NOW)
    with pytest.raises(NotOpen):
        set_right(case, officer, place="FR")


def test_a_held_case_cannot_be_deleted_and_is_held_once(officer):
    case = make_request()
    hold(case=case, reason="A claim before the court in Berlin.", officer=officer, now=NOW)
    with pytest.raises(ProtectedError):
        case.delete()
    with pytest.raises(Refused, match="held already"):
        hold(case=case, reason="Again.", officer=officer, now=NOW)
    release(case=case, reason="The claim was settled.", officer=officer, now=NOW)
    with pytest.raises(Refused, match="is not held"):
        release(case=case, reason="Again.", officer=officer, now=NOW)
    assert [event.kind for event in case.events.all()][-2:] == ["held", "hold_released"]


def test_a_hold_and_its_release_need_reasons(officer):
    case = make_request()
    with pytest.raises(Refused, match="for which dispute"):
        hold(case=case, reason="", officer=officer, now=NOW)
    with pytest.raises(Refused, match="Say why"):
        release(case=case, reason="", officer=officer, now=NOW)
