"""The acts with a letter: read and changed before it goes, sent once, refused in words with nothing lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, User
from cases.organisation import organisation
from cases.services.laws import choose_law
from cases.services.work import describe
from cases.words import LawChoice
from complaints.models import Conclusion, Remedy
from correspondence.acts import extend, extension_draft
from correspondence.identity import ask_identity, identity_draft
from correspondence.models import Letter, Link, OutboxState
from desk.words import day
from dsar.models import Decision
from tests.builders import make_request, send_letters

KEY = "0123456789abcdef0123456789abcdef"
GRANTED = {"outcome_access": "granted", "citation_access": "", "reasons_access": ""}
UPHELD = {
    "outcome": "upheld",
    "established": "The list was not updated.",
    "remedy": "We mend the list.",
    "remedy_by": (timezone.now() + timedelta(days=20)).date().isoformat(),
}


def address(case: Case, act: str) -> str:
    """Give an act's address."""
    return reverse(f"admin:act_{act}", args=[case.reference])


def preview(browser: Client, case: Case, act: str, **data: str) -> tuple[dict[str, str], list[str]]:
    """Ask for the letter; give what the second form holds, and what is foreseen."""
    answer = browser.post(address(case, act), {**data, "step": "preview"})
    assert answer.status_code == 200, answer.content.decode()
    letter = answer.context["letter"]
    shown = {name: letter[name].value() for name in ("subject", "body", "version")}
    form = {**data, **shown, "key": answer.context["key"]}
    return form, list(answer.context["foreseen"])


def sent_by(browser: Client, case: Case, act: str, form: dict[str, str], status: int = 302) -> str:
    """Send the letter of the second form and give the answer's text."""
    answer = browser.post(address(case, act), {**form, "step": "send"})
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def last_letter() -> Letter:
    """Give the letter queued last."""
    return Letter.objects.order_by("-pk")[0]


def test_question_is_read_changed_and_sent(request_case: Case, at_desk: Client) -> None:
    form, foreseen = preview(at_desk, request_case, "ask", question="Which account do you mean?")
    assert "Which account do you mean?" in form["body"]
    assert foreseen[0].startswith("The letter goes to requester@example.com.")
    sent_by(at_desk, request_case, "ask", {**form, "body": form["body"] + "\nThank you."})
    letter = last_letter()
    assert letter.body.endswith("Thank you.")
    assert (letter.state, letter.mark, letter.to) == ("queued", "clarification_requested", "requester@example.com")


def test_looking_at_a_letter_queues_nothing(request_case: Case, at_desk: Client) -> None:
    before = Letter.objects.count()
    preview(at_desk, request_case, "ask", question="Which account?")
    assert Letter.objects.count() == before


def test_letter_pressed_twice_is_queued_once(request_case: Case, at_desk: Client) -> None:
    form, _ = preview(at_desk, request_case, "decide", **GRANTED)
    for _ in range(2):
        sent_by(at_desk, request_case, "decide", form)
    assert Letter.objects.filter(name="response_request").count() == 1
    assert Decision.objects.count() == 1


def test_second_question_is_refused_while_the_first_waits_and_nothing_typed_is_lost(
    request_case: Case, at_desk: Client
) -> None:
    first, _ = preview(at_desk, request_case, "ask", question="Which account?")
    second, _ = preview(at_desk, request_case, "ask", question="And which year?")
    sent_by(at_desk, request_case, "ask", first)
    page = sent_by(at_desk, request_case, "ask", {**second, "body": "My own words."}, status=409)
    assert "already on its way" in page
    assert "My own words." in page
    assert "And which year?" in page


def test_going_back_keeps_what_was_typed(request_case: Case, at_desk: Client) -> None:
    answer = at_desk.post(address(request_case, "ask"), {"question": "Which account?", "step": "back"})
    assert "Which account?" in answer.content.decode()
    assert "letter" not in answer.context


def test_key_that_was_not_drawn_by_us_is_not_taken(request_case: Case, at_desk: Client) -> None:
    form, _ = preview(at_desk, request_case, "ask", question="Which account?")
    sent_by(at_desk, request_case, "ask", {**form, "key": "answer:1"}, status=404)


def test_empty_letter_is_not_sent(request_case: Case, at_desk: Client) -> None:
    form, _ = preview(at_desk, request_case, "ask", question="Which account?")
    page = sent_by(at_desk, request_case, "ask", {**form, "body": " "}, status=409)
    assert "The letter is empty." in page


