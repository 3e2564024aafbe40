"""A case that is closed to a reader is not named to them by what the house wrote on another file."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Event, User
from cases.services.people import prepare_groups
from cases.services.sight import Sight, set_sight
from cases.services.work import add_note, open_work_item
from cases.words import SYSTEM, Audience
from correspondence.endings import merge_draft, merge_duplicate
from correspondence.models import Letter
from tests.builders import make_request, noon
from tests.desk.papers import Sit

NOW = noon(2026, 9, 20)
CLOSED = Sight(Audience.GENERAL, restricted=True, concerned=frozenset())


@pytest.fixture
def kept(officer: User) -> Case:
    """Give the case that is kept of two."""
    return make_request(date(2026, 9, 3))


@pytest.fixture
def double(kept: Case, officer: User, dpo: User) -> Case:
    """Give the duplicate that was merged into it, which was restricted afterwards."""
    double = make_request(date(2026, 9, 5))
    letter = merge_draft(case=double, kept=kept, now=NOW)
    merge_duplicate(case=double, kept=kept, letter=letter, key="m", officer=officer, now=NOW)
    add_note(case=double, text=f"See {kept.reference}, and this is {double.reference}.", author=dpo, now=NOW)
    open_work_item(case=double, kind="by_officer", title=f"Look at {kept.reference}", by=SYSTEM, now=NOW)
    set_sight(case=kept, sight=CLOSED, by=dpo, now=NOW)
    return double


def pages_of(double: Case) -> list[str]:
    """Give the addresses on which something of the duplicate is read."""
    letter = Letter.objects.get(case=double)
    events = Event.objects.filter(case=double)
    return [
        reverse("admin:case", args=[double.reference]),
        reverse("admin:letters"),
        reverse("admin:letter", args=[letter.pk]),
        reverse("admin:queue") + "?view=all",
        reverse("admin:correspondence_letter_change", args=[letter.pk]),
        *(reverse("admin:cases_event_change", args=[event.pk]) for event in events),
        *(reverse("admin:cases_workitem_change", args=[item.pk]) for item in double.work_items.all()),
    ]


def in_group(user: User, *groups: str) -> User:
    """Give a member of staff with the permissions of groups."""
    prepare_groups()
    user.groups.add(*Group.objects.filter(name__in=groups))
    return User.objects.get(pk=user.pk)


def test_who_may_not_open_the_kept_case_is_told_of_another_case_and_not_which(
    kept: Case, double: Case, officer: User, dpo: User, sit: Sit
) -> None:
    browser = sit(in_group(officer, "officers"))
    for address in pages_of(double):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert kept.reference not in answer.content.decode(), address
    file = browser.get(reverse("admin:case", args=[double.reference])).content.decode()
    for words in (
        "A duplicate of another case.",
        f"See another case, and this is {double.reference}.",
        "Look at another case",
    ):
        assert words in file
    browser.post(reverse("admin:search"), {"text": "requester@example.com"})
    assert kept.reference not in browser.get(reverse("admin:found")).content.decode()
    seen = [sit(in_group(dpo, "officers")).get(address).content.decode() for address in pages_of(double)]
    assert len([page for page in seen if kept.reference in page]) >= 4


def test_a_letter_that_names_a_closed_case_is_printed_and_posted_instead_by_who_may_open_that(
    kept: Case, double: Case, officer: User, dpo: User, sit: Sit
) -> None:
    Letter.objects.filter(case=double).update(by_post=True, to="")
    letter = Letter.objects.get(case=double)
    browser = sit(officer)
    for name in ("admin:letter_print", "admin:letter_pdf"):
        answer = browser.get(reverse(name, args=[letter.pk]), follow=True)
        assert kept.reference not in answer.content.decode()
        assert "Ask a colleague who may open that case" in answer.content.decode()
    assert kept.reference in sit(dpo).get(reverse("admin:letter_print", args=[letter.pk])).content.decode()
    Letter.objects.filter(case=double).update(by_post=False, to="requester@example.com", state="bounced")
    instead = reverse("admin:post_instead", args=[double.reference, letter.pk])
    assert instead not in browser.get(reverse("admin:case", args=[double.reference])).content.decode()
    assert browser.get(instead).status_code == 404
    assert sit(dpo).get(instead).status_code == 200


def test_a_file_whose_letters_name_nothing_but_itself_asks_for_no_other_case(
    request_case: Case, officer: User, at_desk: Client
) -> None:
    address = reverse("admin:case", args=[request_case.reference])
    before = _queries(at_desk, address)
    add_note(case=request_case, text=f"{request_case.reference} is hers.", author=officer, now=NOW)
    with_note = _queries(at_desk, address)
    add_note(case=request_case, text="CD-2222-3333 is not.", author=officer, now=NOW)
    assert with_note <= before + 1
    assert _queries(at_desk, address) == with_note + 1


def _queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])
