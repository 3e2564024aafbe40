"""Why an answer is late, asked at the desk: with the answer, on its own, for many cases, and by who releases it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Release, User
from cases.services.lateness import WhyLate, explain_lateness
from cases.words import FourEyes, LateReason
from correspondence.models import Letter
from tests.builders import make_complaint, make_request
from tests.desk.papers import Sit

KEY = "0123456789abcdef0123456789abcdef"
GRANTED = {"outcome_access": "granted"}
REFUSED = {"outcome_access": "refused", "citation_access": "GDPR Art. 12(5)", "reasons_access": "It is excessive."}
UPHELD = {"outcome": "upheld", "established": "The list was not updated."}
SEARCH = {"late_reason": "search", "late_words": ""}


def ago(days: int) -> Any:
    """Give the day so many days ago."""
    return timezone.now().date() - timedelta(days=days)


def decide(browser: Client, case: Case, step: str = "send", **said: str) -> Any:
    """Send a step of the deciding act."""
    letter = {"subject": "Your request", "body": "Here is our answer.", "key": KEY} if step == "send" else {}
    return browser.post(reverse("admin:act_decide", args=[case.reference]), {**said, **letter, "step": step})


def answers(case: Case) -> int:
    """Count the answers of a case."""
    return Letter.objects.filter(case=case, name__startswith="response_").count()


@pytest.fixture
def late(db: None) -> Case:
    """Give a request of sixty days ago."""
    return make_request(ago(60))


def test_answer_in_time_asks_for_no_reason(request_case: Case, at_desk: Client) -> None:
    assert (
        "late_reason"
        not in at_desk.get(reverse("admin:act_decide", args=[request_case.reference])).context["form"].fields
    )
    assert decide(at_desk, request_case, **GRANTED).status_code == 302
    assert Case.objects.get(pk=request_case.pk).late_reason == ""


def test_late_answer_asks_why_and_without_a_reason_nothing_is_decided(late: Case, at_desk: Client) -> None:
    answer = decide(at_desk, late, "preview", **GRANTED)
    assert answer.context["form"].errors == {"late_reason": ["This field is required."]}
    assert (answers(late), Case.objects.get().outcome) == (0, "")


@pytest.mark.parametrize("make", [make_request, make_complaint])
def test_late_answer_leaves_with_its_reason_on_the_file(make: Any, at_desk: Client) -> None:
    case, said = make(ago(60)), UPHELD if make is make_complaint else GRANTED
    preview = decide(at_desk, case, "preview", **said, **SEARCH).content.decode()
    assert "The search took longer" in preview
    assert decide(at_desk, case, **said, **SEARCH).status_code == 302
    assert (answers(case), Case.objects.get().late_reason) == (1, "search")
    page = at_desk.get(reverse("admin:case", args=[case.reference])).content.decode()
    assert "Late because: <strong>The search took longer</strong>" in page
    assert "The answer is late: the search took longer" in page


def test_something_else_is_said_in_words_that_stay_as_a_note(late: Case, at_desk: Client) -> None:
    answer = decide(at_desk, late, "preview", **GRANTED, late_reason="other", late_words=" ")
    assert "Say in a few words" in str(answer.context["form"].errors["late_words"])
    decide(at_desk, late, **GRANTED, late_reason="other", late_words="The archive was flooded.")
    assert late.notes.get().text == "Why it is late: Something else. The archive was flooded."


def test_reason_given_before_is_not_asked_for_again(late: Case, officer: User, at_desk: Client) -> None:
    explain_lateness(case=late, why=WhyLate(LateReason.COMPLEX), officer=officer, now=timezone.now())
    assert decide(at_desk, late, **GRANTED).status_code == 302
    assert Case.objects.get().late_reason == "complex"


def test_overdue_case_says_that_no_reason_stands_there_and_takes_one(late: Case, at_desk: Client) -> None:
    file, act = (reverse(f"admin:{name}", args=[late.reference]) for name in ("case", "act_late"))
    assert "nobody has said why it is late" in at_desk.get(file).content.decode()
    page = at_desk.post(act, {"late_reason": "many_at_once", "late_words": ""}, follow=True).content.decode()
    assert "Late because: <strong>Many requests came at once</strong>" in page
    assert at_desk.get(act).context["form"]["late_reason"].value() == "many_at_once"


def test_case_in_time_offers_no_reason_and_refuses_one(request_case: Case, at_desk: Client) -> None:
    file, act = (reverse(f"admin:{name}", args=[request_case.reference]) for name in ("case", "act_late"))
    assert act not in at_desk.get(file).content.decode()
    answer = at_desk.post(act, SEARCH)
    assert (answer.status_code, "is not late" in answer.content.decode()) == (409, True)


def test_many_cases_get_one_reason_and_those_in_time_say_that_they_are(
    late: Case, request_case: Case, at_desk: Client
) -> None:
    asked: dict[str, Any] = {"act": "late", "case": [late.reference, request_case.reference]}
    assert at_desk.post("/admin/queue/many/", asked).context["form"]
    asked |= {"late_reason": "many_at_once", "late_words": ""}
    verdicts = {v.case: (v.may, v.words) for v in at_desk.post("/admin/queue/many/", asked).context["verdicts"]}
    assert verdicts[late] == (True, "Many requests came at once.")
    assert "is not late" in verdicts[request_case][1]
    page = at_desk.post("/admin/queue/many/", {**asked, "step": "do"}, follow=True).content.decode()
    assert "The reason is on the file of 1 case." in page
    assert dict(Case.objects.values_list("pk", "late_reason")) == {late.pk: "many_at_once", request_case.pk: ""}


def test_release_takes_the_reason_that_was_said_and_refuses_one_that_became_late_without(
    late: Case, officer: User, dpo: User, sit: Sit, settings: Any
) -> None:
    settings.ORGANISATION = replace(settings.ORGANISATION, four_eyes=frozenset({FourEyes.REFUSALS}))
    said, silent = late, make_request(ago(60))
    decide(sit(officer), said, **REFUSED, **SEARCH)
    decide(sit(officer), silent, **REFUSED, **SEARCH)
    waiting = Release.objects.get(case=silent)
    waiting.said = {name: values for name, values in waiting.said.items() if not name.startswith("late_")}
    waiting.save()
    answers_of = {}
    for release in Release.objects.all():
        at = reverse("admin:release", args=[release.case.reference, release.pk])
        answers_of[release.case] = sit(dpo).post(at, {"step": "release"})
    assert (answers_of[said].status_code, answers_of[silent].status_code) == (302, 409)
    assert "Say why it is late" in answers_of[silent].content.decode()
    assert (answers(said), answers(silent), Case.objects.get(pk=said.pk).late_reason) == (1, 0, "search")
