"""The acts without a letter: each done and refused, side by side, with what was typed kept."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, User, WorkItem
from cases.services.clock import meet_duty
from cases.services.move import close_case
from cases.services.work import open_work_item
from cases.words import SYSTEM, Kind
from correspondence.acts import ask_clarification, clarification_draft, free_draft, write_letter
from correspondence.models import Letter
from law.words import Duty
from tests.builders import send_letters
from tests.desk.papers import Sit


def act(case: Case, name: str, *more: int) -> str:
    """Give an act's address."""
    return reverse(f"admin:{name}", args=[case.reference, *more])


def said(browser: Client, address: str, **data: object) -> str:
    """Do an act and give the sentence on the file afterwards."""
    answer = browser.post(address, data, follow=True)
    assert answer.redirect_chain, answer.content.decode()
    return " ".join(str(message) for message in answer.context["messages"])


def asked(case: Case, officer: User) -> None:
    """Ask the person something, and let the letter leave."""
    now = timezone.now()
    letter = clarification_draft(case=case, question="Which account?", now=now)
    ask_clarification(case=case, letter=letter, key="k", by=officer.actor, now=now)
    send_letters(now=now + timedelta(minutes=2))


def test_taking_a_case_makes_it_mine_and_begins_the_work(request_case: Case, officer: User, at_desk: Client) -> None:
    assert said(at_desk, act(request_case, "take")) == "The case is yours."
    request_case.refresh_from_db()
    assert (request_case.officer, request_case.state) == (officer, "in_progress")


def test_assigning_gives_the_case_to_a_colleague(request_case: Case, dpo: User, at_desk: Client) -> None:
    assert said(at_desk, act(request_case, "act_assign"), officer=dpo.pk) == "The case is with dpo."
    assert request_case.events.filter(kind=Kind.ASSIGNED, payload__new=dpo.pk).count() == 1


def test_case_is_not_given_to_who_may_not_work_on_it(request_case: Case, manager: User, at_desk: Client) -> None:
    answer = at_desk.post(act(request_case, "act_assign"), {"officer": manager.pk})
    assert answer.context["form"].errors["officer"]
    assert not request_case.events.filter(kind=Kind.ASSIGNED).exists()


def test_restricted_case_is_offered_to_the_dpo_alone(request_case: Case, dpo: User, officer: User, sit: Sit) -> None:
    Case.objects.update(restricted=True)
    page = sit(dpo).get(act(request_case, "act_assign"))
    assert [code for code, _ in page.context["form"].fields["officer"].choices] == ["", str(dpo.pk)]


def test_note_stays_on_the_file(request_case: Case, at_desk: Client) -> None:
    assert said(at_desk, act(request_case, "act_note"), text="They called.") == "The note is on the file."
    assert request_case.notes.get().text == "They called."


def test_empty_note_is_refused(request_case: Case, at_desk: Client) -> None:
    assert at_desk.post(act(request_case, "act_note"), {"text": "  "}).context["form"].errors["text"]
    assert not request_case.notes.exists()


DESCRIBED = {"title": "Their data", "place": "US-CA", "language": "en", "rights": ["erasure"]}


def test_describing_shows_the_dates_that_would_move_before_anything_is_saved(
    request_case: Case, at_desk: Client
) -> None:
    answer = at_desk.post(act(request_case, "act_describe"), DESCRIBED | {"step": "preview"})
    assert any(sentence.startswith("Answer (") for sentence in answer.context["foreseen"])
    request_case.refresh_from_db()
    assert request_case.place == "DE"
    assert not request_case.events.filter(kind=Kind.DESCRIBED).exists()


def test_describing_computes_the_dates_anew(request_case: Case, at_desk: Client) -> None:
    said(at_desk, act(request_case, "act_describe"), **DESCRIBED, step="do")
    request_case.refresh_from_db()
    assert request_case.place == "US-CA"
    assert list(request_case.rights.values_list("right", flat=True)) == ["erasure"]
    assert {"us-ca-ccpa"} <= set(request_case.deadlines.values_list("regime", flat=True))


