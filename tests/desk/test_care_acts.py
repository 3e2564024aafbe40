"""Acts that take care of a file at the desk: work items, links, corrections, holds, splitting, endings with a letter."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case, CaseLink, Correction, User, WorkItem
from correspondence.models import Letter
from tests.builders import make_complaint, make_request, send_letters
from tests.desk.papers import Sit, write_to
from tests.desk.test_acts import act, said
from tests.desk.test_complaint_acts import ago, page_of
from tests.desk.test_letter_acts import preview, sent_by


def test_work_item_gets_owner_and_date(request_case: Case, dpo: User, at_desk: Client) -> None:
    told = {"title": "Ask the IT", "owner": dpo.pk, "due_on": ago(-3)}
    assert said(at_desk, act(request_case, "act_work_item"), **told).startswith("dpo has it until")
    assert (WorkItem.objects.get().owner, WorkItem.objects.get().title) == (dpo, "Ask the IT")


def test_work_item_of_yesterday_is_refused(request_case: Case, officer: User, at_desk: Client) -> None:
    answer = at_desk.post(act(request_case, "act_work_item"), {"title": "X", "owner": officer.pk, "due_on": ago(1)})
    assert answer.status_code == 409
    assert not WorkItem.objects.exists()


def test_linked_cases_show_each_other(request_case: Case, at_desk: Client) -> None:
    other = make_complaint()
    assert said(at_desk, act(request_case, "act_link"), reference=other.reference) == f"Linked to {other.reference}."
    assert other.reference in page_of(at_desk, request_case)
    assert request_case.reference in page_of(at_desk, other)


def test_restricted_case_is_neither_linked_nor_shown_to_an_officer(
    request_case: Case, at_desk: Client, dpo: User, sit: Sit
) -> None:
    other = make_complaint()
    Case.objects.filter(pk=other.pk).update(restricted=True)
    answer = at_desk.post(act(request_case, "act_link"), {"reference": other.reference})
    assert "There is no such case." in answer.content.decode()
    said(sit(dpo), act(request_case, "act_link"), reference=other.reference)
    assert other.reference not in page_of(at_desk, request_case)
    assert other.reference in page_of(sit(dpo), request_case)


def test_what_a_complaint_is_about_is_named_and_taken_off_by_who_may_open_it_alone(
    request_case: Case, at_desk: Client, dpo: User, sit: Sit
) -> None:
    complaint = make_complaint()
    told = {"ground": "marketing", "what_is_asked": "", "reference": request_case.reference}
    said(at_desk, act(complaint, "act_ground"), **told)
    Case.objects.filter(pk=request_case.pk).update(restricted=True)
    assert request_case.reference not in page_of(at_desk, complaint)
    assert request_case.reference not in at_desk.get(act(complaint, "act_ground")).content.decode()
    said(at_desk, act(complaint, "act_ground"), **{**told, "reference": ""})
    assert Case.objects.get(pk=complaint.pk).about == request_case
    said(sit(dpo), act(complaint, "act_ground"), **{**told, "reference": ""})
    assert Case.objects.get(pk=complaint.pk).about is None


def test_correction_shows_the_dates_before_it_is_saved_and_old_and_new_after(
    request_case: Case, at_desk: Client
) -> None:
    right = {"received_on": ago(8), "place": "DE", "language": "en", "name": "Renate Requester", "reason": "The stamp."}
    shown = at_desk.post(act(request_case, "act_correct"), {**right, "step": "preview"})
    assert "Answer (access): from" in " ".join(shown.context["foreseen"])
    assert not Correction.objects.exists()
    said(at_desk, act(request_case, "act_correct"), **right, step="do")
    request_case.refresh_from_db()
    assert request_case.received_on.isoformat() == ago(8)
    assert "The stamp." in page_of(at_desk, request_case)


@pytest.mark.parametrize("slug", ["act_correct", "act_describe"])
def test_a_place_that_makes_it_another_day_of_receipt_says_so_before_and_after(at_desk: Client, slug: str) -> None:
    case = make_request(date(2026, 9, 4), place="DE")
    Case.objects.update(received_at=datetime(2026, 9, 3, 23, 30, tzinfo=UTC))
    moves = "The day of receipt {} from 4 September 2026 to 3 September 2026"
    given: dict[str, str | list[str]] = {"received_on": "2026-09-04", "place": "US-CA", "language": "en", "name": ""}
    given |= {"reason": "Her letter.", "title": "Their data", "rights": ["access"]}
    shown = at_desk.post(act(case, slug), {**given, "step": "preview"})
    assert shown.context["foreseen"][0].startswith(moves.format("moves"))
    assert moves.format("moved") in said(at_desk, act(case, slug), **given, step="do")
    history = [line.what for line in at_desk.get(act(case, "case")).context["file"].history]
    assert [line for line in history if "3 September 2026" in line and "4 September 2026" in line]


@pytest.mark.parametrize("slug", ["act_correct", "act_describe"])
def test_who_moves_a_day_that_the_person_was_told_is_asked_to_write_to_them(
    request_case: Case, at_desk: Client, slug: str
) -> None:
    given: dict[str, str | list[str]] = {
        "received_on": ago(1),
        "place": "BR",
        "language": "en",
        "name": "",
        "reason": "They say so.",
    }
    given |= {"title": "Their data", "rights": ["access"], "step": "preview"}
    shown = at_desk.post(act(request_case, slug), given)
    assert "We told the person another day by letter: write to them." in " ".join(shown.context["foreseen"])
    request_case.letters.update(state="bounced")
    shown = at_desk.post(act(request_case, slug), given)
    assert "We told the person" not in " ".join(shown.context["foreseen"])


def test_hold_is_shown_on_the_file_and_released(request_case: Case, at_desk: Client) -> None:
    said(at_desk, act(request_case, "act_hold"), reason="A claim in court.")
    page = page_of(at_desk, request_case)
    assert "A claim in court." in page
    assert "Release the hold…" in page
    assert said(at_desk, act(request_case, "act_release"), reason="Settled.") == "The hold is released."
    assert "A claim in court." not in page_of(at_desk, request_case)


def test_splitting_leads_to_the_new_case(request_case: Case, at_desk: Client) -> None:
    write_to(request_case, text="A copy please. And stop the advertising!")
    answer = at_desk.post(act(request_case, "act_split"), {"words": "Stop it.", "ground": "marketing"})
    made = CaseLink.objects.get().case
    assert answer["Location"] == act(made, "case")
    assert (made.procedure, made.received_on) == ("complaint", request_case.received_on)
    assert "Split from" in page_of(at_desk, made)


def test_withdrawal_is_confirmed_by_a_letter_that_is_read_first(request_case: Case, at_desk: Client) -> None:
    form, foreseen = preview(at_desk, request_case, "withdrawn", reason="They called.")
    assert "You have told us" in form["body"]
    assert any("leaves the queue" in line for line in foreseen)
    sent_by(at_desk, request_case, "withdrawn", form)
    request_case.refresh_from_db()
    assert request_case.state == "withdrawn"


def test_duplicate_is_merged_into_the_older_case(request_case: Case, at_desk: Client) -> None:
    double = make_request(timezone.now().date())
    form, _ = preview(at_desk, double, "merge", reference=request_case.reference)
    sent_by(at_desk, double, "merge", form)
    double.refresh_from_db()
    assert double.state == "duplicate"
    assert "Its duplicate" in page_of(at_desk, request_case)


def test_merging_the_older_case_is_refused_before_the_letter_is_shown(request_case: Case, at_desk: Client) -> None:
    newer = make_request(timezone.now().date())
    answer = at_desk.post(act(request_case, "act_merge"), {"reference": newer.reference, "step": "preview"})
    assert answer.status_code == 409
    assert "came first" in answer.content.decode()


def test_transfer_says_whose_it_is(request_case: Case, at_desk: Client) -> None:
    told = {"whose": "ExampleShop Ltd", "contact": "privacy@shop.example", "reason": "Their parcel."}
    form, _ = preview(at_desk, request_case, "transfer", **told)
    assert "ExampleShop Ltd\nprivacy@shop.example" in form["body"]
    sent_by(at_desk, request_case, "transfer", form)
    request_case.refresh_from_db()
    assert request_case.state == "out_of_scope"


def test_identity_is_asked_for_and_recorded(request_case: Case, at_desk: Client) -> None:
    form, foreseen = preview(at_desk, request_case, "identity", wanted="Write from your account.")
    assert any(line.startswith("The clock stops under") for line in foreseen)
    sent_by(at_desk, request_case, "identity", form)
    send_letters(now=timezone.now() + timedelta(minutes=2))
    assert Letter.objects.get(name="identity").state == "sent"
    assert "Identity shown…" in page_of(at_desk, request_case)
    told = {"on": ago(0), "method": "account", "step": "do"}
    assert said(at_desk, act(request_case, "act_identity_shown"), **told) == "Recorded; the clock goes on."
