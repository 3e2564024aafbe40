"""Who read what: every reading leaves a record, and the data protection officer lists them by officer and person."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import AccessRecord, Case, Concern, User
from cases.services.verify import verify_history
from correspondence.models import Attachment, Letter, Message
from desk.access import what_words
from tests.builders import make_complaint
from tests.desk.papers import Sit, fill

LIST = "/admin/access/"


def read() -> list[tuple[str, str]]:
    """Give actor and subject of every record."""
    return list(AccessRecord.objects.order_by("seq").values_list("actor", "what"))


def text(client: Client) -> str:
    return client.get(LIST).content.decode()


def ask(client: Client, **asked: str) -> str:
    return client.post(f"{LIST}ask/", asked, follow=True).content.decode()


@pytest.fixture
def everything(request_case: Case, officer: User) -> dict[str, str]:
    """Give the addresses at which content is read."""
    fill(request_case, officer=officer, messages=1)
    message, file = Message.objects.get().pk, Attachment.objects.get().pk
    at = [request_case.reference]
    return {
        "case": reverse("admin:case", args=at),
        f"message {message}": reverse("admin:message", args=[*at, message]),
        f"HTML of message {message}": reverse("admin:message_html", args=[*at, message]),
        f"raw message {message}": reverse("admin:message_raw", args=[*at, message]),
        f"attachment {file}": reverse("admin:attachment", args=[*at, file]),
        f"letter {Letter.objects.get().pk}": reverse("admin:letter", args=[Letter.objects.get().pk]),
    }


def test_every_reading_of_a_case_leaves_a_record(everything: dict[str, str], officer: User, at_desk: Client) -> None:
    for what, address in everything.items():
        before = len(read())
        assert at_desk.get(address).status_code == 200
        assert read()[before:] == [(str(officer.actor), what)]
    assert verify_history().problem == ""


def test_each_case_that_a_search_shows_leaves_a_record(request_case: Case, at_desk: Client) -> None:
    other = make_complaint(name="Renate Requester")
    at_desk.post("/admin/queue/search/", {"text": "Renate"}, follow=True)
    cases = set(AccessRecord.objects.filter(what__startswith="search").values_list("case", flat=True))
    assert cases == {None, request_case.pk, other.pk}


def test_records_are_never_changed_or_deleted(request_case: Case, at_desk: Client) -> None:
    at_desk.get(reverse("admin:case", args=[request_case.reference]))
    for deed in (
        lambda: AccessRecord.objects.update(actor="staff:9"),
        lambda: AccessRecord.objects.all()._raw_delete("default"),
    ):
        refused_by_the_database(deed)
    assert AccessRecord.objects.count() == 1


def refused_by_the_database(deed: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match="history only grows"), transaction.atomic():
        deed()
    assert connection.is_usable()


def test_the_dpo_lists_by_officer_and_by_person(request_case: Case, officer: User, dpo: User, sit: Sit) -> None:
    other = make_complaint(timezone.now().date())
    for user, case in ((officer, request_case), (dpo, other)):
        sit(user).get(reverse("admin:case", args=[case.reference]))
    reader = sit(dpo)
    assert {request_case.reference, other.reference} <= set(text(reader).replace("<", " ").replace(">", " ").split())
    assert other.reference not in ask(reader, officer=str(officer.pk))
    assert request_case.reference not in ask(reader, person="complainant@example.com")
    assert request_case.reference in ask(reader, person=request_case.reference, officer=str(officer.pk))
    assert "Nothing was read that fits" in ask(reader, first="2020-01-01", last="2020-12-31")
    assert request_case.reference in ask(reader, first=timezone.localdate().isoformat())


def test_a_wrong_day_is_said_and_nothing_lost(dpo: User, sit: Sit) -> None:
    page = ask(sit(dpo), person="Renate", first="yesterday")
    assert "Enter a valid date" in page
    assert "Renate" in page


def test_csv_is_safe_for_a_spreadsheet_and_is_recorded(request_case: Case, officer: User, dpo: User, sit: Sit) -> None:
    User.objects.filter(pk=officer.pk).update(first_name="=cmd|' /C calc'!A0")
    sit(officer).get(reverse("admin:case", args=[request_case.reference]))
    file = sit(dpo).get(f"{LIST}csv/")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "at,who,what,case"
    assert any(",'=cmd|' /C calc'!A0,Opened the file," in line for line in lines)
    assert read()[-1] == (str(dpo.actor), "access records as CSV")


def test_looking_at_the_list_is_recorded(dpo: User, sit: Sit) -> None:
    text(sit(dpo))
    assert read() == [(str(dpo.actor), "access records")]


def test_records_of_a_case_that_concerns_the_dpo_are_hidden_from_them(
    request_case: Case, officer: User, dpo: User, sit: Sit
) -> None:
    sit(officer).get(reverse("admin:case", args=[request_case.reference]))
    Concern.objects.create(case=request_case, person=dpo, by="system", at=timezone.now())
    assert request_case.reference not in text(sit(dpo))


def test_the_list_costs_the_same_however_long_it_is(request_case: Case, dpo: User, at_desk: Client, sit: Sit) -> None:
    reader, counts = sit(dpo), set()
    text(reader)
    for times in (1, 30):
        for _ in range(times):
            at_desk.get(reverse("admin:case", args=[request_case.reference]))
        with CaptureQueriesContext(connection) as counted:
            text(reader)
        counts.add(len(counted))
    assert len(counts) == 1
    assert max(counts) <= 15


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("case", "Opened the file"),
        ("message 5", "Read message 5"),
        ("secrets in message 5", "Uncovered in message 5"),
        ("raw message 5", "Saved message 5"),
        ("attachment 5", "Saved attachment 5"),
        ("search of names and addresses", "Found it in a search"),
        ("access records as CSV", "Read this list as CSV"),
        ("event 5", "Read the record event 5"),
    ],
)
def test_what_was_read_is_said_in_words(code: str, words: str) -> None:
    assert what_words(code) == words
