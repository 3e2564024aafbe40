"""Who may do what: the groups have exactly the rights that are named, and the demo logins are made once."""

import json
import stat

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from cases.models import User
from cases.services.people import prepare_demo_logins, prepare_groups

pytestmark = pytest.mark.django_db


def member(group: str) -> User:
    prepare_groups()
    user = User.objects.create_user(username=group, password="a-password-for-tests", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


RIGHTS = {
    "officers": {"cases.work_case", "cases.see_general", "intake.decide_quarantine", "cases.view_case"},
    "team_lead": {"cases.work_case", "cases.see_general", "cases.break_glass", "cases.see_reports"},
    "dpo": {"cases.see_general", "cases.see_restricted", "cases.see_applicants", "cases.list_access"},
    "hr": {"cases.work_case", "cases.see_applicants", "correspondence.view_letter", "intake.decide_quarantine"},
    "managers": {"cases.see_reports"},
}
NOT_THEIRS = {
    "team_lead": {"cases.see_restricted", "cases.see_applicants", "cases.list_access"},
    "hr": {"cases.see_general", "cases.see_restricted", "cases.see_reports"},
    "officers": {
        "cases.assign_case",
        "cases.see_restricted",
        "cases.see_reports",
        "cases.change_case",
        "cases.delete_event",
        "cases.add_user",
    },
    "dpo": {"cases.change_case", "cases.delete_case", "cases.change_event", "intake.delete_arrival", "cases.view_user"},
    "managers": {"cases.view_case", "cases.work_case", "intake.view_arrival", "correspondence.view_message"},
}


@pytest.mark.parametrize("group", RIGHTS)
def test_a_group_may_do_its_work(group):
    assert member(group).has_perms(RIGHTS[group])


@pytest.mark.parametrize(
    ("group", "right"), [(group, right) for group, rights in NOT_THEIRS.items() for right in sorted(rights)]
)
def test_a_group_may_do_no_more(group, right):
    assert not member(group).has_perm(right)


def test_a_group_that_was_changed_by_hand_is_set_right_and_others_are_left_alone():
    prepare_groups()
    everything = Permission.objects.all()
    Group.objects.get(name="managers").permissions.set(everything)
    Group.objects.create(name="auditors").permissions.set(everything)
    prepare_groups()
    assert Group.objects.get(name="managers").permissions.count() == 1
    assert Group.objects.get(name="auditors").permissions.count() == everything.count()


def test_the_demo_logins_work_and_lie_in_a_file_for_its_owner_alone(tmp_path, client):
    path = tmp_path / "logins.json"
    call_command("prepare_desk", demo_logins=str(path))
    logins = json.loads(path.read_text())
    assert list(logins) == ["officer", "dpo", "manager", "admin"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for login in logins.values():
        assert client.login(**login)
        assert client.get("/admin/").status_code == 200


def test_each_demo_login_has_its_own_random_password(tmp_path):
    prepare_groups()
    passwords = set()
    for name in ("one", "two"):
        prepare_demo_logins(path=tmp_path / name)
        passwords |= {login["password"] for login in json.loads((tmp_path / name).read_text()).values()}
    assert len(passwords) == 8
    assert all(len(password) >= 16 for password in passwords)


def test_preparing_again_keeps_passwords_even_those_that_were_changed(tmp_path, client):
    path = tmp_path / "logins.json"
    call_command("prepare_desk", demo_logins=str(path))
    before = path.read_text()
    manager = User.objects.get(username="manager")
    manager.set_password("chosen by the manager")
    manager.save()
    call_command("prepare_desk", demo_logins=str(path))
    assert path.read_text() == before
    assert client.login(**json.loads(before)["officer"])
    assert client.login(username="manager", password="chosen by the manager")


def test_without_the_file_new_passwords_are_made_since_nobody_knows_the_old_ones(tmp_path, client):
    path = tmp_path / "logins.json"
    call_command("prepare_desk", demo_logins=str(path))
    old = json.loads(path.read_text())["officer"]
    path.unlink()
    call_command("prepare_desk", demo_logins=str(path))
    assert not client.login(**old)
    assert client.login(**json.loads(path.read_text())["officer"])


def test_without_being_asked_no_login_is_made():
    call_command("prepare_desk")
    assert not User.objects.exists()


def test_only_the_administrator_is_a_superuser(tmp_path):
    call_command("prepare_desk", demo_logins=str(tmp_path / "logins.json"))
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["admin"]
