"""The queue's filters: each narrows by what it names, and what is not understood is said."""

from datetime import date

import pytest
from django.test import Client

from cases.models import Case, User
from cases.services.work import assign
from tests.builders import make_complaint, make_request, noon
from tests.desk.test_queue import QUEUE, shown


@pytest.fixture
def german(db: None) -> Case:
    """Give a request from Bavaria in German for erasure."""
    return make_request(date(2026, 9, 10), place="DE-BY", language="de", rights=("erasure",))


@pytest.fixture
def british(db: None) -> Case:
    """Give a complaint from Britain in English."""
    return make_complaint(date(2026, 9, 20), place="GB")


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("procedure", "rights_request"),
        ("right", "erasure"),
        ("state", "received"),
        ("officer", "nobody"),
        ("place", "DE-BY"),
        ("place", "DE"),
        ("language", "de"),
        ("until", "2026-09-10"),
    ],
)
def test_filter_leaves_what_it_asks_for(
    asked: str, value: str, german: Case, british: Case, officer: User, at_desk: Client
) -> None:
    assign(case=british, officer=officer, by=officer.actor, now=noon(2026, 9, 21))
    assert shown(at_desk, **{asked: value}) == [german.reference]


@pytest.mark.parametrize(
    ("asked", "value"),
    [("procedure", "complaint"), ("officer", "me"), ("law", "uk-gdpr"), ("since", "2026-09-11")],
)
def test_filter_leaves_the_other_one_too(
    asked: str, value: str, german: Case, british: Case, officer: User, at_desk: Client
) -> None:
    assign(case=british, officer=officer, by=officer.actor, now=noon(2026, 9, 21))
    assert shown(at_desk, **{asked: value}) == [british.reference]


def test_filters_add_up_and_stay_when_the_view_is_changed(german: Case, british: Case, at_desk: Client) -> None:
    assert shown(at_desk, place="DE", procedure="complaint") == []
    page = at_desk.get(QUEUE, {"place": "DE", "procedure": "complaint"}).content.decode()
    assert "?view=unassigned&amp;procedure=complaint&amp;place=DE" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"place": "XX"}, "Place: that is not one of those listed."),
        ({"officer": "999999"}, "Officer: that is not one of those listed."),
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"since": "2026-09-11", "until": "2026-09-10"}, "“Received until” is before “Received from”."),
        ({"law": "'; DROP TABLE"}, "Law: that is not one of those listed."),
    ],
)
def test_filter_that_is_not_understood_is_said_and_breaks_nothing(
    asked: dict[str, str], said: str, german: Case, at_desk: Client
) -> None:
    page = at_desk.get(QUEUE, asked)
    assert (page.status_code, said in page.content.decode()) == (200, True)


def test_names_in_a_long_select_are_text(officer: User, at_desk: Client) -> None:
    User.objects.filter(pk=officer.pk).update(first_name='<b>"Ola"</b>')
    page = at_desk.get(QUEUE, {"officer": str(officer.pk)}).content.decode()
    assert f'<option value="{officer.pk}" selected>&lt;b&gt;&quot;Ola&quot;&lt;/b&gt;</option>' in page