def test_request_without_a_right_is_refused_in_words_and_keeps_what_was_typed(
    request_case: Case, at_desk: Client
) -> None:
    answer = at_desk.post(act(request_case, "act_describe"), DESCRIBED | {"rights": [], "step": "do"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Choose at least one right that the request invokes." in page
    assert 'value="Their data"' in page


def test_answer_that_came_another_way_lets_the_clock_go_on(request_case: Case, officer: User, at_desk: Client) -> None:
    asked(request_case, officer)
    on = timezone.now().date()
    assert "recorded" in said(at_desk, act(request_case, "act_clarified"), on=on, step="do")
    assert request_case.marks.filter(mark="clarified", on=on).exists()


@pytest.mark.parametrize("days", [-3, 3])
def test_answer_cannot_have_come_before_the_question_or_after_today(
    days: int, request_case: Case, officer: User, at_desk: Client
) -> None:
    asked(request_case, officer)
    on = timezone.now().date() + timedelta(days=days)
    answer = at_desk.post(act(request_case, "act_clarified"), {"on": on, "step": "do"})
    assert answer.status_code == 409
    assert "Give a day between the two." in answer.content.decode()
    assert not request_case.marks.filter(mark="clarified").exists()


def test_decided_case_is_closed(request_case: Case, at_desk: Client) -> None:
    Case.objects.update(state="decided")
    meet_duty(case=request_case, duty=Duty.RESPOND, on=timezone.now().date(), by=SYSTEM, now=timezone.now())
    assert said(at_desk, act(request_case, "act_close")) == "The case is closed."
    request_case.refresh_from_db()
    assert request_case.state == "closed"


def test_case_that_is_not_decided_is_not_closed_and_the_page_says_what_is_possible(
    request_case: Case, at_desk: Client
) -> None:
    answer = at_desk.post(act(request_case, "act_close"))
    assert answer.status_code == 409
    assert "cannot become closed" in answer.content.decode()
    request_case.refresh_from_db()
    assert request_case.state == "received"


def test_closed_case_is_reopened_with_a_reason_on_the_file(request_case: Case, officer: User, at_desk: Client) -> None:
    Case.objects.update(state="decided")
    request_case.refresh_from_db()
    meet_duty(case=request_case, duty=Duty.RESPOND, on=timezone.now().date(), by=SYSTEM, now=timezone.now())
    close_case(case=request_case, by=officer.actor, now=timezone.now())
    assert said(at_desk, act(request_case, "act_reopen"), reason="They sent more.") == "The case is open again."
    request_case.refresh_from_db()
    assert request_case.state == "in_progress"
    assert request_case.notes.get().text == "They sent more."


def test_open_case_is_not_reopened_and_the_reason_stays_in_the_form(request_case: Case, at_desk: Client) -> None:
    Case.objects.update(state="in_progress")
    answer = at_desk.post(act(request_case, "act_reopen"), {"reason": "They sent more."})
    assert answer.status_code == 409
    assert "They sent more." in answer.content.decode()
    assert not request_case.notes.exists()


def test_case_ends_without_a_decision_with_a_reason(request_case: Case, at_desk: Client) -> None:
    said(at_desk, act(request_case, "act_end"), to="withdrawn", reason="They took it back by telephone.")
    request_case.refresh_from_db()
    assert request_case.state == "withdrawn"


def test_case_ends_in_no_other_way(request_case: Case, at_desk: Client) -> None:
    answer = at_desk.post(act(request_case, "act_end"), {"to": "closed", "reason": "Done."})
    assert answer.context["form"].errors["to"]
    request_case.refresh_from_db()
    assert request_case.state == "received"


def test_work_item_is_finished_once(request_case: Case, at_desk: Client) -> None:
    item = open_work_item(case=request_case, kind="call", title="Call", by=SYSTEM, now=timezone.now())
    for _ in range(2):
        said(at_desk, act(request_case, "finish", item.pk))
    assert WorkItem.objects.get().done_at is not None
    assert request_case.events.filter(kind=Kind.WORK_DONE).count() == 1


def written(case: Case, officer: User) -> Letter:
    """Write a letter that waits to leave."""
    now, party = timezone.now(), case.parties.get()
    draft = free_draft(case=case, party=party, now=now)
    return write_letter(case=case, party=party, letter=draft, key="w", by=officer.actor, now=now)


def test_letter_that_waits_is_taken_back(request_case: Case, officer: User, at_desk: Client) -> None:
    letter = written(request_case, officer)
    assert "taken back" in said(at_desk, act(request_case, "take_back", letter.pk))
    letter.refresh_from_db()
    assert letter.state == "withdrawn"


def test_letter_that_left_is_not_taken_back(request_case: Case, officer: User, at_desk: Client) -> None:
    letter = written(request_case, officer)
    send_letters(now=timezone.now() + timedelta(minutes=2))
    answer = at_desk.post(act(request_case, "take_back", letter.pk))
    assert answer.status_code == 409
    assert "already on its way" in answer.content.decode()
    letter.refresh_from_db()
    assert letter.state == "sent"
