"""The investigation of a complaint: ground and wish, a plan of work items, findings with what shows them."""

from datetime import date

import pytest

from cases.errors import NotOpen, Refused
from cases.lifecycle import State
from cases.models import WorkItem
from cases.services.ending import end_without_decision
from complaints.errors import FindingIncomplete
from complaints.models import Ground
from complaints.plan import OF_GROUND, steps_for
from complaints.services.describe import describe_complaint
from complaints.services.investigate import (
    Evidence,
    plan_investigation,
    planned_codes,
    record_finding,
    take_back_finding,
)
from tests.builders import make_complaint, make_request, noon

pytestmark = pytest.mark.django_db
NOW = noon(2026, 9, 7)


def kinds(case):
    return list(case.events.values_list("kind", flat=True))


def describe(case, officer, **said):
    told = {"ground": Ground.MARKETING, "what_is_asked": "Stop it.", "about": None, **said}
    describe_complaint(case=case, officer=officer, now=NOW, **told)


@pytest.mark.parametrize("ground", Ground)
def test_every_ground_has_a_plan_whose_steps_differ(ground):
    codes = [step.code for step in steps_for(ground)]
    assert len(codes) == len(set(codes)) >= 5
    assert OF_GROUND[ground]


def test_a_complaint_gets_ground_wish_and_the_request_that_it_is_about(officer):
    case, about = make_complaint(), make_request()
    describe(case, officer, ground=Ground.REQUEST, about=about)
    case.refresh_from_db()
    assert (case.complaint.ground, case.complaint.what_is_asked, case.about) == ("request", "Stop it.", about)
    event = case.events.get(kind="complaint_described")
    assert (event.payload["old"], event.payload["new"], event.payload["about"]) == ("other", "request", about.reference)
    assert "Stop it." not in str(event.payload)


def test_a_complaint_about_itself_is_refused(officer):
    case = make_complaint()
    with pytest.raises(Refused, match="cannot be about itself"):
        describe(case, officer, about=case)


def test_a_plan_opens_the_chosen_steps_as_work_items_with_days_and_leaves_the_others_out(officer):
    case = make_complaint()
    describe(case, officer)
    plan_investigation(case=case, codes={"stop", "sends"}, officer=officer, now=NOW)
    assert list(case.work_items.values_list("due_on", flat=True)) == [date(2026, 9, 8), date(2026, 9, 12)]
    assert planned_codes(case) == {"stop", "sends"}
    case.refresh_from_db()
    assert case.state == State.IN_PROGRESS


def test_a_plan_chosen_twice_opens_nothing_twice(officer):
    case = make_complaint()
    for _ in range(2):
        plan_investigation(case=case, codes={"narrow"}, officer=officer, now=NOW)
    assert WorkItem.objects.filter(case=case).count() == 1
    assert kinds(case).count("work_item") == 1


def test_no_step_is_due_after_the_answer(officer):
    case = make_complaint(date(2026, 9, 3))
    plan_investigation(case=case, codes={"learn"}, officer=officer, now=noon(2026, 10, 1))
    assert case.work_items.get().due_on == date(2026, 10, 3)


def test_an_empty_plan_is_refused(officer):
    with pytest.raises(Refused, match="Choose at least one step"):
        plan_investigation(case=make_complaint(), codes={"nothing like it"}, officer=officer, now=NOW)


def test_a_finding_keeps_question_answer_and_what_shows_it_and_the_history_no_word_of_them(officer):
    case = make_complaint()
    (item,) = plan_investigation(case=case, codes={"narrow"}, officer=officer, now=NOW)
    evidence = Evidence(work_item=item)
    finding = record_finding(
        case=case, asked="What is it about?", found="About calls.", evidence=evidence, officer=officer, now=NOW
    )
    assert finding.work_item == item
    event = case.events.get(kind="finding")
    assert (event.payload["finding"], event.payload["item"]) == (finding.pk, item.pk)
    assert "calls" not in str(event.payload)


@pytest.mark.parametrize(("asked", "found"), [("What?", "  "), ("", "This.")])
def test_a_finding_needs_question_and_answer(officer, asked, found):
    with pytest.raises(FindingIncomplete, match="Give both"):
        record_finding(case=make_complaint(), asked=asked, found=found, evidence=Evidence(), officer=officer, now=NOW)


def test_a_finding_is_taken_back_once(officer):
    case = make_complaint()
    finding = record_finding(case=case, asked="A?", found="B.", evidence=Evidence(), officer=officer, now=NOW)
    take_back_finding(finding=finding, officer=officer, now=NOW)
    with pytest.raises(Refused, match="taken back already"):
        take_back_finding(finding=finding, officer=officer, now=NOW)
    assert kinds(case).count("finding_taken_back") == 1


def test_an_ended_complaint_is_not_investigated(officer):
    case = make_complaint()
    end_without_decision(case=case, to=State.WITHDRAWN, reason="They said so.", officer=officer, now=NOW)
    with pytest.raises(NotOpen):
        plan_investigation(case=case, codes={"narrow"}, officer=officer, now=NOW)
    with pytest.raises(NotOpen):
        record_finding(case=case, asked="A?", found="B.", evidence=Evidence(), officer=officer, now=NOW)
    with pytest.raises(NotOpen):
        describe(case, officer)
