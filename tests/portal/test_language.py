"""The language of the pages: chosen, else asked for by the browser, else the organisation's."""

from dataclasses import replace

import pytest
from django.conf import settings

from tests.portal.posting import page

pytestmark = pytest.mark.django_db
ENGLISH, GERMAN = "Your data and your rights", "Ihre Daten und Ihre Rechte"


@pytest.mark.parametrize(
    ("header", "title", "lang"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", GERMAN, "de"),
        ("en-US,en", ENGLISH, "en-gb"),
        ("fr,it;q=0.8", ENGLISH, "en-gb"),
        ("", ENGLISH, "en-gb"),
    ],
)
def test_the_browsers_language_is_taken_where_we_speak_it(client, header, title, lang):
    text = page(client.get("/", headers={"accept-language": header}))
    assert f"<title>{title}" in text
    assert f'<html lang="{lang}">' in text


def test_a_chosen_language_stays_for_the_next_pages(client):
    client.get("/?lang=de")
    assert "Beschwerde abschicken" in page(client.get("/complaint/"))


@pytest.mark.parametrize("wanted", ["fr", "de_DE", "", "<script>"])
def test_a_language_that_we_do_not_speak_is_not_chosen(client, wanted):
    answer = client.get("/", {"lang": wanted})
    assert ENGLISH in page(answer)
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_an_organisation_of_one_language_offers_no_other(client, settings):
    settings.ORGANISATION = replace(settings.ORGANISATION, languages=("de",))
    text = page(client.get("/?lang=en", headers={"accept-language": "en"}))
    assert GERMAN in text
    assert "?lang=" not in text


def test_error_pages_speak_the_visitors_language_too(client):
    answer = client.get("/nowhere/", headers={"accept-language": "de"})
    assert "Diese Seite gibt es nicht" in page(answer)
