"""Who may open which page: every address of the desk, taken from its list of addresses, for every role."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from cases.models import Case, User
from correspondence.models import Attachment, Letter, Message
from desk.urls import desk_urls
from tests.desk.papers import Sit, confirmed_figure, fill, letters_by_post

WORK = {"officer", "dpo", "administrator"}
NAMES = [str(pattern.name) for pattern in desk_urls(admin.site)]
POST_ONLY = {
    "search", "take", "law_confirm", "notices_seen", "message_revealed", "arrival_open", "arrival_attach", "arrival_discard",
    "arrival_again", "rule_end", "work_done",
}  # fmt: skip
GET_ONLY = {
    "queue", "found", "laws", "law", "calculator", "case", "message", "message_html", "message_raw", "attachment",
    "quarantine", "arrival", "arrival_raw", "letters", "letter", "letter_print", "work", "notices", "rules",
}  # fmt: skip
# Pages of administrators alone, and those that they share with the data protection officer.
ADMINISTRATORS = {"law_take_back"}
CLOSED_TO = {"officer": ADMINISTRATORS | {"outbox"}, "dpo": ADMINISTRATORS, "administrator": set[str]()}
ROLES = ("stranger", "manager", "officer", "dpo", "administrator")


@pytest.fixture
def addresses(request_case: Case, officer: User, quarantined: int) -> dict[str, str]:
    """Give an address for each name that a member of staff could guess right."""
    fill(request_case, officer=officer, messages=1)
    ids = {
        "finish": request_case.work_items.get().pk,
        "take_back": Letter.objects.get().pk,
        "attachment": Attachment.objects.get().pk,
        "letter": Letter.objects.get().pk,
        "confirmed": confirmed_figure().pk,
    }
    ids |= letters_by_post(request_case, officer=officer)
    message = Message.objects.get().pk
    return {name: _address(name, request_case, {**ids, "message": message}, quarantined) for name in NAMES}


def _address(name: str, case: Case, ids: dict[str, int], arrival: int) -> str:
    if name.startswith("arrival") or name in ("rule_end", "work_done"):
        return reverse(f"admin:{name}", args=[arrival])
    if name == "law_take_back":
        return reverse("admin:law_take_back", args=["us-ca-ccpa", ids["confirmed"]])
    if name in ("law", "law_confirm"):
        return reverse(f"admin:{name}", args=["eu-gdpr"])
    if name in ("letter", "letter_print"):
        return reverse(f"admin:{name}", args=[ids[name]])
    if name in ("case", "take") or name.startswith("act_"):
        return reverse(f"admin:{name}", args=[case.reference])
    pk = ids["message"] if name.startswith("message") else ids.get(name)
    return reverse(f"admin:{name}", args=[case.reference, pk]) if pk else reverse(f"admin:{name}")


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_for_who_works_on_cases_and_are_unknown_to_others(
    role: str, addresses: dict[str, str], sit: Sit, request: pytest.FixtureRequest
) -> None:
    browser = sit(request.getfixturevalue(role))
    got = {name: browser.get(addresses[name]).status_code for name in NAMES if name not in POST_ONLY}
    allowed = set(got) - CLOSED_TO[role] if role in WORK else set()
    assert {name for name, status in got.items() if status == 200} == allowed
    assert {status for name, status in got.items() if name not in allowed} <= {404}


@pytest.mark.parametrize("role", ["stranger", "manager"])
def test_deeds_are_unknown_to_who_does_not_work_on_cases(
    role: str, addresses: dict[str, str], sit: Sit, request: pytest.FixtureRequest
) -> None:
    browser, said = sit(request.getfixturevalue(role)), {"step": "send", "text": "x", "reason": "x"}
    got = {name: browser.post(addresses[name], said).status_code for name in NAMES if name not in GET_ONLY}
    assert got == dict.fromkeys(got, 404)


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


def test_restricted_case_is_unknown_to_an_officer_and_open_to_the_dpo(
    request_case: Case, officer: User, dpo: User, sit: Sit
) -> None:
    Case.objects.update(restricted=True)
    names = [name for name in NAMES if name.startswith("act_") or name == "case"]
    got = {name: reverse(f"admin:{name}", args=[request_case.reference]) for name in names}
    assert {sit(officer).get(address).status_code for address in got.values()} == {404}
    assert {sit(dpo).get(address).status_code for address in got.values()} == {200}


def test_message_letter_and_file_of_a_restricted_case_are_unknown_to_an_officer(
    addresses: dict[str, str], officer: User, sit: Sit
) -> None:
    Case.objects.update(restricted=True)
    names = ["message", "message_html", "message_raw", "attachment", "letter", "finish", "take_back"]
    names += ["letter_print", "posted", "returned", "post_instead"]
    assert {sit(officer).get(addresses[name]).status_code for name in names} == {404}


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
