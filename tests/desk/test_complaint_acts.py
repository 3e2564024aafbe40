"""The complaint procedure at the desk, from ground to result: each page does one thing and the file shows it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, User, WorkItem
from complaints.models import Escalation, Finding, Remedy
from complaints.plan import steps_for
from tests.builders import make_request
from tests.desk.papers import investigate, write_to
from tests.desk.test_acts import act, said


def page_of(browser: Client, case: Case) -> str:
    """Give the file's page."""
    return browser.get(act(case, "case")).content.decode()


def ago(days: int) -> str:
    """Give the day so many days ago."""
    return (timezone.now() - timedelta(days=days)).date().isoformat()


def test_ground_wish_and_the_request_it_is_about_are_set_and_shown(complaint_case: Case, at_desk: Client) -> None:
    about = make_request()
    told = {"ground": "request", "what_is_asked": "An answer.", "reference": about.reference.lower()}
    assert said(at_desk, act(complaint_case, "act_ground"), **told) == "Saved."
    page = page_of(at_desk, complaint_case)
    assert "A request unanswered or refused" in page
    assert "An answer." in page
    assert about.reference in page
    assert complaint_case.reference in page_of(at_desk, about)


def test_a_reference_of_no_case_is_said_on_the_form(complaint_case: Case, at_desk: Client) -> None:
    told = {"ground": "other", "what_is_asked": "Mine.", "reference": "CD-2222-2222"}
    answer = at_desk.post(act(complaint_case, "act_ground"), told)
    assert "There is no such case. Check the reference." in answer.content.decode()
    assert "Mine." in answer.content.decode()


def test_plan_offers_the_grounds_steps_once_and_opens_the_ticked_ones(complaint_case: Case, at_desk: Client) -> None:
    form = at_desk.get(act(complaint_case, "act_plan")).context["form"]
    assert [code for code, _ in form.fields["steps"].choices] == [step.code for step in steps_for("other")]
    assert said(at_desk, act(complaint_case, "act_plan"), steps=["hear", "narrow"]) == "2 work items opened."
    again = at_desk.get(act(complaint_case, "act_plan")).context["form"]
    assert {"hear", "narrow"}.isdisjoint(code for code, _ in again.fields["steps"].choices)


def test_finding_is_shown_with_the_message_that_shows_it(complaint_case: Case, at_desk: Client) -> None:
    write_to(complaint_case)
    message = complaint_case.messages.get()
    told = {"asked": "Did the calls go on?", "found": "Yes, twice.", "shown_by": f"message-{message.pk}"}
    said(at_desk, act(complaint_case, "act_finding"), **told)
    assert Finding.objects.get().message == message
    page = page_of(at_desk, complaint_case)
    assert "Did the calls go on?" in page
    assert reverse("admin:message", args=[complaint_case.reference, message.pk]) in page


def test_message_of_another_case_is_no_evidence(complaint_case: Case, at_desk: Client) -> None:
    other = make_request()
    write_to(other)
    told = {"asked": "A?", "found": "B.", "shown_by": f"message-{other.messages.get().pk}"}
    answer = at_desk.post(act(complaint_case, "act_finding"), told)
    assert answer.context["form"].errors["shown_by"]
    assert not Finding.objects.exists()


def test_finding_taken_back_leaves_the_file(complaint_case: Case, officer: User, at_desk: Client) -> None:
    found = investigate(complaint_case, officer=officer)
    address = act(complaint_case, "finding_back", found["finding_back"])
    assert said(at_desk, address) == "The finding was taken back."
    assert "Why?" not in page_of(at_desk, complaint_case)
    assert at_desk.get(address).status_code == 404


def test_remedy_is_carried_out_with_its_work_item(complaint_case: Case, officer: User, at_desk: Client) -> None:
    told = {"what": "Mend the list", "owner": officer.pk, "due_on": ago(-5)}
    assert said(at_desk, act(complaint_case, "act_remedy"), **told).startswith("The remedy is on the file; officer has")
    remedy = Remedy.objects.get()
    assert "Carried out…" in page_of(at_desk, complaint_case)
    done = act(complaint_case, "remedy_done", remedy.pk)
    assert said(at_desk, done, on=ago(0), how="Both lists.") == "The remedy is carried out."
    assert WorkItem.objects.get().done_at
    assert "Both lists." in page_of(at_desk, complaint_case)


@pytest.mark.parametrize(("kind", "leads_to"), [("remedy", "remedy_done"), ("escalation", "authority_answered")])
def test_work_item_of_a_remedy_or_authority_is_finished_where_these_are(
    kind: str, leads_to: str, complaint_case: Case, officer: User, at_desk: Client
) -> None:
    ids = investigate(complaint_case, officer=officer)
    item = WorkItem.objects.get(kind=kind)
    finish = act(complaint_case, "finish", item.pk)
    assert at_desk.get(finish)["Location"] == act(complaint_case, leads_to, ids[leads_to])
    assert at_desk.post(finish).status_code == 409
    item.refresh_from_db()
    assert item.done_at is None


def test_authoritys_file_is_shown_answered_and_closed(complaint_case: Case, at_desk: Client) -> None:
    told = {"authority": "Berlin authority", "reference": "521.7", "received_on": ago(2), "answer_by": ago(-9)}
    assert "is to be answered by" in said(at_desk, act(complaint_case, "act_escalate"), **told)
    file = Escalation.objects.get()
    assert "521.7" in page_of(at_desk, complaint_case)
    said(at_desk, act(complaint_case, "authority_answered", file.pk), on=ago(1))
    assert "Answered, waiting for its result" in page_of(at_desk, complaint_case)
    said(at_desk, act(complaint_case, "authority_closed", file.pk), on=ago(0), result="No fault found.")
    assert "No fault found." in page_of(at_desk, complaint_case)


def test_authoritys_day_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    complaint_case: Case, at_desk: Client
) -> None:
    told = {"authority": "Berlin authority", "received_on": ago(2), "answer_by": ago(3)}
    answer = at_desk.post(act(complaint_case, "act_escalate"), told)
    assert answer.status_code == 409
    assert "lies before the day on which the letter came" in answer.content.decode()
    assert "Berlin authority" in answer.content.decode()


def test_closing_says_that_remedies_are_still_to_be_carried_out(
    complaint_case: Case, officer: User, at_desk: Client
) -> None:
    investigate(complaint_case, officer=officer)
    Case.objects.update(state="decided")
    page = at_desk.get(act(complaint_case, "act_close")).content.decode()
    assert "Not carried out yet: remedies (1)." in page
    assert "Not closed yet: files of authorities (1)." in page


@pytest.mark.parametrize("times", [1, 3])
def test_an_investigated_file_asks_as_many_questions_however_much_was_found(
    times: int, complaint_case: Case, officer: User, at_desk: Client
) -> None:
    for _ in range(times):
        investigate(complaint_case, officer=officer)
    with CaptureQueriesContext(connection) as captured:
        page_of(at_desk, complaint_case)
    queries = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(queries) <= 16, "\n".join(queries)
