"""The tables in the admin: looked at and not changed, restricted cases hidden, reading recorded, keys shown once."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from cases.models import AccessRecord, Case, Event, User
from cases.services.people import prepare_groups
from correspondence.models import Letter, Message
from intake.api.keys import find
from intake.models import ApiKey
from tests.desk.papers import Sit, fill, write_to
from tests.desk.test_safety import inline_parts

KEPT = {"User", "Group"}
CONFIGURED = KEPT | {
    "AccountChange",
    "Anchor",
    "ApiKey",
    "Digest",
    "Heartbeat",
    "MailboxState",
    "OutboxSwitch",
    "OutboxTurn",
    "StaffMail",
}


def changelist(model: type) -> str:
    """Give the address of a table."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")  # type: ignore[attr-defined]


@pytest.fixture
def in_group(officer: User) -> User:
    """Give an officer with the permissions of the officers' group."""
    prepare_groups()
    officer.groups.add(Group.objects.get(name="officers"))
    return User.objects.get(pk=officer.pk)


def test_every_table_opens_for_who_may_do_everything_without_anything_inline(
    request_case: Case, administrator: User, officer: User, sit: Sit
) -> None:
    fill(request_case, officer=officer, messages=1)
    administrator.user_permissions.set(Permission.objects.all())
    browser = sit(administrator)
    for model in admin.site._registry:
        answer = browser.get(changelist(model), follow=True)
        assert answer.status_code == 200, model
        assert inline_parts(answer.content.decode()) == [], model
        first = model._default_manager.first()
        if first is not None:
            shown = browser.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_change", args=[first.pk]))
            assert shown.status_code in (200, 302), model
            if shown.status_code == 200:
                assert inline_parts(shown.content.decode()) == [], model


def test_administrator_opens_the_tables_of_configuration_and_no_content_of_a_case(
    request_case: Case, administrator: User, sit: Sit
) -> None:
    browser = sit(administrator)
    opened = {model.__name__ for model in admin.site._registry if browser.get(changelist(model)).status_code == 200}
    assert opened == CONFIGURED
    shown = browser.get(reverse("admin:records")).content.decode()
    assert "Letters" not in shown
    assert "Users" in shown


def test_tables_are_not_written_by_hand_not_even_by_an_administrator(administrator: User, sit: Sit) -> None:
    browser = sit(administrator)
    for model, shown in admin.site._registry.items():
        name = f"admin:{model._meta.label_lower.replace('.', '_')}"
        request = browser.get(reverse("admin:records")).wsgi_request
        assert not shown.has_delete_permission(request), model
        assert not getattr(shown, "list_editable", ()), model
        if model.__name__ not in KEPT:
            assert not shown.has_change_permission(request), model
        if model.__name__ not in KEPT | {"ApiKey"}:
            assert browser.get(reverse(f"{name}_add")).status_code == 403, model


def test_forged_change_of_an_event_is_refused(request_case: Case, administrator: User, sit: Sit) -> None:
    event = Event.objects.order_by("pk")[0]
    answer = sit(administrator).post(reverse("admin:cases_event_change", args=[event.pk]), {"actor": "nobody"})
    assert answer.status_code == 403


def test_rows_of_a_restricted_case_are_hidden_from_officers(
    request_case: Case, in_group: User, dpo: User, sit: Sit
) -> None:
    letter = Letter.objects.get()
    dpo.user_permissions.add(Permission.objects.get(codename="view_letter"))
    Case.objects.update(restricted=True)
    address = reverse("admin:correspondence_letter_change", args=[letter.pk])
    assert sit(in_group).get(address).status_code == 302
    assert sit(dpo).get(address).status_code == 200
    assert letter.subject not in sit(in_group).get(changelist(Letter)).content.decode()


def test_reading_a_row_is_recorded(request_case: Case, in_group: User, sit: Sit) -> None:
    letter = Letter.objects.get()
    sit(in_group).get(reverse("admin:correspondence_letter_change", args=[letter.pk]))
    record = AccessRecord.objects.get()
    assert (record.what, record.case) == (f"letter {letter.pk}", request_case)


def test_table_of_messages_shows_nothing_of_what_they_say(request_case: Case, in_group: User, sit: Sit) -> None:
    write_to(request_case, text="My card is 4111 1111 1111 1111.")
    browser, message = sit(in_group), Message.objects.get()
    shown = browser.get(reverse("admin:correspondence_message_change", args=[message.pk])).content.decode()
    assert "requester@example.com" in shown
    assert "4111" not in shown + browser.get(changelist(Message)).content.decode()


def test_manager_finds_no_table(manager: User, sit: Sit) -> None:
    assert sit(manager).get(changelist(Letter)).status_code == 403
    assert sit(manager).get(changelist(Event)).status_code == 403


def test_address_of_the_model_leads_to_the_file(request_case: Case, in_group: User, sit: Sit) -> None:
    answer = sit(in_group).get(reverse("admin:cases_case_change", args=[request_case.pk]))
    assert answer["Location"] == reverse("admin:case", args=[request_case.reference])


def test_address_of_the_model_tells_no_reference_of_a_restricted_case(
    request_case: Case, in_group: User, sit: Sit
) -> None:
    Case.objects.update(restricted=True)
    answer = sit(in_group).get(reverse("admin:cases_case_change", args=[request_case.pk]))
    assert answer["Location"] == reverse("admin:queue")


def made(browser: Client) -> str:
    """Make a key by the form and give what the page shows."""
    answer = browser.post(reverse("admin:intake_apikey_add"), {"name": "Shop", "scopes": ["cases:read"]})
    return str(answer.context["made"])


def test_key_is_shown_once_and_opens(administrator: User, sit: Sit) -> None:
    key = made(sit(administrator))
    assert find(key) == ApiKey.objects.get()
    secret = key.rpartition("_")[2]
    shown = sit(administrator).get(reverse("admin:intake_apikey_change", args=[ApiKey.objects.get().pk]))
    assert secret not in shown.content.decode()
    assert ApiKey.objects.get().digest not in shown.content.decode()


def test_key_without_a_scope_is_not_made(administrator: User, sit: Sit) -> None:
    answer = sit(administrator).post(reverse("admin:intake_apikey_add"), {"name": "Shop"})
    assert answer.context["form"].errors["scopes"]
    assert not ApiKey.objects.exists()


def test_key_is_ended_by_a_press_and_not_by_a_link(administrator: User, sit: Sit) -> None:
    key, browser = made(sit(administrator)), sit(administrator)
    address = reverse("admin:intake_apikey_revoke", args=[ApiKey.objects.get().pk])
    browser.get(address)
    assert find(key) is not None
    browser.post(address)
    assert find(key) is None


def test_officer_makes_and_ends_no_key(administrator: User, in_group: User, sit: Sit) -> None:
    key = made(sit(administrator))
    sit(in_group).post(reverse("admin:intake_apikey_add"), {"name": "Shop", "scopes": ["cases:read"]})
    sit(in_group).post(reverse("admin:intake_apikey_revoke", args=[ApiKey.objects.get().pk]))
    assert ApiKey.objects.count() == 1
    assert find(key) is not None


def test_inactive_member_of_staff_gets_in_nowhere(in_group: User, sit: Sit) -> None:
    browser = sit(in_group)
    User.objects.filter(pk=in_group.pk).update(is_active=False)
    assert browser.get(reverse("admin:queue")).status_code == 302
