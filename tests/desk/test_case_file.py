"""The case file: what an officer reads, in how many queries, and what is noted about the reading."""

from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from cases import vault
from cases.models import AccessRecord, Case, Deadline, User
from cases.services.work import assign, open_work_item
from cases.words import SYSTEM
from correspondence.acts import ask_clarification, clarification_draft
from correspondence.models import Attachment, Letter, Message
from tests.builders import make_complaint, make_request, send_letters
from tests.desk.papers import Sit, fill, write_to


def file_of(case: Case) -> str:
    """Give the address of a case's file."""
    return reverse("admin:case", args=[case.reference])


def page_of(browser: Client, case: Case) -> str:
    """Give the text of a case's file."""
    answer = browser.get(file_of(case))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("messages", [3, 30])
def test_file_costs_the_same_queries_whatever_the_length_of_the_thread(
    messages: int, request_case: Case, officer: User, dpo: User, at_desk: Client
) -> None:
    fill(request_case, officer=dpo, messages=messages)
    with CaptureQueriesContext(connection) as captured:
        assert at_desk.get(file_of(request_case)).status_code == 200
    # The test's own transaction turns the one that each request opens into savepoints.
    queries = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(queries) <= 15, "\n".join(queries)


def test_opening_a_case_leaves_one_access_record_and_nothing_else(
    request_case: Case, officer: User, at_desk: Client
) -> None:
    at_desk.get(file_of(request_case))
    record = AccessRecord.objects.get()
    assert (record.actor, record.case, record.what) == (f"staff:{officer.pk}", request_case, "case")


def test_file_shows_who_wrote_what_and_that_nobody_is_verified(request_case: Case, at_desk: Client) -> None:
    write_to(request_case, text="My customer number is 7.")
    page = page_of(at_desk, request_case)
    for words in ("Renate Requester", "requester@example.com", "Unverified contact", "My customer number is 7."):
        assert words in page


def test_each_date_opens_to_its_working_with_citations(at_desk: Client) -> None:
    case = make_request(date(2026, 9, 3))
    page = page_of(at_desk, case)
    assert "5 Oct 2026" in page
    assert "GDPR Art. 12(3)" in page


def test_date_of_doubtful_source_says_so_and_a_sure_one_does_not(request_case: Case, at_desk: Client) -> None:
    assert "nobody has confirmed" not in page_of(at_desk, request_case)
    Deadline.objects.filter(case=request_case, duty="respond").update(confidence="low", firm_on=None)
    assert "it is an alarm for us and is told to nobody outside" in page_of(at_desk, request_case)


def test_thread_is_in_time_order_with_letters_and_notes_between(
    request_case: Case, officer: User, at_desk: Client
) -> None:
    fill(request_case, officer=officer, messages=1)
    thread = at_desk.get(file_of(request_case)).context["file"].thread
    assert [entry.kind for entry in thread] == ["letter", "message", "note"]


def test_reply_shows_its_new_text_first_and_the_whole_one_click_away(request_case: Case, at_desk: Client) -> None:
    write_to(request_case)
    Message.objects.update(reply_text="Yes, that one.", text="Yes, that one.\n> Which account do you mean?")
    page = page_of(at_desk, request_case)
    assert page.index("Yes, that one.") < page.index("The whole text, with what it answers")
    assert page.index("The whole text, with what it answers") < page.index("Which account do you mean?")


def test_acts_are_those_that_the_state_allows(request_case: Case, officer: User, at_desk: Client) -> None:
    context = at_desk.get(file_of(request_case)).context
    offered = {act.slug for act in [*context["leading"], *context["others"]]}
    assert offered == {
        "decide", "ask", "identity", "extend", "work_item", "escalate", "write", "note", "assign", "sight", "describe", "laws",
        "contract", "correct", "link", "hold", "withdrawn", "merge", "transfer", "end",
    }  # fmt: skip
    assert context["can_take"]


def test_acts_of_a_decided_case_are_to_close_and_to_reopen(request_case: Case, at_desk: Client) -> None:
    Case.objects.update(state="decided")
    context = at_desk.get(file_of(request_case)).context
    offered = {act.slug for act in [*context["leading"], *context["others"]]}
    assert offered == {"close", "reopen", "write", "note", "assign", "sight", "work_item", "escalate", "link", "hold"}


def test_case_that_waits_for_an_answer_offers_to_record_it_instead_of_asking_again(
    request_case: Case, officer: User, at_desk: Client
) -> None:
    now = timezone.now()
    letter = clarification_draft(case=request_case, question="Which account?", now=now)
    ask_clarification(case=request_case, letter=letter, key="k", by=officer.actor, now=now)
    send_letters(now=now + timedelta(minutes=2))
    context = at_desk.get(file_of(request_case)).context
    assert [act.slug for act in context["leading"]] == ["clarified"]
    assert "ask" not in {act.slug for act in context["others"]}


