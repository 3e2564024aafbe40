"""The laws at the desk: their list and figures, the calculator, and the acts on the laws of one case."""

from datetime import date

import pytest
from django.urls import reverse

from cases.models import CaseLaw, ConfirmedFigure, ContractPromise
from law import regimes
from tests.builders import make_request
from tests.desk.papers import confirmed_figure

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def test_the_list_names_every_law(at_desk):
    page = text(at_desk.get(reverse("admin:laws")))
    assert all(reverse("admin:law", args=[law.id]) in page for law in regimes.all())


def test_a_law_shows_its_figures_with_citation_source_and_authority(at_desk):
    page = text(at_desk.get(reverse("admin:law", args=["eu-gdpr"])))
    assert "GDPR Art. 12(3)" in page
    assert "Source: GDPR Art. 12(3)-(6) read" in page
    assert "edpb.europa.eu" in page


def test_a_figure_that_nobody_has_verified_is_flagged_and_only_an_administrator_confirms_it(
    at_desk, administrator, sit
):
    page = reverse("admin:law", args=["us-ca-ccpa"])
    confirm = reverse("admin:law_confirm", args=["us-ca-ccpa"])
    told = {"right": "limit_sensitive", "part": "respond", "source": "11 CCR 7027(e), read on 4 September 2026"}
    assert "Not verified" in text(at_desk.get(page))
    assert "Only an administrator" in text(at_desk.post(confirm, told, follow=True))
    assert not ConfirmedFigure.objects.exists()
    assert "11 CCR 7027(e)" in text(sit(administrator).post(confirm, told, follow=True))


def take_back_page():
    return reverse("admin:law_take_back", args=["us-ca-ccpa", confirmed_figure().pk])


def test_before_a_confirmation_is_taken_back_the_page_says_how_many_open_cases_follow(administrator, sit):
    page = take_back_page()
    assert "No open case has a date" in text(sit(administrator).get(page))
    for _ in range(2):
        make_request(date(2026, 9, 3), place="US-CA", rights=("limit_sensitive",))
    make_request(date(2026, 9, 3), place="US-CA", rights=("access",))
    assert "2 open cases have dates of this law" in text(sit(administrator).get(page))
    assert ConfirmedFigure.objects.get().taken_back_at is None


def test_an_administrator_takes_a_confirmation_back_with_a_reason_that_stays_beside_the_figure(administrator, sit):
    desk, page = sit(administrator), take_back_page()
    assert page in text(desk.get(reverse("admin:law", args=["us-ca-ccpa"])))
    assert "This field is required" in text(desk.post(page, {"reason": ""}))
    assert "Say why it no longer holds" in text(desk.post(page, {"reason": "wrong"}))
    after = text(desk.post(page, {"reason": "The section speaks of another notice."}, follow=True))
    assert "Taken back. The dates of open cases" in after
    assert "was taken back by administrator" in after
    assert "The section speaks of another notice." in after
    assert desk.get(page).status_code == 404


def test_taking_a_confirmation_back_is_unknown_to_who_is_no_administrator(at_desk):
    page = take_back_page()
    assert at_desk.post(page, {"reason": "The section speaks of another notice."}).status_code == 404
    assert ConfirmedFigure.objects.get().taken_back_at is None
    assert page not in text(at_desk.get(reverse("admin:law", args=["us-ca-ccpa"])))


def test_a_confirmation_of_one_law_is_not_taken_back_under_another(administrator, sit):
    pk = confirmed_figure().pk
    assert sit(administrator).get(reverse("admin:law_take_back", args=["eu-gdpr", pk])).status_code == 404


def test_an_unknown_law_has_no_page(at_desk):
    assert at_desk.get(reverse("admin:law", args=["atlantis"])).status_code == 404


def ask(client, **asked):
    given = {"law": "", "right": "access", "place": "DE", "received": "2026-01-31", "marks": "", **asked}
    return text(client.get(reverse("admin:calculator"), given))


def test_the_calculator_gives_dates_with_their_working(at_desk):
    page = ask(at_desk)
    assert "2 Mar 2026" in page
    assert "there is no 31 February" in page


def test_the_calculator_takes_marks_and_one_law(at_desk):
    page = ask(at_desk, law="uk-gdpr", place="GB", received="2026-11-10", marks="identity_requested=2026-11-12")
    assert "Stopped since 12 Nov 2026" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"received": "31 January"}, "accepted is a date like 2026-01-31"),
        ({"marks": "paused=2026-02-01"}, "Unknown mark"),
        ({"marks": "extended"}, "is not NAME=DATE"),
        ({"marks": "clarified=2026-02-03"}, "accepted is one answer per question"),
        ({"marks": "extended=2025-01-01"}, "before the receipt"),
        ({"law": "cl-21719", "place": "CL"}, "is in force from"),
        ({"place": "XX"}, "Select a valid choice"),
        ({"received": "1600-01-31"}, "is in force from 2018-05-25"),
    ],
)
def test_the_calculator_says_what_is_wrong(at_desk, asked, sentence):
    asked = {"law": "eu-gdpr", **asked}
    assert sentence in ask(at_desk, **asked).replace("&#x27;", "'")


def test_an_officer_adds_a_law_after_seeing_what_moves(at_desk, request_case):
    address = reverse("admin:act_laws", args=[request_case.reference])
    told = {"regime": "eu-gdpr", "choice": "does_not", "reason": "A test account of ours."}
    preview = text(at_desk.post(address, told))
    assert "Announce an extension (access): from" in preview
    assert not CaseLaw.objects.exists()
    at_desk.post(address, {**told, "step": "do"})
    assert CaseLaw.objects.get().applies is False
    assert "EU GDPR: does not apply to this case" in text(
        at_desk.get(reverse("admin:case", args=[request_case.reference]))
    )


def test_a_contract_is_attached_and_taken_off(at_desk, request_case):
    address = reverse("admin:act_contract", args=[request_case.reference])
    at_desk.post(address, {"days": "10", "citation": "Services agreement, 9.2", "step": "do"})
    assert ContractPromise.objects.get().days == 10
    assert "no stricter promise" in text(at_desk.post(address, {"days": "90", "citation": "x", "step": "do"}))
    at_desk.post(address, {"days": "0", "citation": "", "step": "do"})
    assert not ContractPromise.objects.exists()
