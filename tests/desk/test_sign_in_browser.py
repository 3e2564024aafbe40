"""Signing in in a real browser: a passkey, an authenticator app's set-up, and pages that anybody can use."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import User
from tests.builders import make_complaint
from tests.desk.papers import waiting_release
from tests.desk.test_in_browser import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at(live_server: LiveServer) -> str:
    """Give the desk's address as passkeys need it: a name, not a number."""
    return live_server.url.replace("127.0.0.1", "localhost")


def sign_in(page: Page, at: str, who: str = "officer") -> None:
    page.goto(f"{at}/admin/login/")
    page.get_by_label("Username").fill(who)
    page.get_by_label("Password").fill(f"{who}-password")
    page.get_by_role("button", name="Log in").click()


def with_authenticator(page: Page) -> None:
    """Give the browser a security key that says yes to everything."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_lets_in_without_name_and_password(page: Page, at: str, officer: User) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with_authenticator(page)
    sign_in(page, at)
    page.goto(f"{at}{reverse('mfa_add_webauthn')}")
    page.get_by_label("Your password").fill("officer-password")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label(re.compile("A passkey")).check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    sign_in(page, at)
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    assert [line for line in said if "Content Security Policy" in line] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_sign_in_and_of_closed_cases_have_no_fault_and_fit_a_telephone(
    page: Page, at: str, dpo: User, officer: User, scheme: str
) -> None:
    case = make_complaint(timezone.localdate(), acknowledged=True)
    release = waiting_release(case, officer)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal of two
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, at, "dpo")
    page.goto(f"{at}{reverse('account_reauthenticate')}")
    assert faults(page) == []
    page.get_by_label("Your password").fill("dpo-password")
    page.get_by_role("button", name="Go on").click()
    addresses = [
        *map(reverse, ("my_sign_in", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn")),
        *map(reverse, ("admin:access", "admin:break_glass")),
        reverse("admin:act_sight", args=[case.reference]),
        reverse("admin:release", args=[case.reference, release.pk]),
        reverse("admin:case", args=[case.reference]),
    ]
    for address in addresses:
        page.goto(f"{at}{address}")
        assert (address, faults(page)) == (address, [])
        assert (address, page.evaluate("document.documentElement.scrollWidth")) == (address, 360)
