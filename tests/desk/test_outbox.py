"""The switch of the outbox at the desk: turned by the data protection officer or an administrator, seen by all."""

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import User
from correspondence.models import OutboxSwitch, OutboxTurn
from tests.desk.papers import Sit


def turned(browser: Client, turn: str, **data: str) -> str:
    """Turn the switch and give the page afterwards."""
    return str(browser.post(reverse("admin:outbox"), {"turn": turn, **data}, follow=True).content.decode())


@pytest.mark.parametrize("role", ["dpo", "administrator"])
def test_who_may_pauses_with_a_reason_and_everybody_sees_it(
    role: str, at_desk: Client, sit: Sit, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(role)
    browser = sit(user)
    assert "This field is required" in turned(browser, "pause", reason="")
    assert not OutboxTurn.objects.exists()
    assert "Sending is paused." in turned(browser, "pause", reason="Restored from a backup.")
    assert OutboxSwitch.objects.get().by == user
    letters = at_desk.get(reverse("admin:letters")).content.decode()
    assert f"Sending is paused by {user} since" in letters
    assert "Restored from a backup." in letters
    assert "Let sending go on…" not in letters
    page = turned(browser, "resume")
    assert "Sending goes on" in page
    assert f"paused by {user}: Restored from a backup." in page
    assert not OutboxSwitch.objects.get().paused


def test_an_officer_finds_no_switch(at_desk: Client) -> None:
    assert at_desk.get(reverse("admin:outbox")).status_code == 404
    assert at_desk.post(reverse("admin:outbox"), {"turn": "pause", "reason": "x"}).status_code == 404
    assert not OutboxSwitch.objects.exists()


def test_a_switch_that_somebody_else_turned_meanwhile_says_so(dpo: User, sit: Sit) -> None:
    turned(sit(dpo), "pause", reason="Restored from a backup.")
    answer = sit(dpo).post(reverse("admin:outbox"), {"turn": "pause", "reason": "Me too."})
    assert (answer.status_code, "Sending is paused already." in answer.content.decode()) == (409, True)


def test_the_tables_have_names_that_are_words(administrator: User, sit: Sit) -> None:
    records = sit(administrator).get(reverse("admin:records")).content.decode()
    assert "API keys" in records
    assert "switchs" not in records
