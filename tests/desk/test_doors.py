"""How pages are opened: never without the log-in, deeds by form and token alone, papers on their own case alone.

Who may open which is in test_who_may.
"""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from cases.models import Case, User
from correspondence.models import Attachment, Message
from desk.urls import desk_urls
from tests.desk.papers import Sit, confirmed_figure, fill, investigate, letters_by_post, waiting_release

NAMES = [str(pattern.name) for pattern in desk_urls(admin.site)]
POST_ONLY = {
    "search", "take", "law_confirm", "notices_seen", "message_revealed", "message_again", "arrival_open", "arrival_attach",
    "arrival_discard", "arrival_again", "arrival_hand_over", "rule_end", "work_done", "many", "digest", "access_ask",
}  # fmt: skip
GET_ONLY = {
    "queue", "found", "laws", "law", "calculator", "case", "message", "message_html", "message_raw", "attachment",
    "quarantine", "arrival", "arrival_raw", "letters", "letter", "letter_print", "letter_pdf", "work", "notices", "rules",
    "access", "access_csv", "letter_texts", "letter_text_history",
}  # fmt: skip
# Pages of complaints alone.
OF_COMPLAINTS = {"act_ground", "act_plan", "act_finding", "act_remedy"}
OF_INVESTIGATION = {"finding_back", "remedy_done", "authority_answered", "authority_closed"}
NAMES_ELSEWHERE = [name for name in NAMES if name not in OF_COMPLAINTS | OF_INVESTIGATION]


@pytest.fixture
def addresses(request_case: Case, complaint_case: Case, officer: User, quarantined: int) -> dict[str, str]:
    """Give an address for each name that a member of staff could guess right."""
    return every_address(request_case, complaint_case, officer, quarantined)


def every_address(request_case: Case, complaint_case: Case, officer: User, quarantined: int) -> dict[str, str]:
    """Put papers on both cases, and give an address for each name."""
    fill(request_case, officer=officer, messages=1)
    ids = {
        "finish": request_case.work_items.get().pk,
        "take_back": request_case.letters.get().pk,
        "attachment": Attachment.objects.get().pk,
        "letter": request_case.letters.get().pk,
        "confirmed": confirmed_figure().pk,
        "release": waiting_release(request_case, officer).pk,
    }
    ids |= letters_by_post(request_case, officer=officer)
    message = Message.objects.get().pk
    theirs = investigate(complaint_case, officer=officer)
    given = {name: _address(name, request_case, {**ids, "message": message}, quarantined) for name in NAMES_ELSEWHERE}
    return given | {
        name: _address(name, complaint_case, theirs, quarantined) for name in OF_COMPLAINTS | OF_INVESTIGATION
    }


def _address(name: str, case: Case, ids: dict[str, int], arrival: int) -> str:
    if name.startswith("arrival") or name in ("rule_end", "work_done"):
        return reverse(f"admin:{name}", args=[arrival])
    if name == "law_take_back":
        return reverse("admin:law_take_back", args=["us-ca-ccpa", ids["confirmed"]])
    if name in ("law", "law_confirm"):
        return reverse(f"admin:{name}", args=["eu-gdpr"])
    if name in ("letter_text", "letter_text_history"):
        return reverse(f"admin:{name}", args=["clarification", "en"])
    if name in ("letter", "letter_print", "letter_pdf"):
        return reverse(f"admin:{name}", args=[ids[name]])
    if name in ("case", "take") or name.startswith("act_"):
        return reverse(f"admin:{name}", args=[case.reference])
    pk = ids["message"] if name.startswith("message") else ids.get(name)
    return reverse(f"admin:{name}", args=[case.reference, pk]) if pk else reverse(f"admin:{name}")


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_in_without_logging_in(method: str, addresses: dict[str, str], sit: Sit) -> None:
    answers = [getattr(sit(None), method)(addresses[name]) for name in NAMES]
    assert {(answer.status_code, answer["Location"].split("?")[0]) for answer in answers} == {
        (302, reverse("admin:login"))
    }


def test_deeds_cannot_be_done_by_a_link(addresses: dict[str, str], at_desk: Client) -> None:
    assert {name for name in NAMES if at_desk.get(addresses[name]).status_code == 405} == POST_ONLY


def test_pages_to_read_take_no_post(addresses: dict[str, str], at_desk: Client) -> None:
    assert {at_desk.post(addresses[name]).status_code for name in GET_ONLY} == {405}


def test_file_of_another_case_is_not_found_by_a_wrong_reference(
    request_case: Case, complaint_case: Case, officer: User, sit: Sit
) -> None:
    fill(request_case, officer=officer, messages=1)
    wrong = reverse("admin:attachment", args=[complaint_case.reference, Attachment.objects.get().pk])
    right = reverse("admin:attachment", args=[request_case.reference, Attachment.objects.get().pk])
    assert (sit(officer).get(wrong).status_code, sit(officer).get(right).status_code) == (404, 200)


def test_every_post_needs_the_form_token(addresses: dict[str, str], officer: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    deeds = [name for name in NAMES if name not in GET_ONLY]
    assert {strict.post(addresses[name]).status_code for name in deeds} == {403}