def test_letter_can_be_taken_back_while_it_waits_and_no_longer_when_it_left(
    request_case: Case, officer: User, at_desk: Client
) -> None:
    now = timezone.now()
    letter = clarification_draft(case=request_case, question="Which account?", now=now)
    ask_clarification(case=request_case, letter=letter, key="k", by=officer.actor, now=now)
    assert "Take it back…" in page_of(at_desk, request_case)
    send_letters(now=now + timedelta(minutes=2))
    assert "Take it back…" not in page_of(at_desk, request_case)


def test_linked_case_is_shown_both_ways_and_a_restricted_one_is_not(at_desk: Client) -> None:
    request, complaint = make_request(), make_complaint()
    Case.objects.filter(pk=complaint.pk).update(about=request)
    assert complaint.reference in page_of(at_desk, request)
    assert request.reference in page_of(at_desk, complaint)
    Case.objects.filter(pk=complaint.pk).update(restricted=True)
    assert complaint.reference not in page_of(at_desk, request)


def test_history_names_people_and_not_numbers(request_case: Case, officer: User, dpo: User, at_desk: Client) -> None:
    User.objects.filter(pk=dpo.pk).update(first_name="Dagmar", last_name="Pohl")
    assign(case=request_case, officer=officer, by=dpo.actor, now=timezone.now())
    page = page_of(at_desk, request_case)
    assert "Given to officer" in page
    assert "Dagmar Pohl" in page
    assert "staff:" not in page


def test_work_item_is_listed_with_a_way_to_finish_it(request_case: Case, at_desk: Client) -> None:
    item = open_work_item(case=request_case, kind="call", title="Call them", by=SYSTEM, now=timezone.now())
    assert reverse("admin:finish", args=[request_case.reference, item.pk]) in page_of(at_desk, request_case)


def test_file_is_downloaded_under_its_name_and_never_opened(request_case: Case, officer: User, at_desk: Client) -> None:
    write_to(request_case, files=True)
    file = Attachment.objects.get()
    Attachment.objects.update(name='Ausweis "größer"\r\nX: y.html', content_type="text/html")
    answer = at_desk.get(reverse("admin:attachment", args=[request_case.reference, file.pk]))
    assert answer.content == b"%PDF-1.4"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert unquote(answer["Content-Disposition"]).endswith('Ausweis "größer"X: y.html')
    assert AccessRecord.objects.get().what == f"attachment {file.pk}"


def test_raw_mail_is_downloaded_and_the_reading_noted(request_case: Case, at_desk: Client) -> None:
    write_to(request_case)
    message = Message.objects.get()
    answer = at_desk.get(reverse("admin:message_raw", args=[request_case.reference, message.pk]))
    assert answer.content == b"From: requester"
    assert AccessRecord.objects.get().what == f"raw message {message.pk}"


def test_bytes_that_were_destroyed_are_said_to_be_gone(request_case: Case, at_desk: Client) -> None:
    write_to(request_case)
    message = Message.objects.get()
    assert message.raw is not None
    vault.destroy(message.raw, now=timezone.now())
    answer = at_desk.get(reverse("admin:message_raw", args=[request_case.reference, message.pk]), follow=True)
    assert "can no longer be read" in answer.content.decode()


def test_letter_that_did_not_arrive_is_shown_as_such(request_case: Case, at_desk: Client) -> None:
    Letter.objects.update(state="bounced")
    assert "Came back: it did not arrive" in page_of(at_desk, request_case)


def test_file_tells_who_else_looked_or_worked_in_the_last_quarter_of_an_hour(
    request_case: Case, officer: User, lead: User, dpo: User, sit: Sit, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    sit(lead).get(file_of(request_case))
    sit(dpo).post(reverse("admin:act_note", args=[request_case.reference]), {"text": "I call her."})
    time_machine.move_to("2026-11-25T12:14:00Z", tick=False)
    sit(officer).get(file_of(make_request()))
    shown = sit(officer).get(file_of(request_case))
    assert shown.context["file"].others_now == ["dpo", "lead"]
    assert "dpo and lead looked at or worked on it in the last quarter of an hour." in shown.content.decode()
    time_machine.move_to("2026-11-25T12:15:01Z", tick=False)
    assert sit(lead).get(file_of(request_case)).context["file"].others_now == ["officer"]
    assert sit(officer).get(file_of(make_request())).context["file"].others_now == []
