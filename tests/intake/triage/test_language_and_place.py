"""Which language a mail is in and where its writer seems to be, with what says so."""

import pytest

from intake.triage import suggest_for
from intake.triage.language import language_of
from intake.triage.phrases import squeeze
from intake.triage.place import place_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Please delete all of my data."),
        ("de", "Bitte löschen Sie meine Daten."),
        ("fr", "Merci de supprimer toutes mes données."),
        ("es", "Por favor, borren todos mis datos."),
        ("it", "Vorrei cancellare i miei dati."),
        ("pt", "Gostaria de apagar os meus dados."),
        ("pl", "Proszę o usunięcie moich danych."),
        ("nl", "Ik wil graag dat u mijn gegevens wist."),
        ("sv", "Jag vill att ni tar bort mina uppgifter."),
        ("tr", "Benim kişisel verilerim için lütfen bilgi verin."),
        ("ja", "個人データの削除をお願いします。"),
        ("zh", "请删除我的个人数据。"),
        ("ar", "أرجو حذف بياناتي الشخصية."),
        ("ru", "Удалите, пожалуйста, мои данные."),
        ("uk", "Будь ласка, видаліть мої дані."),
        ("", "12345"),
        ("", ""),
    ],
)
def test_the_language_is_recognised(language, text):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("DE", "I live in Germany."),
        ("DE", "Ich wohne in Köln."),
        ("US-CA", "I am a California resident."),
        ("US-CA", "I request this under the CCPA."),
        ("US-VA", "I am a resident of Virginia."),
        ("US-TX", "As a Texas resident I opt out."),
        ("GB", "This is a request under the UK GDPR."),
        ("GB", "I will write to the ICO."),
        ("FR", "J'habite en France."),
        ("CH", "Ich wohne in der Schweiz."),
        ("DE", "Call me on +49 30 1234567."),
        ("GB", "Tel. 0044 20 7946 0000"),
        ("", "Under GDPR Art. 15 I ask for my data."),
        ("", "My number is 030 1234567."),
    ],
)
def test_the_place_is_seen_in_the_text(place, text):
    assert place_of(squeeze(text), "jane@example.com")[0] == place


def test_where_someone_lives_counts_more_than_a_place_that_is_named():
    text = "I saw your stand in Paris. I live in Germany."
    assert place_of(text, "")[0] == "DE"


def test_the_ending_of_an_address_is_a_weak_sign_and_said_to_be_one():
    assert place_of("Hello", "jan@example.nl") == ("NL", "weak sign: address ends in .nl")
    assert place_of("Hello", "jan@example.com") == ("", "")


def test_the_place_that_a_form_gives_is_taken_as_it_is():
    assert suggest_for(text="I live in Germany. Delete my data.", place="AT").place == "AT"


def test_the_reason_says_what_pointed_to_the_place():
    assert "place US-CA (law or authority: 'CCPA')" in suggest_for(text="Delete my data, says the CCPA.").reason
