"""Signing in: staff alone, guesses slowed and nobody locked out, second factors, and how long a session lasts."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cases.models import User
from cases.services.people import end_sessions, remove_second_factors
from desk.signin.adapters import one_spelling
from tests.desk.papers import Sit
from tests.desk.test_safety import inline_parts

LOGIN = "/admin/login/"
HOME = "/admin/"
SETUP = "/admin/account/second-factor/"


@pytest.fixture(autouse=True)
def _no_attempts_yet(db: None) -> None:
    cache.clear()


def sign_in(client: Client, username: str = "officer", password: str = "", **headers: str):
    said = {"username": username, "password": password or f"{username}-password"}
    return client.post(LOGIN, said, headers=headers)


def is_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def confirm(client: Client) -> None:
    """Give the password again, which is asked for before a second factor is touched."""
    client.post("/admin/account/confirm/", {"password": "officer-password"})


def with_app(client: Client) -> str:
    """Set up an authenticator app as the signed-in person, and give its secret."""
    confirm(client)
    page = client.get(f"{SETUP}totp/activate/")
    secret = page.context["form"].secret
    assert client.post(f"{SETUP}totp/activate/", {"code": code_of(secret)}).status_code == 302
    cache.clear()  # a code is taken once; the next sign-in comes in the same half minute
    return str(secret)


def test_the_password_alone_lets_in_and_leads_to_where_one_wanted(client, officer):
    answer = client.post(f"{LOGIN}?next=/admin/queue/", {"username": "officer", "password": "officer-password"})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/queue/")
    assert is_in(client)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(client, officer, elsewhere):
    answer = client.post(
        LOGIN, {"username": "officer", "password": "officer-password", "next": elsewhere}, follow=False
    )
    assert answer["Location"] == HOME


@pytest.mark.parametrize(("who", "password"), [("officer", "wrong"), ("nobody", "wrong"), ("visitor", "")])
def test_a_wrong_password_an_unknown_name_and_who_is_no_staff_get_one_answer(client, officer, who, password):
    User.objects.create_user(username="visitor", password="visitor-password")
    answer = sign_in(client, who, password)
    assert answer.status_code == 200
    assert "The username or the password is not right." in answer.content.decode()
    assert not is_in(client)


def test_who_is_no_longer_active_is_not_let_in(client, officer):
    User.objects.update(is_active=False)
    sign_in(client)
    assert not is_in(client)


def test_guesses_are_stopped_and_do_not_lock_the_owner_out(officer, time_machine):
    time_machine.move_to("2026-09-03T12:00:00Z", tick=False)
    guesser, owner = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="203.0.113.20")
    for _ in range(5):
        sign_in(guesser, password="wrong")
    stopped = sign_in(guesser)
    assert "Too many attempts failed. Wait five minutes" in stopped.content.decode()
    assert not is_in(guesser)
    sign_in(owner)
    assert is_in(owner)
    time_machine.move_to("2026-09-03T12:05:01Z", tick=False)
    sign_in(guesser)
    assert is_in(guesser)


def test_guesses_at_many_names_from_one_address_are_stopped(officer):
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    for number in range(20):
        sign_in(guesser, f"name{number}", "wrong")
    assert "Too many attempts failed" in sign_in(guesser).content.decode()


def test_an_address_that_the_sender_claims_does_not_count(officer):
    for number in range(5):
        sign_in(Client(), password="wrong", X_FORWARDED_FOR=f"203.0.113.{number}")
    assert "Too many attempts" in sign_in(Client(), X_FORWARDED_FOR="203.0.113.77").content.decode()


BEHIND_PROXIES = [
    {},
    {"X_FORWARDED_FOR": ""},
    {"X_FORWARDED_FOR": "198.51.100.4"},
    {"X_FORWARDED_FOR": ","},
    {"X_FORWARDED_FOR": "unknown, 198.51.100.4"},
    {"X_FORWARDED_FOR": "[, 198.51.100.4"},
]


@pytest.mark.parametrize("headers", BEHIND_PROXIES)
def test_behind_proxies_a_header_that_is_missing_short_or_no_address_stops_nobody(client, officer, settings, headers):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    sign_in(client, **headers)
    assert is_in(client)


@pytest.mark.parametrize("address", ["", "unix:"])
def test_who_comes_by_a_unix_socket_may_sign_in(officer, settings, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    client = Client(REMOTE_ADDR=address)
    sign_in(client)
    assert is_in(client)


def test_behind_proxies_a_short_header_chooses_no_address(officer, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for number in range(5):
        sign_in(Client(), password="wrong", X_FORWARDED_FOR=f"203.0.113.{number}")
    assert "Too many attempts" in sign_in(Client(), X_FORWARDED_FOR="203.0.113.77").content.decode()


def test_behind_proxies_what_stands_before_their_own_entries_chooses_no_address(officer, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for number in range(5):
        sign_in(Client(), password="wrong", X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.4:5060, 10.0.0.1")
    stopped = sign_in(Client(), X_FORWARDED_FOR="203.0.113.77, 198.51.100.4, 10.0.0.1")
    assert "Too many attempts" in stopped.content.decode()
    other = Client()
    sign_in(other, X_FORWARDED_FOR="198.51.100.4, 198.51.100.5, 10.0.0.1")
    assert is_in(other)


def test_another_spelling_of_the_same_name_gives_no_fresh_attempts(officer):
    spellings = [
        "officer",
        " OFFICER ",
        "o\ufb03cer",
        "\uff4fff\uff49cer",
        "\u24deff\u2170cer",
    ]  # ligature, wide, circled
    for spelling in spellings:
        sign_in(Client(), spelling, "wrong")
    assert "Too many attempts" in sign_in(Client()).content.decode()


@pytest.mark.parametrize(
    ("one", "other"), [("stra\xdfe", "STRASSE"), ("e\u0301", "\xc9"), ("\u03c2", "\u03a3"), ("\u1e9e", "ss")]
)
def test_names_are_counted_under_one_spelling_whatever_case_or_normal_form(one, other):
    assert one_spelling(one) == one_spelling(other)


def test_where_a_second_factor_is_required_nothing_opens_before_it_is_set_up(client, officer, settings):
    settings.STAFF_MFA = "required"
    sign_in(client)
    for address in (HOME, "/admin/queue/", "/admin/reports/", "/admin/password_change/"):
        assert client.get(address)["Location"] == SETUP
    with_app(client)
    assert is_in(client)


def test_who_has_a_second_factor_is_asked_for_it_and_its_secret_is_not_stored_in_clear(client, officer):
    sign_in(client)
    secret = with_app(client)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    other = Client()
    assert sign_in(other)["Location"] == f"{SETUP}authenticate/"
    assert not is_in(other)
    assert other.post(f"{SETUP}authenticate/", {"code": "000000"}).status_code == 200
    assert not is_in(other)
    assert other.post(f"{SETUP}authenticate/", {"code": code_of(secret)}).status_code == 302
    assert is_in(other)


def test_a_recovery_code_opens_once(client, officer):
    sign_in(client)
    with_app(client)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    for works in (True, False):
        other = Client()
        sign_in(other)
        other.post(f"{SETUP}authenticate/", {"code": codes[0]})
        assert is_in(other) is works


def test_the_last_second_factor_stays_where_one_is_required(client, officer, settings):
    settings.STAFF_MFA = "required"
    sign_in(client)
    with_app(client)
    client.post(f"{SETUP}totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_an_idle_session_ends_and_a_used_one_lasts_until_its_end(client, officer, settings, time_machine):
    settings.SESSION_IDLE, settings.SESSION_LASTS = timedelta(minutes=60), timedelta(hours=3)
    time_machine.move_to("2026-09-03T08:00:00Z", tick=False)
    sign_in(client)
    for moment in ("08:50", "09:40", "10:30"):
        time_machine.move_to(f"2026-09-03T{moment}:00Z", tick=False)
        assert is_in(client), moment
    time_machine.move_to("2026-09-03T11:01:00Z", tick=False)
    assert not is_in(client)
    sign_in(client)
    time_machine.move_to("2026-09-03T12:02:01Z", tick=False)
    assert not is_in(client)


def test_signing_out_everywhere_ends_every_session(officer):
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    assert first.post(reverse("sign_out_everywhere")).status_code == 302
    assert (is_in(first), is_in(second)) == (False, False)


def test_who_is_no_longer_staff_is_out_at_once(client, officer):
    sign_in(client)
    User.objects.update(is_staff=False)
    assert client.get(HOME)["Location"] == f"{LOGIN}?next={HOME}"
    assert client.get(LOGIN).status_code == 200


def test_an_administrator_ends_sessions_and_takes_lost_factors_away(client, officer, administrator, sit: Sit):
    sign_in(client)
    with_app(client)
    chief = sit(administrator)
    for deed in ("sign-out", "second-factors"):
        address = reverse("admin:cases_user_protect", args=[officer.pk, deed])
        assert chief.get(address).status_code == 200
        assert Authenticator.objects.exists()
        chief.post(address)
    assert not Authenticator.objects.exists()
    assert not is_in(client)
    assert chief.get(reverse("admin:cases_user_protect", args=[officer.pk, "delete"])).status_code == 404
    assert sit(User.objects.get(pk=officer.pk)).post(address).status_code == 404


def test_administrators_do_not_change_their_own_rights(administrator, officer, sit: Sit):
    def asks(person: User) -> set[str]:
        page = sit(administrator).get(reverse("admin:cases_user_change", args=[person.pk]))
        return set(page.context["adminform"].form.fields) & {"groups", "is_superuser"}

    assert asks(administrator) == set()
    assert asks(officer) == {"groups", "is_superuser"}


def test_nobody_makes_an_account_or_resets_a_password_by_mail(client, officer):
    sign_in(client)
    for path in ("new/", "company/new/", "signup/", "password/reset/", "email/"):
        assert client.get(f"/admin/account/{path}").status_code == 404, path


def test_sessions_and_factors_of_one_person_alone_are_ended(client, officer, dpo):
    sign_in(client, "dpo")
    end_sessions(user=officer)
    remove_second_factors(user=officer)
    assert is_in(client)


def test_a_second_factor_is_not_touched_without_the_password_again(client, officer):
    sign_in(client)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name))["Location"].startswith("/admin/account/confirm/")


def test_pages_of_signing_in_hold_nothing_inline(client, officer):
    pages = [client.get(LOGIN)]
    sign_in(client)
    confirm(client)
    pages += [
        client.get(reverse(name)) for name in ("my_sign_in", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn")
    ]
    with_app(client)
    names = ("mfa_view_recovery_codes", "mfa_list_webauthn", "mfa_deactivate_totp", "account_reauthenticate")
    pages += [client.get(reverse(name)) for name in names]
    for page in pages:
        assert page.status_code == 200, page.request
        assert 'lang="en-gb"' in page.content.decode()
        assert inline_parts(page.content.decode()) == []