def test_subject_stays_on_one_line(request_case: Case, at_desk: Client) -> None:
    form, _ = preview(at_desk, request_case, "ask", question="Which account?")
    sent_by(at_desk, request_case, "ask", {**form, "subject": "A question\r\nBcc: eve@example.net"})
    assert last_letter().subject == "A question Bcc: eve@example.net"


def test_extension_shows_the_new_date_in_page_and_letter(request_case: Case, at_desk: Client) -> None:
    form, foreseen = preview(at_desk, request_case, "extend", reason="There are many records.")
    moved = next(sentence for sentence in foreseen if sentence.startswith("When it has left: Answer"))
    new_date = moved.rstrip(".").split(" to ")[1]
    assert new_date in form["body"]
    sent_by(at_desk, request_case, "extend", form)
    send_letters(now=timezone.now() + timedelta(minutes=2))
    request_case.refresh_from_db()
    assert f"{request_case.due_on:%-d %B %Y}" == new_date


def test_extension_under_a_law_that_nobody_has_verified_tells_the_person_no_day_of_it(
    at_desk: Client, officer: User, settings: LazySettings
) -> None:
    settings.ORGANISATION = replace(organisation(), resolve_days=200)
    case, now = make_request(timezone.now().date() - timedelta(days=1), place="GG"), timezone.now()
    why = "The controller of this case is in Guernsey."
    choose_law(case=case, regime="eu-gdpr", choice=LawChoice.DOES_NOT, reason=why, officer=officer, now=now)
    unsure = case.deadlines.get(regime="gg-dpl", duty="respond")
    assert unsure.firm_on is None
    form, foreseen = preview(at_desk, case, "extend", reason="There are many records.")
    assert any("When it has left: Answer" in sentence for sentence in foreseen)
    assert "We answer you by" not in form["body"]
    assert "Your private page always shows the day" in form["body"]


def test_extension_a_day_late_is_refused_and_leaves_the_date(at_desk: Client) -> None:
    case = make_request(timezone.now().date() - timedelta(days=70))
    due_on = case.due_on
    form = {"reason": "There are many records.", "key": KEY, "subject": "More time", "body": "We need more time."}
    page = sent_by(at_desk, case, "extend", form, status=409)
    assert "the last day to announce an extension was" in page
    case.refresh_from_db()
    assert case.due_on == due_on


def test_request_is_decided_with_the_answer_that_the_officer_last_saw(request_case: Case, at_desk: Client) -> None:
    form, foreseen = preview(at_desk, request_case, "decide", **GRANTED)
    assert "The case is decided: granted." in foreseen
    assert not Decision.objects.exists()
    sent_by(at_desk, request_case, "decide", {**form, "body": "Here is everything."})
    request_case.refresh_from_db()
    assert (request_case.state, request_case.outcome) == ("decided", "granted")
    assert (last_letter().body, last_letter().meets_duty) == ("Here is everything.", "respond")


