"""The pages of letters' texts: written, read as letters before they are saved, kept in a history, gone back to."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import AccessRecord, Case, User
from correspondence.filling import shipped
from correspondence.letterversion import LetterVersion
from correspondence.models import Link
from tests.builders import make_request
from tests.desk.papers import Sit

TEXT = shipped("clarification", "en")
AT = ("clarification", "en")


@pytest.fixture
def editor(dpo: User, sit: Sit) -> Client:
    """Give the browser of the data protection officer."""
    return sit(dpo)


def told(body: str = TEXT.body, **more: str) -> dict[str, str]:
    """Give what the form is filled in with."""
    today = timezone.localdate().isoformat()
    return {"subject": TEXT.subject, "body": body, "why": "Plainer.", "from_day": today, "based_on": "0"} | more


def post(browser: Client, step: str, form: dict[str, str], *, status: int = 200) -> str:
    """Press a button of the form and give the page that follows."""
    answer = browser.post(reverse("admin:letter_text", args=AT), {**form, "step": step})
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def page(browser: Client, name: str, *args: str, query: str = "") -> str:
    """Give what a page says."""
    return str(browser.get(reverse(f"admin:{name}", args=args) + query).content.decode())


def test_a_text_is_read_as_letters_before_it_is_saved_and_then_listed_with_author_and_reason(editor: Client) -> None:
    form = told(TEXT.body.replace("Hello,", "Good day <b>,"))
    shown = post(editor, "preview", form)
    assert not LetterVersion.objects.exists()
    assert "Good day &lt;b&gt;," in shown
    assert "(what the officer asks)" in shown
    assert "<del>Hello,</del><ins>Good day &lt;b&gt;,</ins>" in shown
    assert "letters of this kind in English are made from version 1" in shown
    post(editor, "save", form, status=302)
    listed = page(editor, "letter_texts")
    assert "version 1: Plainer." in listed
    assert "by dpo" in listed


def test_letters_about_requests_and_complaints_by_mail_and_by_post_are_previewed_each(editor: Client) -> None:
    answer = editor.post(reverse("admin:letter_text", args=AT), {**told(f"{TEXT.body}\nBye."), "step": "preview"})
    assert [one.about for one in answer.context["previews"]] == [
        "About a request, by e-mail",
        "About a request, by post",
        "About a complaint, by e-mail",
        "About a complaint, by post",
    ]


def test_what_is_wrong_is_said_in_sentences_and_nothing_typed_is_lost(editor: Client) -> None:
    shown = post(editor, "preview", told("Dear {{ nmae }}", subject="{{ question }}"))
    assert "this letter has no placeholder “nmae”" in shown
    assert "In the subject: {{ question }} may not stand there" in shown
    assert "Dear {{ nmae }}" in shown
    assert "this letter has no placeholder “nmae”" in post(editor, "save", told("Dear {{ nmae }}"))
    assert not LetterVersion.objects.exists()


def test_two_who_write_at_once_do_not_pass_over_each_other(editor: Client) -> None:
    post(editor, "save", told(f"{TEXT.body}\nOne."), status=302)
    shown = post(editor, "save", told(f"{TEXT.body}\nTwo."), status=409)
    assert "Version 1 was saved meanwhile, by dpo." in shown
    assert "Two." in shown
    assert LetterVersion.objects.count() == 1


def test_preview_with_a_case_shows_its_facts_issues_no_link_and_is_recorded(editor: Client) -> None:
    case = make_request(date(2026, 9, 3), email="")
    links = Link.objects.count()
    shown = post(editor, "preview", told(f"{TEXT.body}\n\n{{{{ received_on }}}}", case=case.reference.lower()))
    assert case.reference in shown
    assert "3 September 2026" in shown
    assert Link.objects.count() == links
    assert AccessRecord.objects.filter(what="letter preview", case=case).count() == 1


def test_a_case_that_the_editor_may_not_open_is_no_example(editor: Client, dpo: User) -> None:
    case = make_request()
    Case.objects.update(restricted=True)
    dpo.user_permissions.remove(Permission.objects.get(codename="see_restricted"))
    shown = post(editor, "preview", told(f"{TEXT.body}\nBye.", case=case.reference))
    assert "There is no such case, or you may not open it." in shown
    assert not AccessRecord.objects.exists()


def test_an_administrator_reads_examples_alone(administrator: User, sit: Sit) -> None:
    case = make_request()
    browser = sit(administrator)
    assert "Preview with the case" not in page(browser, "letter_text", *AT)
    shown = post(browser, "preview", told(f"{TEXT.body}\nBye.", case=case.reference))
    assert case.reference not in shown
    assert "An example" in shown


def test_history_shows_what_changed_and_going_back_is_a_new_version(editor: Client) -> None:
    post(editor, "save", told(f"{TEXT.body}\nOne."), status=302)
    post(editor, "save", told(f"{TEXT.body}\nTwo.", based_on="1"), status=302)
    shown = page(editor, "letter_text_history", *AT)
    assert "<del>One.</del><ins>Two.</ins>" in shown
    assert "<del>\nTwo.</del>" in page(editor, "letter_text_history", *AT, query="?a=2&b=0")
    begun = editor.get(reverse("admin:letter_text", args=AT) + "?from=1").context["form"].initial
    assert (begun["why"], begun["body"].endswith("One."), begun["based_on"]) == ("Back to version 1.", True, 2)
    post(editor, "save", {**begun, "from_day": begun["from_day"].isoformat()}, status=302)
    assert [version.number for version in LetterVersion.objects.all()] == [3, 2, 1]
    assert LetterVersion.objects.get(number=3).body.endswith("One.")


def test_a_planned_version_waits_for_its_day_in_list_and_history(editor: Client) -> None:
    later = (timezone.localdate() + timedelta(days=40)).isoformat()
    post(editor, "save", told(f"{TEXT.body}\nOne.", from_day=later), status=302)
    assert "Version 1 planned" in page(editor, "letter_texts")
    assert "Waits for its day" in page(editor, "letter_text_history", *AT)


@pytest.mark.parametrize("args", [("nothing", "en"), ("clarification", "it"), ("clarification", "EN")])
def test_a_text_that_is_not_there_is_not_found(editor: Client, args: tuple[str, str]) -> None:
    for name in ("letter_text", "letter_text_history"):
        assert editor.get(reverse(f"admin:{name}", args=args)).status_code == 404


@pytest.mark.parametrize("query", ["?from=7", "?from=99999999999"])
def test_a_version_that_is_not_there_is_not_begun_from(editor: Client, query: str) -> None:
    answer = editor.get(reverse("admin:letter_text", args=AT) + query)
    assert answer.status_code == (404 if query == "?from=7" else 200)


def test_a_letter_says_from_which_text_it_was_made(editor: Client, at_desk: Client) -> None:
    case = make_request(timezone.localdate(), acknowledged=True)
    letter = case.letters.get()
    assert "the shipped text" in page(at_desk, "letter", str(letter.pk))
    letter.version = 3
    letter.save()
    assert "version 3 of its text" in page(at_desk, "letter", str(letter.pk))


@pytest.mark.parametrize("count", [1, 4])
def test_list_and_history_cost_the_same_however_many_versions_there_are(
    editor: Client, dpo: User, django_assert_max_num_queries: object, count: int
) -> None:
    for number in range(1, count + 1):
        post(editor, "save", told(f"{TEXT.body}\n{number}.", based_on=str(number - 1)), status=302)
    for name, args in (("letter_texts", ()), ("letter_text_history", AT)):
        with django_assert_max_num_queries(6):  # type: ignore[operator]  # pytest-django's fixture
            editor.get(reverse(f"admin:{name}", args=args))
