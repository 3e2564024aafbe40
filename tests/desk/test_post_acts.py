"""Letters by post at the desk: made, printed, posted on a recorded day, come back; and posted where a mail did not arrive."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import AccessRecord, Case, User
from cases.places import today_for
from correspondence.models import Letter
from correspondence.services.returns import bounce
from tests.builders import make_request, send_letters
from tests.desk.papers import Sit
from tests.desk.test_letter_acts import GRANTED, address, last_letter, preview, sent_by

ADDRESS = "Renate Requester\nHauptstraße 1\n10115 Berlin"


@pytest.fixture
def case_by_post(db: None) -> Case:
    """Give a request of yesterday whose person has no mail address."""
    return make_request(timezone.now().date() - timedelta(days=1), email="")


def at(name: str, letter: Letter) -> str:
    """Give the address of an act on a letter."""
    return reverse(f"admin:{name}", args=[letter.case.reference, letter.pk])


def text_of(browser: Client, address_: str) -> str:
    """Give what a page says."""
    return str(browser.get(address_).content.decode())


def decided(browser: Client, case: Case) -> Letter:
    """Decide by post, and give the answer."""
    form, foreseen = preview(browser, case, "decide", **GRANTED)
    assert foreseen[0].startswith("There is no mail address. The letter is to be printed and posted")
    sent_by(browser, case, "decide", {**form, "postal_address": ADDRESS})
    return last_letter()


def test_decision_for_a_person_without_mail_address_is_printed_and_posted(case_by_post: Case, at_desk: Client) -> None:
    letter = decided(at_desk, case_by_post)
    file = text_of(at_desk, reverse("admin:case", args=[case_by_post.reference]))
    assert "To be printed and posted" in file
    assert "The letter is to be posted" in file
    printed = text_of(at_desk, reverse("admin:letter_print", args=[letter.pk]))
    assert "Hauptstraße 1" in printed
    assert "This is our answer." in printed
    assert AccessRecord.objects.filter(what=f"letter {letter.pk}, to print").count() == 1
    today = today_for(case_by_post, timezone.now())
    refused = at_desk.post(at("posted", letter), {"on": (today + timedelta(days=1)).isoformat()})
    assert (refused.status_code, "Give a day between the two" in refused.content.decode()) == (409, True)
    done = at_desk.post(at("posted", letter), {"on": today.isoformat()}, follow=True).content.decode()
    assert f"The letter was posted on {today:%-d %B %Y}." in done
    assert "The answer was posted on" in done
    case_by_post.refresh_from_db()
    assert case_by_post.answered_on == today


def test_a_letter_that_the_post_brings_back_is_owed_again(case_by_post: Case, at_desk: Client) -> None:
    letter = decided(at_desk, case_by_post)
    at_desk.post(at("posted", letter), {"on": today_for(case_by_post, timezone.now()).isoformat()})
    assert "It came back…" in text_of(at_desk, reverse("admin:letter", args=[letter.pk]))
    at_desk.post(at("returned", letter))
    case_by_post.refresh_from_db()
    assert case_by_post.answered_on is None
    again = at_desk.get(at("post_instead", letter)).context["form"]
    assert again["postal_address"].value() == ADDRESS


def test_an_answer_whose_mail_came_back_is_made_for_the_post(request_case: Case, at_desk: Client) -> None:
    form, _ = preview(at_desk, request_case, "decide", **GRANTED)
    sent_by(at_desk, request_case, "decide", form)
    answer = last_letter()
    assert at_desk.get(at("post_instead", answer)).status_code == 404
    send_letters(now=timezone.now() + timedelta(minutes=2))
    bounce(letter=answer, hard=True, status="5.1.1", now=timezone.now())
    assert "Send it by post…" in text_of(at_desk, reverse("admin:case", args=[request_case.reference]))
    text = {"subject": answer.subject, "body": answer.body, "postal_address": ADDRESS}
    at_desk.post(at("post_instead", answer), text)
    letter = last_letter()
    assert (letter.by_post, letter.to, letter.meets_duty, letter.postal_address) == (True, "", "respond", ADDRESS)


def test_where_a_mail_did_not_arrive_the_next_letter_may_go_by_post(request_case: Case, at_desk: Client) -> None:
    form, _ = preview(at_desk, request_case, "ask", question="Which account?")
    assert "by_post" not in form
    bounce(letter=request_case.letters.get(), hard=True, status="5.1.1", now=timezone.now())
    form, _ = preview(at_desk, request_case, "ask", question="Which account?")
    sent_by(at_desk, request_case, "ask", {**form, "by_post": "on", "postal_address": ADDRESS})
    assert (last_letter().by_post, last_letter().postal_address) == (True, ADDRESS)


def test_acknowledgement_and_letter_of_ones_own_go_by_post_too(case_by_post: Case, at_desk: Client) -> None:
    at_desk.post(address(case_by_post, "acknowledge"), {"postal_address": ADDRESS})
    assert (last_letter().name, last_letter().by_post, last_letter().postal_address) == (
        "acknowledgement",
        True,
        ADDRESS,
    )
    party = case_by_post.parties.get()
    form, _ = preview(at_desk, case_by_post, "write", party=str(party.pk))
    sent_by(at_desk, case_by_post, "write", form)
    assert (last_letter().name, last_letter().by_post) == ("free", True)


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        ("identity", {"wanted": "Show your passport at the counter."}),
        ("withdrawn", {"reason": "They wrote so."}),
        ("transfer", {"whose": "ExampleShop Ltd", "contact": "Shop Street 1", "reason": "It sells them."}),
    ],
)
def test_who_has_no_mail_address_is_asked_and_told_of_an_ending_by_post(
    case_by_post: Case, at_desk: Client, slug: str, told: dict[str, str]
) -> None:
    offered = text_of(at_desk, reverse("admin:case", args=[case_by_post.reference]))
    assert address(case_by_post, slug) in offered
    form, _ = preview(at_desk, case_by_post, slug, **told)
    answer = at_desk.post(address(case_by_post, slug), {**form, "postal_address": ADDRESS, "step": "send"}, follow=True)
    assert "The letter is to be printed and posted" in answer.content.decode()
    assert (last_letter().by_post, last_letter().postal_address) == (True, ADDRESS)


def test_a_decided_case_that_is_still_owed_is_closed_only_with_what_was_done(
    case_by_post: Case, at_desk: Client
) -> None:
    decided(at_desk, case_by_post)
    page = text_of(at_desk, address(case_by_post, "close"))
    assert "after closing nobody is reminded of it" in page
    assert at_desk.post(address(case_by_post, "close")).status_code == 200
    case_by_post.refresh_from_db()
    assert case_by_post.state == "decided"
    at_desk.post(address(case_by_post, "close"), {"reason": "Two letters came back."})
    case_by_post.refresh_from_db()
    assert (case_by_post.state, case_by_post.notes.get().text) == ("closed", "Two letters came back.")


@pytest.mark.parametrize("name", ["posted", "returned", "post_instead"])
def test_who_may_not_open_the_case_finds_no_act_on_its_letters(
    case_by_post: Case, at_desk: Client, stranger: User, sit: Sit, name: str
) -> None:
    letter = decided(at_desk, case_by_post)
    assert sit(stranger).get(at(name, letter)).status_code == 404
    Case.objects.update(restricted=True)
    assert at_desk.get(at(name, letter)).status_code == 404
    assert at_desk.get(reverse("admin:letter_print", args=[letter.pk])).status_code == 404
