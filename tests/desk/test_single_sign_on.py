"""Single sign-on by OpenID Connect, with a real provider on this machine: known members of staff alone."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount

from cases.models import User
from tests.parts.oidc import CLIENT_ID, CLIENT_SECRET, Provider, oidc_provider

START = "/admin/account/company/sso/"
OLA = {"sub": "ola-1", "email": "ola@alltracking.com", "email_verified": True, "name": "Ola Berg"}


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """Give a provider at which Ola is signed in, named in the settings."""
    with oidc_provider() as running:
        running.claims = dict(OLA)
        app: dict[str, Any] = {
            "provider_id": "sso",
            "name": "AllTracking account",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
        }
        app["settings"] = {"server_url": running.url}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield running


@pytest.fixture
def ola(officer: User) -> User:
    """Give the officer an address that the provider knows."""
    User.objects.filter(pk=officer.pk).update(email="Ola@AllTracking.com")
    return officer


def go(client, *, spoil: bool = False):
    """Press the button, go to the provider and come back."""
    left = client.post(START)
    assert left.status_code == 302, left.content
    returned = requests.get(left["Location"], allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(returned)
    return client.get(f"{parts.path}?{parts.query}{'x' if spoil else ''}")


def is_in(client) -> bool:
    return client.get("/admin/").status_code == 200


def test_a_known_member_of_staff_gets_in_and_is_known_by_the_providers_id_from_then_on(client, provider, ola):
    assert "Use AllTracking account" in client.get("/admin/login/").content.decode()
    assert go(client)["Location"] == "/admin/"
    assert is_in(client)
    assert SocialAccount.objects.get().user == ola
    client.logout()
    provider.claims["email"] = "berg@alltracking.com"
    go(client)
    assert is_in(client)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.com"},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email": "ola@alltrackıng.com"},
        {"email": None},
    ],
    ids=["an unknown address", "an unverified address", "the same in a word", "a letter that folds", "no address"],
)
def test_who_is_not_known_gets_no_account(client, provider, ola, claims):
    provider.claims |= claims
    page = client.get(go(client)["Location"])
    assert "the desk does not know you" in page.content.decode()
    assert not is_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_a_provider_that_writes_its_yes_as_a_word_is_believed(client, provider, ola):
    provider.claims["email_verified"] = "true"
    go(client)
    assert is_in(client)


@pytest.mark.parametrize("gone", [{"is_active": False}, {"is_staff": False}])
def test_who_left_does_not_get_in(client, provider, ola, gone):
    go(client)
    client.logout()
    User.objects.update(**gone)
    go(client)
    assert not is_in(client)


def test_two_accounts_with_one_address_are_nobodys(client, provider, ola):
    User.objects.create_user(username="twin", email="ola@alltracking.com", is_staff=True)
    go(client)
    assert not is_in(client)


def test_an_answer_that_does_not_belong_to_the_question_is_refused(client, provider, ola):
    go(client, spoil=True)
    assert not is_in(client)


def test_single_sign_on_answers_for_its_own_second_factor(client, provider, ola, settings):
    settings.STAFF_MFA = "required"
    go(client)
    assert is_in(client)


def test_without_a_provider_there_is_no_button_and_no_page(client, db):
    assert "company" not in client.get("/admin/login/").content.decode()
    assert client.post(START).status_code == 404


def test_a_provider_that_does_not_answer_is_said_so(client, provider, ola, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    page = client.post(START, follow=True)
    assert "does not answer" in page.content.decode()


def test_a_wrong_secret_leads_back_with_a_sentence(client, provider, ola, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "wrong"  # noqa: S105 - of the test
    page = client.get(go(client)["Location"])
    assert "did not work" in page.content.decode()
    assert not is_in(client)
