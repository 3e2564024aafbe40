"""Letters by post as PDF: the sheet, the window of the envelope, everything in the letter's language, tagged and recorded."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import AccessRecord, Case, Release, User
from cases.organisation import LETTER_LANGUAGES
from cases.words import FourEyes
from correspondence.acts import free_draft, write_letter
from correspondence.models import Letter
from correspondence.paper import WORDS
from tests.builders import make_complaint, make_request
from tests.desk.papers import Sit
from tests.desk.test_letter_acts import last_letter
from tests.desk.test_release import REFUSED
from tests.parts.pdf import structure_of, text_of

ADDRESS = "Олена Запитувачка\nвул. Хрещатик 1\n01001 Київ"
KEY = "0" * 32


def letter_by_post(officer: User, language: str, text: str = "") -> Letter:
    """Queue a letter by post in a language."""
    case, now = make_complaint(language=language), timezone.now()
    party = case.parties.get()
    draft = free_draft(case=case, party=party, now=now)
    by_post = replace(draft, by_post=True, postal_address=ADDRESS, body=f"{draft.body}{text}")
    return write_letter(case=case, party=party, letter=by_post, key=f"pdf:{language}", by=officer.actor, now=now)


def pdf_of(browser: Client, letter: Letter) -> bytes:
    """Save the letter as PDF."""
    answer = browser.get(reverse("admin:letter_pdf", args=[letter.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="{letter.case.reference}-{letter.pk}.pdf"'
    return bytes(answer.content)


@pytest.mark.pango
@pytest.mark.parametrize("language", LETTER_LANGUAGES)
def test_a_letter_on_paper_speaks_its_language_throughout(at_desk: Client, officer: User, language: str) -> None:
    letter = letter_by_post(officer, language, "\nЇжак, żółć, Straße, œuvre.")
    made = pdf_of(at_desk, letter)
    said, built = text_of(made), structure_of(made)
    words = WORDS[language]
    for line in (letter.subject, f"{words.page} 1 {words.of} 1", words.reference, letter.case.reference):
        assert line in said
    assert "Їжак, żółć, Straße, œuvre." in said
    assert f"/Lang ({language})" in built
    assert "/StructTreeRoot" in built
    assert "/H1" in built
    assert "/FontFile2" in built
    assert "<pdfuaid:part>1" in built or 'pdfuaid:part="1"' in built


@pytest.mark.pango
def test_the_window_shows_sender_and_person_and_the_sheet_whose_it_is(at_desk: Client, officer: User) -> None:
    said = text_of(pdf_of(at_desk, letter_by_post(officer, "en")))
    assert "AllTracking · 1 Example Quay · Dublin 2 · Ireland" in said
    assert all(line in said for line in ADDRESS.splitlines())
    assert "claims@alltracking.com · https://alltracking.com" in said


@pytest.mark.pango
def test_a_long_letter_counts_its_pages_and_names_case_and_sender_on_each(at_desk: Client, officer: User) -> None:
    letter = letter_by_post(officer, "de", "\n\nEin Absatz, der lang ist." * 60)
    said = text_of(pdf_of(at_desk, letter))
    assert "Seite 1 von 3" in said
    assert "Seite 3 von 3" in said
    assert said.count(f"AllTracking · {letter.case.reference}") == 2


@pytest.mark.pango
def test_saving_a_letter_is_a_reading_and_for_who_may_open_the_case(
    at_desk: Client, officer: User, stranger: User, sit: Sit
) -> None:
    letter = letter_by_post(officer, "en")
    pdf_of(at_desk, letter)
    assert AccessRecord.objects.filter(what=f"letter {letter.pk}, as PDF", case=letter.case).count() == 1
    at = reverse("admin:letter_pdf", args=[letter.pk])
    assert sit(stranger).get(at).status_code == 404
    Case.objects.update(restricted=True)
    assert at_desk.get(at).status_code == 404


def test_a_letter_by_mail_is_no_letter_on_paper(at_desk: Client) -> None:
    case = make_request(timezone.localdate(), acknowledged=True)
    assert at_desk.get(reverse("admin:letter_pdf", args=[case.letters.get().pk])).status_code == 404


@pytest.mark.pango
def test_an_answer_of_four_eyes_is_a_letter_on_paper_only_when_it_is_released(
    at_desk: Client, dpo: User, sit: Sit, settings: Any
) -> None:
    settings.ORGANISATION = replace(settings.ORGANISATION, four_eyes=frozenset({FourEyes.REFUSALS}))
    case = make_request(timezone.now().date() - timedelta(days=1), email="")
    letter = {"subject": "Your request", "body": "We refuse it.", "postal_address": ADDRESS, "step": "send", "key": KEY}
    at_desk.post(reverse("admin:act_decide", args=[case.reference]), {**REFUSED, **letter})
    assert not Letter.objects.exists()
    release = Release.objects.get()
    at = reverse("admin:release", args=[case.reference, release.pk])
    assert "leaves after" not in sit(dpo).get(at).content.decode()
    done = sit(dpo).post(at, {"step": "release"}, follow=True).content.decode()
    assert "The letter is to be printed and posted" in done
    assert "We refuse it." in text_of(pdf_of(at_desk, last_letter()))