def test_refusal_without_article_and_reasons_is_refused_before_the_letter_is_made(
    request_case: Case, at_desk: Client
) -> None:
    refused = {"outcome_access": "refused", "citation_access": "", "reasons_access": "They ask every day."}
    answer = at_desk.post(address(request_case, "decide"), {**refused, "step": "preview"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "give the article relied on and the reasons" in page
    assert "They ask every day." in page


def test_refusal_with_article_and_reasons_is_decided(request_case: Case, at_desk: Client) -> None:
    refused = {
        "outcome_access": "refused",
        "citation_access": "GDPR Art. 12(5)(b)",
        "reasons_access": "They ask every day.",
    }
    form, _ = preview(at_desk, request_case, "decide", **refused)
    assert "GDPR Art. 12(5)(b)" in form["body"]
    sent_by(at_desk, request_case, "decide", form)
    assert Decision.objects.get().outcome == "refused"


def test_every_right_gets_its_own_outcome(at_desk: Client) -> None:
    case = make_request(timezone.now().date() - timedelta(days=1), rights=("access", "erasure"))
    both = {**GRANTED, "outcome_erasure": "partly_granted"}
    both |= {"citation_erasure": "GDPR Art. 17(3)(b)", "reasons_erasure": "Invoices are kept."}
    form, _ = preview(at_desk, case, "decide", **both)
    sent_by(at_desk, case, "decide", form)
    assert dict(Decision.objects.values_list("right", "outcome")) == {"access": "granted", "erasure": "partly_granted"}


def test_complaint_is_decided_with_what_was_established(complaint_case: Case, at_desk: Client) -> None:
    form, _ = preview(at_desk, complaint_case, "decide", **UPHELD)
    assert "The list was not updated." in form["body"]
    sent_by(at_desk, complaint_case, "decide", form)
    assert Remedy.objects.get().what == "We mend the list."
    complaint_case.refresh_from_db()
    assert (complaint_case.state, complaint_case.outcome) == ("decided", "upheld")


def test_decided_case_is_not_decided_again_by_another_form(complaint_case: Case, at_desk: Client) -> None:
    form, _ = preview(at_desk, complaint_case, "decide", **UPHELD)
    sent_by(at_desk, complaint_case, "decide", form)
    page = sent_by(at_desk, complaint_case, "decide", {**form, "key": KEY}, status=409)
    assert "is not open, so a decision is not possible. Reopen it first." in page
    assert Conclusion.objects.count() == 1


def test_letter_of_ones_own_goes_to_the_chosen_party(request_case: Case, at_desk: Client) -> None:
    party = request_case.parties.get()
    form, _ = preview(at_desk, request_case, "write", party=str(party.pk))
    sent_by(at_desk, request_case, "write", {**form, "body": "Dear Ms Requester"})
    assert (last_letter().party, last_letter().meets_duty) == (party, "")


def test_letter_goes_to_no_party_of_another_case(request_case: Case, complaint_case: Case, at_desk: Client) -> None:
    stranger = complaint_case.parties.get()
    answer = at_desk.post(address(request_case, "write"), {"party": stranger.pk, "step": "preview"})
    assert answer.context["form"].errors["party"]


def test_withheld_acknowledgement_is_shown_and_sent_once(at_desk: Client) -> None:
    case = make_request(timezone.now().date() - timedelta(days=1))
    shown = at_desk.get(address(case, "acknowledge")).content.decode()
    assert case.reference in shown
    assert not Link.objects.exists()
    assert at_desk.post(address(case, "acknowledge")).status_code == 302
    again = at_desk.post(address(case, "acknowledge"))
    assert again.status_code == 409
    assert "was already acknowledged" in again.content.decode()
    assert Letter.objects.filter(name="acknowledgement", state=OutboxState.QUEUED).count() == 1


def test_extension_offers_the_rights_that_may_take_longer_and_says_of_the_others_why_not(
    at_desk: Client, officer: User
) -> None:
    now = timezone.now()
    case = make_request(now.date() - timedelta(days=5))
    letter = extension_draft(case=case, reason="Many systems.", now=now)
    extend(case=case, letter=letter, key="e", by=officer.actor, now=now)
    send_letters(now=now)
    refused = at_desk.get(address(case, "extend")).context
    assert "already extended as often as the law allows" in refused["follows"][0]
    both = ["access", "erasure"]
    describe(case=case, place="DE", language="en", rights=both, title="", by=officer.actor, now=now)
    page = at_desk.get(address(case, "extend")).context
    assert [code for code, _ in page["form"].fields["rights"].choices] == ["erasure"]
    assert any(said.startswith("Access: ") and "already extended" in said for said in page["follows"])
    assert any(said.startswith("Erasure: The notice must leave by") for said in page["follows"])
    form, foreseen = preview(at_desk, case, "extend", reason="There are many records.", rights="erasure")
    assert "Deletion of your data" in form["body"]
    assert not [said for said in foreseen if "(access)" in said]
    sent_by(at_desk, case, "extend", form)
    send_letters(now=now + timedelta(minutes=2))
    assert case.deadlines.get(right="erasure", duty="respond", regime="eu-gdpr").due_on == (
        case.deadlines.get(right="access", duty="respond", regime="eu-gdpr").due_on
    )
    history = at_desk.get(reverse("admin:case", args=[case.reference])).context["file"].history
    assert f"Clock: extended on {day(now.date())}, erasure alone" in [line.what for line in history]


@pytest.mark.parametrize("asked", [True, False])
def test_the_file_offers_to_extend_past_the_date_only_while_the_clock_stands_still(
    at_desk: Client, officer: User, asked: bool
) -> None:
    received = timezone.now() - timedelta(days=70)
    case = make_request(received.date())
    if asked:
        letter = identity_draft(case=case, wanted="Write from your account.", now=received)
        ask_identity(case=case, letter=letter, key="i", officer=officer, now=received)
        send_letters(now=received)
    context = at_desk.get(reverse("admin:case", args=[case.reference])).context
    assert ("extend" in {act.slug for act in [*context["leading"], *context["others"]]}) is asked
    page = at_desk.get(address(case, "extend")).context
    assert ("while the clock stands still" in page["follows"][0]) is asked
