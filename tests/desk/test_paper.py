"""What an officer enters from paper or telephone: dates first, then the case, from the day on which it came."""

from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Case, User
from correspondence.models import Attachment, Message
from intake.models import Arrival
from tests.desk.papers import investigate
from tests.desk.test_complaint_acts import ago

KEY = "0123456789abcdef0123456789abcdef"
LETTER = {
    "channel": "post", "on": ago(9), "procedure": "rights_request", "rights": ["erasure"], "name": "Petra Paper",
    "place": "DE", "language": "de", "text": "Bitte löschen Sie meine Daten.", "key": KEY,
}  # fmt: skip


def scan(content: bytes = b"%PDF-1.4 scan") -> SimpleUploadedFile:
    """Give a scan to upload."""
    return SimpleUploadedFile("letter.pdf", content, content_type="application/pdf")


def post(browser: Client, step: str, **more: object) -> tuple[int, str, list[str]]:
    """Post a step; give status, text and what is foreseen."""
    answer = browser.post(reverse("admin:enter"), {**LETTER, "step": step, **more}, follow=True)
    return answer.status_code, answer.content.decode(), list((answer.context or {}).get("foreseen", ()))


def test_dates_and_lost_days_are_shown_before_anything_is_kept(at_desk: Client, db: None) -> None:
    _, page, foreseen = post(at_desk, "preview")
    assert foreseen[0].endswith("9 days are gone already.")
    assert any(line.startswith("Answer (erasure):") and "days left" in line for line in foreseen)
    assert foreseen[-1] == "There is no address: acknowledge by post."
    assert "Bitte löschen Sie meine Daten." in page
    assert not Arrival.objects.exists()


def test_letter_becomes_a_case_of_its_day_with_its_scan(at_desk: Client, db: None) -> None:
    status, page, _ = post(at_desk, "do", scans=scan())
    assert (status, Case.objects.count()) == (200, 1)
    case = Case.objects.get()
    assert (case.channel, case.received_on.isoformat(), case.language) == ("post", ago(9), "de")
    assert (Attachment.objects.get().name, Attachment.objects.get().sniffed_type) == ("letter.pdf", "application/pdf")
    assert "Entered: it is on" in page


def test_form_sent_twice_enters_once(at_desk: Client, db: None) -> None:
    for _ in range(2):
        post(at_desk, "do", scans=scan())
    assert (Arrival.objects.count(), Case.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_scan_over_the_limit_is_refused_and_nothing_typed_is_lost(
    at_desk: Client, db: None, settings: LazySettings
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10
    _, page, _ = post(at_desk, "do", scans=scan())
    assert "The files are larger than" in page
    assert "Bitte löschen Sie meine Daten." in page
    assert not Arrival.objects.exists()


def test_letter_of_tomorrow_is_refused_in_words(at_desk: Client, db: None) -> None:
    status, page, _ = post(at_desk, "preview", on=ago(-2))
    assert status == 409
    assert "It cannot have come on a day to come." in page


def test_new_case_needs_procedure_and_rights(at_desk: Client, db: None) -> None:
    assert "or name the case that it belongs to" in post(at_desk, "preview", procedure="")[1]
    assert "Choose at least one right" in post(at_desk, "preview", rights=[])[1]


def test_letter_that_belongs_to_a_case_joins_it(at_desk: Client, request_case: Case) -> None:
    more = {"joins": request_case.reference, "procedure": "", "rights": []}
    assert any("It is put on" in line for line in post(at_desk, "preview", on=ago(0), **more)[2])
    post(at_desk, "do", on=ago(0), **more)
    assert (Case.objects.count(), Message.objects.get().case) == (1, request_case)


def test_going_back_keeps_what_was_typed(at_desk: Client, db: None) -> None:
    _, page, _ = post(at_desk, "back")
    assert "Bitte löschen Sie meine Daten." in page
    assert 'value="Petra Paper"' in page


def test_letter_of_the_authority_is_its_own_word_and_answers_no_question(
    at_desk: Client, complaint_case: Case, officer: User
) -> None:
    more = {"joins": complaint_case.reference, "procedure": "", "rights": [], "from_authority": "on", "on": ago(0)}
    assert "That case has no authority on it." in post(at_desk, "preview", **more)[1]
    investigate(complaint_case, officer=officer)
    assert not any("question" in line for line in post(at_desk, "preview", **more)[2])
    post(at_desk, "do", **more)
    assert Message.objects.filter(party__role="supervisory_authority").count() == 1
    assert complaint_case.events.get(kind="message_received").actor == "authority"
