"""Deeds on many cases: what follows for each is shown before, and what is refused for one keeps nothing from the others."""

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, User
from cases.services.work import assign
from correspondence.models import Letter
from tests.builders import make_request, noon
from tests.desk.papers import Sit

MANY = "/admin/queue/many/"


@pytest.fixture
def cases(db: None) -> list[Case]:
    """Give three requests."""
    return [make_request() for _ in range(3)]


def send(browser: Client, act: str, cases: list[Case], **said: object) -> object:
    """Send a step of the deed for these cases."""
    return browser.post(MANY, {"act": act, "case": [case.reference for case in cases], **said})


def verdicts(answer: object) -> dict[str, tuple[bool, str]]:
    """Give what the page says of each case."""
    shown = answer.context["verdicts"]  # type: ignore[attr-defined]
    return {verdict.case.reference: (verdict.may, verdict.words) for verdict in shown}


def test_lead_sees_what_assigning_comes_to_and_nothing_has_happened_yet(
    lead: User, officer: User, cases: list[Case], sit: Sit
) -> None:
    assign(case=cases[0], officer=officer, by=lead.actor, now=noon(2026, 9, 4))
    Case.objects.filter(pk=cases[1].pk).update(officer=lead)
    said = verdicts(send(sit(lead), "assign", cases, officer=officer.pk))
    assert said == {
        cases[0].reference: (False, "officer has it already."),
        cases[1].reference: (True, "From lead to officer; it becomes “In progress”."),
        cases[2].reference: (True, "From nobody to officer; it becomes “In progress”."),
    }
    assert Case.objects.filter(officer=officer).count() == 1


def test_assigning_gives_each_case_with_an_event_and_says_for_which_it_did_not(
    lead: User, officer: User, cases: list[Case], sit: Sit
) -> None:
    assign(case=cases[0], officer=officer, by=lead.actor, now=noon(2026, 9, 4))
    browser = sit(lead)
    send(browser, "assign", cases, officer=officer.pk, step="do")
    assert Case.objects.filter(officer=officer, state="in_progress").count() == 3
    assert [case.events.filter(kind="assigned").count() for case in cases] == [1, 1, 1]
    page = browser.get(reverse("admin:queue")).content.decode()
    assert "2 cases assigned." in page
    assert f"Not done for {cases[0].reference}: officer has it already." in page


def test_restricted_case_is_not_given_to_who_may_not_open_it(
    dpo: User, officer: User, cases: list[Case], sit: Sit
) -> None:
    Case.objects.filter(pk=cases[0].pk).update(restricted=True)
    said = verdicts(send(sit(dpo), "assign", cases, officer=officer.pk))
    assert said[cases[0].reference] == (False, "officer may not open it: it is restricted.")


def test_restricted_case_is_as_if_not_there(lead: User, officer: User, cases: list[Case], sit: Sit) -> None:
    Case.objects.filter(pk=cases[0].pk).update(restricted=True)
    page = send(sit(lead), "assign", cases, officer=officer.pk)
    assert cases[0].reference not in verdicts(page)
    send(sit(lead), "assign", cases, officer=officer.pk, step="do")
    assert not Case.objects.filter(pk=cases[0].pk, officer=officer).exists()


def test_officer_who_leads_nobody_is_offered_no_assigning_of_many_and_cannot_do_it(
    officer: User, cases: list[Case], at_desk: Client
) -> None:
    assert 'value="assign"' not in at_desk.get(reverse("admin:queue")).content.decode()
    assert send(at_desk, "assign", cases, officer=officer.pk).status_code == 404  # type: ignore[attr-defined]


def test_lead_who_names_nobody_is_asked_to_choose(lead: User, cases: list[Case], sit: Sit) -> None:
    page = send(sit(lead), "assign", cases, officer="")
    assert "Choose who gets the cases." in page.content.decode()  # type: ignore[attr-defined]


def test_acknowledging_says_to_whom_each_goes_and_why_one_cannot(cases: list[Case], at_desk: Client) -> None:
    done, silent, open_one = make_request(acknowledged=True), make_request(email=""), cases[0]
    said = verdicts(send(at_desk, "acknowledge", [done, silent, open_one]))
    assert said[open_one.reference] == (True, "The acknowledgement goes to requester@example.com.")
    assert said[done.reference] == (False, f"Case {done.reference} was already acknowledged.")
    assert said[silent.reference] == (True, "There is no mail address: the acknowledgement is made to be posted.")
    assert Letter.objects.filter(state="queued").count() == 0


def test_acknowledging_twice_sends_each_once(cases: list[Case], at_desk: Client) -> None:
    for _ in range(2):
        send(at_desk, "acknowledge", cases, step="do")
    assert Letter.objects.filter(name="acknowledgement").count() == 3


def test_without_a_tick_the_queue_says_what_to_do(at_desk: Client) -> None:
    page = at_desk.post(MANY, {"act": "acknowledge"}, follow=True)
    assert "Tick the cases in the queue first." in page.content.decode()
