"""Four eyes: what one decided leaves only when another has read and released it, where the organisation asks for it."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.errors import Refused
from cases.models import Case, Release, User, WorkItem
from cases.services.release import needs_release
from cases.words import FourEyes, Outcome
from correspondence.letters import Draft
from correspondence.models import Letter
from dsar.models import Decision
from dsar.services.decide import RightDecision, decide
from tests.desk.papers import Sit

KEY = "0" * 32
REFUSED = {
    "outcome_access": "refused",
    "citation_access": "Art. 12(5) GDPR",
    "reasons_access": "It is the fifth request of this week.",
}


@pytest.fixture(autouse=True)
def _four_eyes(settings: Any) -> None:
    settings.ORGANISATION = replace(settings.ORGANISATION, four_eyes=frozenset({FourEyes.REFUSALS}))


@pytest.fixture
def second(officer: User) -> User:
    """Another officer."""
    other = User.objects.create_user(username="second", is_staff=True)
    other.user_permissions.set(officer.user_permissions.all())
    return User.objects.get(pk=other.pk)


@pytest.fixture
def asked(request_case: Case, at_desk: Client) -> Release:
    """Give a refusal that the officer decided on."""
    send(at_desk, request_case)
    return Release.objects.get()


def send(browser: Client, case: Case, **changed: str) -> Any:
    letter = {"subject": "Your request", "body": "We refuse it.", "step": "send", "key": KEY}
    return browser.post(reverse("admin:act_decide", args=[case.reference]), {**REFUSED, **letter, **changed})


def at(release: Release) -> str:
    return reverse("admin:release", args=[release.case.reference, release.pk])


def answers() -> list[Letter]:
    return list(Letter.objects.filter(name="response_request"))


def test_nothing_is_decided_and_nothing_leaves_before_the_release(asked: Release, request_case: Case) -> None:
    case = Case.objects.get()
    assert (case.is_open, case.outcome, answers(), Decision.objects.count()) == (True, "", [], 0)
    assert case.next_on == request_case.next_on
    item = WorkItem.objects.get(kind="release")
    assert (item.owner, item.due_on) == (None, case.next_on)


def test_the_second_person_sees_the_letter_as_it_leaves_and_the_date(asked: Release, second: User, sit: Sit) -> None:
    page = sit(second).get(at(asked)).content.decode()
    for words in ("We refuse it.", "requester@example.com", "Art. 12(5) GDPR", "It is the fifth request of this week."):
        assert words in page
    assert "the date runs on while this waits" in page


def test_released_it_is_decided_by_the_first_and_leaves_as_it_was_read(
    asked: Release, officer: User, second: User, sit: Sit
) -> None:
    assert sit(second).post(at(asked), {"step": "release"}).status_code == 302
    letter, case = answers()[0], Case.objects.get()
    assert (letter.subject, letter.body) == ("Your request", "We refuse it.")
    assert (case.state, case.outcome) == ("decided", "refused")
    assert Decision.objects.get().by == officer
    said = {event.kind: event.actor for event in case.events.all()}
    assert (said["release_asked"], said["released"]) == (str(officer.actor), str(second.actor))
    assert not WorkItem.objects.filter(kind="release", done_at=None).exists()


def test_who_decided_cannot_release(asked: Release, at_desk: Client) -> None:
    assert "Release it" not in at_desk.get(at(asked)).content.decode()
    answer = at_desk.post(at(asked), {"step": "release"})
    assert answer.status_code == 409
    assert "somebody else releases it" in answer.content.decode()
    assert answers() == []


def test_released_twice_it_leaves_once(asked: Release, second: User, dpo: User, sit: Sit) -> None:
    sit(second).post(at(asked), {"step": "release"})
    assert sit(dpo).post(at(asked), {"step": "release"}).status_code == 404
    assert len(answers()) == 1


def test_sent_back_the_first_reads_why_and_decides_again(
    asked: Release, request_case: Case, officer: User, second: User, sit: Sit
) -> None:
    why = "Name the earlier requests, please."
    assert sit(second).post(at(asked), {"step": "send-back", "reason": why}).status_code == 302
    assert WorkItem.objects.get(kind="sent_back").owner == officer
    first = sit(officer)
    page = first.get(reverse("admin:case", args=[request_case.reference]))
    assert why in page.content.decode()
    assert "decide" in {act.slug for act in [*page.context["leading"], *page.context["others"]]}
    send(first, request_case, key="1" * 32)
    assert Release.objects.filter(state="waiting").count() == 1


def test_sent_back_without_a_reason_it_stays(asked: Release, second: User, sit: Sit) -> None:
    answer = sit(second).post(at(asked), {"step": "send-back", "reason": "no"})
    assert answer.status_code == 409
    assert "what should change" in answer.content.decode()
    assert Release.objects.get().state == "waiting"


def test_the_first_takes_it_back(asked: Release, at_desk: Client, second: User, sit: Sit) -> None:
    assert sit(second).post(at(asked), {"step": "take-back"}).status_code == 409
    assert at_desk.post(at(asked), {"step": "take-back"}).status_code == 302
    assert Release.objects.get().state == "taken_back"
    assert not WorkItem.objects.filter(kind="release", done_at=None).exists()


def test_two_answers_do_not_wait_at_once(asked: Release, request_case: Case, at_desk: Client) -> None:
    answer = send(at_desk, request_case, key="1" * 32)
    assert answer.status_code == 409
    assert "already waits for release" in answer.content.decode()
    page = at_desk.get(reverse("admin:case", args=[request_case.reference]))
    assert "decide" not in {act.slug for act in [*page.context["leading"], *page.context["others"]]}


def test_a_release_waits_out_of_sight_of_whom_the_case_is_closed_to(asked: Release, second: User, sit: Sit) -> None:
    Case.objects.update(restricted=True)
    assert sit(second).get(at(asked)).status_code == 404
    assert sit(second).post(at(asked), {"step": "release"}).status_code == 404


def test_the_service_itself_holds_to_four_eyes(request_case: Case, officer: User) -> None:
    facts: dict[str, Any] = {
        "case": request_case,
        "decisions": [RightDecision("access", Outcome.REFUSED, "Art. 12(5) GDPR", "The fifth this week.")],
        "letter": Draft("response_request", "en", "Your request", "No."),
        "key": "k",
        "officer": officer,
        "now": timezone.now(),
    }
    for released_by in (None, officer):
        with pytest.raises(Refused, match="needs a second person"):
            decide(**facts, released_by=released_by)
    assert answers() == []


def test_the_database_knows_that_nobody_releases_their_own(asked: Release) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.update(state="released", second=asked.by)


def test_an_answer_that_needs_no_second_person_leaves_at_once(request_case: Case, at_desk: Client) -> None:
    send(at_desk, request_case, outcome_access="granted", citation_access="", reasons_access="")
    assert len(answers()) == 1
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("asks", "right", "outcome", "restricted", "wanted"),
    [
        ({"refusals"}, "access", "refused", False, True),
        ({"refusals"}, "erasure", "partly_granted", False, True),
        ({"refusals"}, "complaint", "not_upheld", False, True),
        ({"refusals"}, "access", "granted", False, False),
        ({"disclosures"}, "access", "granted", False, True),
        ({"disclosures"}, "portability", "partly_granted", False, True),
        ({"disclosures"}, "access", "nothing_held", False, False),
        ({"disclosures"}, "erasure", "granted", False, False),
        ({"restricted"}, "complaint", "upheld", True, True),
        ({"restricted"}, "complaint", "upheld", False, False),
        (set(), "access", "refused", True, False),
    ],
)
def test_what_waits_is_what_the_organisation_asks_for(settings, asks, right, outcome, restricted, wanted):
    settings.ORGANISATION = replace(settings.ORGANISATION, four_eyes=frozenset(map(FourEyes, asks)))
    assert needs_release(case=Case(restricted=restricted), outcomes={right: Outcome(outcome)}) is wanted
