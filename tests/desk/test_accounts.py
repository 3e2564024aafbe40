"""Accounts: nobody but its owner knows a password, and what an administrator does is recorded and told."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.lifecycle import State
from cases.models import AccountChange, Case, User
from cases.services.ending import end_without_decision
from cases.services.work import assign
from correspondence.models import StaffMail
from correspondence.services.staffmail import due_staff_mails, send_staff_mail
from tests.builders import make_request
from tests.desk.papers import Sit

LINK = re.compile(r"http://localhost:8000(/admin/account/password/\S+)")
NEW = "seven grey herons at noon"


@pytest.fixture(autouse=True)
def _addresses(officer: User, dpo: User) -> None:
    for person in (officer, dpo):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@alltracking.example")


def sent() -> list[tuple[str, str]]:
    """Send what is due and give address and text of what left."""
    mail.outbox.clear()
    now = timezone.now()
    for pk in due_staff_mails(now=now):
        send_staff_mail(mail_id=pk, now=now)
    return sorted((message.to[0], f"{message.subject}\n{message.body}") for message in mail.outbox)


def protect(browser: Client, person: User, deed: str) -> str:
    answer = browser.post(reverse("admin:cases_user_protect", args=[person.pk, deed]), follow=True)
    return answer.content.decode()


def changed(browser: Client, person: User, **fields: object) -> None:
    """Change an account as the form does."""
    kept = User.objects.get(pk=person.pk)
    now = {
        "username": kept.username,
        "email": kept.email,
        "is_active": "on",
        "is_staff": "on",
        "groups": list(kept.groups.values_list("pk", flat=True)),
    }
    answer = browser.post(reverse("admin:cases_user_change", args=[person.pk]), {**now, **fields})
    assert answer.status_code == 302, answer.context["errors"]


def test_a_link_goes_to_the_owner_alone_and_sets_the_password_once(
    administrator: User, officer: User, sit: Sit, client: Client
) -> None:
    assert "A link was sent to officer." in protect(sit(administrator), officer, "password")
    told = sent()
    assert [to for to, _ in told] == ["dpo@alltracking.example", "officer@alltracking.example"]
    assert not LINK.search(told[0][1])
    address = LINK.search(told[1][1])
    assert address is not None
    page = client.get(address[1], follow=True)
    form = page.redirect_chain[-1][0]
    said = {"new_password1": NEW, "new_password2": NEW}
    assert client.post(form, {"new_password1": "short", "new_password2": "short"}).status_code == 200
    assert client.post(form, said)["Location"] == reverse("account_login")
    assert User.objects.get(pk=officer.pk).check_password(NEW)
    assert "does not work any more" in Client().get(address[1]).content.decode()
    assert [to for to, text in sent() if "Password set by the link" in text] == [
        "dpo@alltracking.example",
        "officer@alltracking.example",
    ]


def test_the_link_is_kept_in_no_table(administrator: User, officer: User, sit: Sit) -> None:
    protect(sit(administrator), officer, "password")
    assert not any(LINK.search(row.body) for row in StaffMail.objects.all())


@pytest.mark.parametrize("gone", ["is_active", "is_staff"])
def test_a_link_of_who_left_does_nothing(gone: str, administrator: User, officer: User, sit: Sit) -> None:
    protect(sit(administrator), officer, "password")
    address = LINK.search(dict(sent())["officer@alltracking.example"])
    User.objects.filter(pk=officer.pk).update(**{gone: False})
    assert address is not None
    assert "does not work any more" in Client().get(address[1]).content.decode()


def test_without_an_address_no_link_can_be_sent(administrator: User, officer: User, sit: Sit) -> None:
    User.objects.update(email="")
    assert "There is no mail address on this account." in protect(sit(administrator), officer, "password")
    assert not StaffMail.objects.exists()


def test_an_administrator_can_set_nobodys_password(administrator: User, officer: User, sit: Sit) -> None:
    browser, before = sit(administrator), User.objects.get(pk=officer.pk).password
    said = {"password1": NEW, "password2": NEW, "password": NEW, "usable_password": "true"}
    answer = browser.post(reverse("admin:auth_user_password_change", args=[officer.pk]), said)
    assert answer["Location"] == reverse("admin:cases_user_protect", args=[officer.pk, "password"])
    changed(browser, officer, password=NEW)
    browser.post(reverse("admin:cases_user_add"), {"username": "new", "email": "new@alltracking.example", **said})
    assert User.objects.get(pk=officer.pk).password == before
    assert not User.objects.get(username="new").has_usable_password()


def test_a_new_account_is_told_and_its_owner_gets_the_link(administrator: User, sit: Sit) -> None:
    said = {"username": "new", "email": "new@alltracking.example"}
    assert sit(administrator).post(reverse("admin:cases_user_add"), said).status_code == 302
    assert list(AccountChange.objects.order_by("pk").values_list("what", flat=True)) == ["made", "link_sent"]
    told = sent()
    assert any(to == "new@alltracking.example" and LINK.search(text) for to, text in told)
    assert any(to == "dpo@alltracking.example" and "Account made" in text for to, text in told)


@pytest.mark.parametrize(("deed", "what"), [("sign-out", "signed_out"), ("second-factors", "factors_taken")])
def test_what_is_done_for_a_sign_in_is_recorded_and_told(
    deed: str, what: str, administrator: User, officer: User, sit: Sit
) -> None:
    protect(sit(administrator), officer, deed)
    change = AccountChange.objects.get()
    assert (change.what, change.person, change.by) == (what, officer, administrator)
    assert [to for to, _ in sent()] == ["dpo@alltracking.example", "officer@alltracking.example"]


def test_given_and_taken_groups_are_recorded_and_told(administrator: User, officer: User, sit: Sit) -> None:
    group = Group.objects.create(name="dpo")
    changed(sit(administrator), officer, groups=[group.pk])
    change = AccountChange.objects.get()
    assert (change.what, change.facts) == ("rights_changed", {"given": ["group dpo"], "taken": []})
    for _, text in sent():
        assert "Given: group dpo" in text
        assert "By: administrator" in text
    changed(sit(administrator), officer, groups=[], is_staff="")
    assert AccountChange.objects.first().facts["taken"] == ["group dpo", "staff"]  # type: ignore[union-attr]


@pytest.mark.parametrize("flag", ["is_active", "is_staff"])
def test_open_cases_of_who_left_are_nobodys_and_those_that_ended_stay_theirs(
    administrator: User, officer: User, sit: Sit, flag: str
) -> None:
    still, ended = make_request(), make_request()
    for case in (still, ended):
        assign(case=case, officer=officer, by=administrator.actor, now=timezone.now())
    end_without_decision(case=ended, to=State.WITHDRAWN, reason="They said so.", officer=officer, now=timezone.now())
    changed(sit(administrator), officer, **{flag: ""})
    assert [Case.objects.get(pk=case.pk).officer for case in (still, ended)] == [None, officer]
    told = still.events.filter(kind="assigned").latest("seq")
    assert (told.payload, told.actor) == ({"old": officer.pk}, str(administrator.actor))


def test_who_takes_over_an_address_is_seen_by_its_owner(administrator: User, officer: User, sit: Sit) -> None:
    browser = sit(administrator)
    changed(browser, officer, email="mine@evil.example")
    protect(browser, officer, "password")
    told = sent()
    assert any(to == "officer@alltracking.example" and "Mail address changed" in text for to, text in told)
    guards = [text for to, text in told if to == "dpo@alltracking.example"]
    assert len(guards) == 2
    assert "evil.example" not in str(list(AccountChange.objects.values_list("facts", flat=True)))


def test_saving_an_account_without_a_change_tells_nobody(administrator: User, officer: User, sit: Sit) -> None:
    changed(sit(administrator), officer, first_name="Ola")
    assert not AccountChange.objects.exists()


def test_what_a_group_may_do_is_recorded_and_told(administrator: User, dpo: User, sit: Sit) -> None:
    group = Group.objects.create(name="readers")
    wanted = Permission.objects.get(codename="see_restricted")
    sit(administrator).post(
        reverse("admin:auth_group_change", args=[group.pk]), {"name": "readers", "permissions": [wanted.pk]}
    )
    change = AccountChange.objects.get()
    assert (change.what, change.facts["group"], change.facts["given"]) == (
        "group_changed",
        "readers",
        ["cases.see_restricted"],
    )
    assert [to for to, _ in sent()] == ["dpo@alltracking.example"]


def test_the_record_only_grows(administrator: User, officer: User, sit: Sit) -> None:
    protect(sit(administrator), officer, "sign-out")
    with pytest.raises(DatabaseError), transaction.atomic():
        AccountChange.objects.update(what="made")
    with pytest.raises(DatabaseError), transaction.atomic():
        AccountChange.objects.all().delete()


def test_each_is_told_once_however_often_the_mails_are_swept(administrator: User, officer: User, sit: Sit) -> None:
    protect(sit(administrator), officer, "sign-out")
    assert (len(sent()), len(sent())) == (2, 0)
