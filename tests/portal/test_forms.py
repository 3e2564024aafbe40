"""The forms to ask and to complain: what is typed becomes a case at once, and a mistake loses nothing."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError

from cases.models import Case
from cases.selectors import cases_for_staff
from complaints.models import Complaint
from correspondence.models import Attachment, Letter, Message
from dsar.models import RightsRequest
from intake.models import Arrival
from portal import taking
from portal.views import forms as form_views
from tests.builders import noon
from tests.portal.posting import ask, complain, opened, page

pytestmark = pytest.mark.django_db


def the_case():
    return Case.objects.get()


def test_a_request_becomes_a_case_with_its_rights_place_and_person(client):
    with time_machine.travel(noon(2026, 9, 3), tick=False):
        answer = ask(client, rights=["access", "erasure"])
    case = the_case()
    party = case.parties.get()
    assert answer.status_code == 303
    assert (case.procedure, case.channel, case.place, case.language) == ("rights_request", "form", "DE-BY", "en")
    assert [right.right for right in case.rights.all()] == ["access", "erasure"]
    assert (party.name, party.email, party.role) == ("Renate Requester", "requester@example.com", "requester")
    assert RightsRequest.objects.get().wish == "My customer number is 4711."
    assert Message.objects.get().received_at == noon(2026, 9, 3)


def test_a_complaint_becomes_a_case_with_what_happened_and_what_is_asked_for(client):
    complain(client)
    complaint = Complaint.objects.get()
    assert complaint.ground == "marketing"
    assert complaint.what_happened.startswith("You go on sending me advertising.")
    assert complaint.what_is_asked == "Please stop."
    assert the_case().place == ""


def test_the_acknowledgement_is_queued_in_the_same_request_and_in_the_pages_language(client):
    ask(client, path="/request/?lang=de")
    letter = Letter.objects.get()
    assert (letter.name, letter.language, letter.to) == ("acknowledgement", "de", "requester@example.com")


def test_an_agents_request_names_the_agents_role(client):
    ask(client, by_agent="on")
    assert the_case().parties.get().role == "authorised_agent"


@pytest.mark.parametrize("path", ["/request/", "/complaint/"])
def test_what_an_applicant_for_a_job_writes_is_for_human_resources(client, officer, hr, path):
    (ask if path == "/request/" else complain)(client, applicant="on")
    assert list(cases_for_staff(hr)) == [the_case()]
    assert not cases_for_staff(officer).exists()
    assert the_case().events.get(kind="audience_changed").actor == "requester"


def test_a_request_in_own_words_needs_no_box(client):
    assert ask(client, rights=[], text="Please send me everything you have about me.").status_code == 303
    assert [right.right for right in the_case().rights.all()] == ["access"]


def test_a_request_without_box_and_words_is_told_what_to_do_and_opens_nothing(client):
    answer = ask(client, rights=[], text="  \r\n ")
    assert answer.status_code == 422
    assert "Choose at least one, or tell us in your own words what you want." in page(answer)
    assert not Arrival.objects.exists()


def test_a_state_without_its_country_is_enough(client):
    ask(client, country="", part="US-CA")
    assert the_case().place == "US-CA"


def test_a_state_of_another_country_is_asked_about(client):
    answer = ask(client, country="FR", part="US-CA")
    assert answer.status_code == 422
    assert "This state is not in the country that you chose." in page(answer)


def test_each_missing_field_is_named_at_the_top_with_a_link_and_beside_the_field(client):
    answer = page(complain(client, text="", name="", email=""))
    for field, sentence in [
        ("text", "Tell us what happened, in a few words or many."),
        ("name", "Enter your name."),
        ("email", "Enter your e-mail address, so that we can answer you."),
    ]:
        assert f'<a href="#id_{field}">' in answer
        assert answer.count(sentence) == 2
        assert f'id="id_{field}_error"' in answer
    assert answer.count('aria-invalid="true"') == 3
    assert 'aria-describedby="id_text_helptext id_text_error"' in answer
    assert "<title>Error: Complain" in answer


def test_what_was_typed_and_chosen_stays_when_something_is_missing(client):
    answer = page(ask(client, name="", rights=["erasure", "objection"], text='He said "hello" & left', by_agent="on"))
    assert answer.count(" checked") == 3
    assert "He said &quot;hello&quot; &amp; left" in answer
    assert 'value="requester@example.com"' in answer
    assert '<option value="DE-BY" selected>' in answer


def test_files_are_kept_with_their_names_and_bytes(client):
    files = [SimpleUploadedFile("ünïcode.pdf", b"%PDF-1.7", "application/pdf"), SimpleUploadedFile("b.txt", b"two")]
    ask(client, attachments=files)
    kept = [(file.name, file.content_type, file.size) for file in Attachment.objects.all()]
    assert kept == [("ünïcode.pdf", "application/pdf", 8), ("b.txt", "text/plain", 3)]


def test_an_empty_file_is_named_and_nothing_is_opened(client):
    answer = ask(client, attachments=[SimpleUploadedFile("scan.pdf", b"")])
    assert answer.status_code == 422
    assert "The file &quot;scan.pdf&quot; is empty." in page(answer)
    assert not Arrival.objects.exists()


def test_the_same_form_sent_again_leads_to_the_same_receipt_and_one_case(client):
    token = opened(client, "/request/")
    first, second = ask(client, token=token), ask(client, token=token)
    assert first["Location"] == second["Location"]
    assert (Case.objects.count(), Letter.objects.count(), Arrival.objects.count()) == (1, 1, 1)


def test_the_same_form_with_other_words_is_a_second_case_so_that_nothing_is_lost(client):
    token = opened(client, "/request/")
    first, second = ask(client, token=token), ask(client, token=token, text="And correct my birthday.")
    assert first["Location"] != second["Location"]
    assert Case.objects.count() == 2


@pytest.mark.parametrize("token", ["", "made-up", "\x00"])
def test_a_form_without_our_token_comes_back_with_a_fresh_one_and_its_text(client, token):
    client.get("/request/")
    answer = ask(client, token=token or " ")
    assert answer.status_code == 422
    assert "Please send it once more." in page(answer)
    assert "My customer number is 4711." in page(answer)
    assert not Arrival.objects.exists()


def test_a_form_that_was_open_for_two_days_is_taken(client):
    with time_machine.travel(noon(2026, 9, 3), tick=False):
        token = opened(client, "/request/")
    with time_machine.travel(noon(2026, 9, 5), tick=False):
        assert ask(client, token=token).status_code == 303


def test_a_filled_trap_is_stored_for_a_person_to_decide_and_answered_like_any_other(client):
    answer = ask(client, leave_empty="http://spam.example")
    arrival = Arrival.objects.get()
    assert answer.status_code == 303
    assert arrival.state == "quarantined"
    assert "people do not see" in arrival.reason
    receipt = page(client.get(answer["Location"]))
    assert "What you sent is stored and safe" in receipt
    assert "CD-" not in receipt


def test_a_case_that_cannot_be_opened_now_waits_with_its_arrival_and_the_person_is_told(client, monkeypatch):
    def broken(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(taking, "process", broken)
    answer = ask(client)
    assert Arrival.objects.get().state == "received"
    assert "What you sent is stored and safe" in page(client.get(answer["Location"]))


@pytest.mark.parametrize("error", [OSError("No space left on device"), DatabaseError("gone")])
def test_a_form_that_cannot_be_stored_comes_back_with_its_text_and_another_way(client, monkeypatch, error):
    def full(**_):
        raise error

    monkeypatch.setattr(form_views, "take_in", full)
    answer = ask(client)
    assert answer.status_code == 503
    assert "We cannot store your message at the moment." in page(answer)
    assert "claims@alltracking.com" in page(answer)
    assert "My customer number is 4711." in page(answer)


@pytest.mark.parametrize("path", ["/request/", "/complaint/"])
def test_opening_a_form_stores_nothing(client, path):
    assert client.get(path).status_code == 200
    assert not Arrival.objects.exists()
