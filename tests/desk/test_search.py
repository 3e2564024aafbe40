"""The search: what a text finds, and what it never gives away."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import wordsearch
from cases.models import AccessRecord, Case, User
from correspondence import selectors
from correspondence.models import Message
from tests.builders import make_complaint, make_request
from tests.desk.papers import Sit, write_to


def find(browser: Client, text: str) -> list[str]:
    """Search and give the references found."""
    answer = browser.post(reverse("admin:search"), {"text": text}, follow=True)
    return [row.case.reference for row in answer.context["page"].rows]


@pytest.mark.parametrize("text", ["renate", "Requester", "requester@example.com", "REQUESTER@EXAMPLE.COM"])
def test_case_is_found_by_name_and_address(text: str, at_desk: Client) -> None:
    case = make_request()
    make_complaint()
    assert find(at_desk, text) == [case.reference]


def test_closed_case_is_found_too(at_desk: Client) -> None:
    case = make_request()
    Case.objects.update(state="closed")
    assert find(at_desk, "renate") == [case.reference]


@pytest.mark.parametrize("write", [str, str.lower, lambda text: text.replace("-", ""), lambda text: f"  {text} "])
def test_reference_leads_straight_to_its_case(write: object, at_desk: Client) -> None:
    case = make_request()
    answer = at_desk.post(reverse("admin:search"), {"text": write(case.reference)})  # type: ignore[operator]
    assert answer["Location"] == reverse("admin:case", args=[case.reference])


def test_restricted_case_is_not_found(at_desk: Client) -> None:
    case = make_request()
    Case.objects.update(restricted=True)
    assert find(at_desk, "renate") == []
    assert find(at_desk, case.reference) == []


def test_search_keeps_names_out_of_addresses_and_leaves_an_access_record(officer: User, at_desk: Client) -> None:
    case = make_request()
    answer = at_desk.post(reverse("admin:search"), {"text": "renate"})
    assert answer["Location"] == reverse("admin:found")
    at_desk.get(answer["Location"])
    records = set(AccessRecord.objects.values_list("actor", "what", "case"))
    search = (f"staff:{officer.pk}", "search of names and addresses")
    assert records == {(*search, None), (*search, case.pk)}


def test_empty_search_finds_nothing_and_says_what_to_type(at_desk: Client) -> None:
    make_request()
    page = at_desk.post(reverse("admin:search"), {"text": "  "}, follow=True)
    assert "three letters or more" in page.content.decode()


@pytest.mark.parametrize(
    "text", ["invoice", "INVOICE", "invo", "loyalty invoice", "Größe", "more", "bill@shop.example"]
)
def test_case_is_found_by_words_of_its_messages_and_their_subjects(text: str, at_desk: Client) -> None:
    case = make_request()
    make_complaint()
    write_to(case, text="The invoice of my loyalty card names a wrong Größe: ask bill@shop.example.")
    assert find(at_desk, text) == [case.reference]


@pytest.mark.parametrize(
    "text", ["invoice AND", '"', "***", "(invoice", "invoice:*|", "a' & b", "NEAR(", "%%%", "___", "-- x"]
)
def test_signs_that_an_engine_could_read_as_commands_are_only_text(text: str, at_desk: Client) -> None:
    write_to(make_request(), text="An invoice.")
    assert at_desk.post(reverse("admin:search"), {"text": text}, follow=True).status_code == 200


def test_words_of_a_message_that_was_deleted_find_nothing(at_desk: Client) -> None:
    case = make_request()
    write_to(case, text="The invoice is wrong.")
    assert find(at_desk, "invoice") == [case.reference]
    Message.objects.all().delete()
    assert find(at_desk, "invoice") == []
    assert not selectors.messages_saying("invoice").exists()


def test_words_of_a_message_that_was_changed_are_the_new_ones(at_desk: Client) -> None:
    case = make_request()
    write_to(case, text="The invoice is wrong.")
    Message.objects.update(text="Removed.")
    assert (find(at_desk, "invoice"), find(at_desk, "removed")) == ([], [case.reference])


def test_message_longer_than_an_index_takes_is_kept_and_found_by_its_beginning(at_desk: Client) -> None:
    case = make_request()
    words = " ".join(f"word{number}" for number in range(300_000))
    write_to(case, text=f"Invoice. {words}")
    assert find(at_desk, "invoice") == [case.reference]


def test_message_of_a_restricted_case_is_not_found(officer: User, dpo: User, sit: Sit) -> None:
    case = make_request()
    write_to(case, text="The invoice is wrong.")
    Case.objects.update(restricted=True)
    assert (find(sit(officer), "invoice"), find(sit(dpo), "invoice")) == ([], [case.reference])
    page = sit(officer).post(reverse("admin:search"), {"text": "invoice"}, follow=True).content.decode()
    assert "No case has “invoice”" in page


@pytest.mark.parametrize("text", ["renate", "Reques", "requester@example.com"])
def test_names_are_found_without_an_index_of_letters_too(
    text: str, at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_request()
    make_complaint()
    monkeypatch.setattr("cases.selectors.has_relation", lambda name: name != wordsearch.NAMES_BY_LETTERS)
    assert find(at_desk, text) == [case.reference]


@pytest.mark.parametrize("text", ["renate", "requester@example.com", "requester@", "invoice", "nowhere"])
@pytest.mark.parametrize("most", [1000, 3])
def test_search_costs_at_most_ten_queries_and_shows_the_newest_of_too_many(
    text: str, most: int, at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.search.MOST", most)
    cases = [make_request() for _ in range(6)]
    for case in cases:
        write_to(case, text="The invoice is wrong.")
    at_desk.post(reverse("admin:search"), {"text": text})
    with CaptureQueriesContext(connection) as captured:
        shown = [row.case.reference for row in at_desk.get(reverse("admin:found")).context["page"].rows]
    newest = [] if text == "nowhere" else cases[-most:]
    assert sorted(shown) == sorted(case.reference for case in newest)
    assert len(captured) <= 10


def test_too_many_messages_and_few_names_are_found_together(at_desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.search.MOST", 2)
    named = make_request(name="Irma Invoice", email="irma@else.example")
    said = [make_complaint() for _ in range(4)]
    for case in said:
        write_to(case, text="The invoice is wrong.")
    assert sorted(find(at_desk, "invoice")) == sorted(case.reference for case in (named, *said[-2:]))


def test_search_and_narrow_list_read_the_same_whether_a_closed_case_would_be_in_them_or_not(at_desk: Client) -> None:
    def read() -> list[str]:
        found = at_desk.post(reverse("admin:search"), {"text": "renate"}, follow=True).content.decode()
        narrow = at_desk.get(
            reverse("admin:queue"), {"view": "all", "place": "DE", "since": "2026-09-03"}
        ).content.decode()
        return [re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page) for page in (found, narrow)]

    without = read()
    make_request(date(2026, 9, 3), place="DE")
    Case.objects.update(restricted=True)
    assert read() == without
