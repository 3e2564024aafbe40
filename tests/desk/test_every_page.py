"""Every page of the desk in a real browser: no accessibility fault, nothing that breaks the policy, no wider than its window.

The addresses come from the resolver, by way of the matrix of who may open what: a new page is looked at without anybody's doing.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cases.models import User
from cases.services.care import hold, link_cases
from cases.services.watch import watch_dates
from cases.words import Tie
from correspondence.services.staffmail import password_link
from reports.models import CaseListFile
from tests.builders import make_request
from tests.desk.papers import Sit, write_to
from tests.desk.test_in_browser import faults
from tests.desk.test_who_may import OF_FILES, POST_ONLY, World, names, world
from tests.parts.browser import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["world"]  # the fixture

# Of another kind of reader, each with tests of its own.
NOT_THE_DESK = ("portal:", "api", "schema", "hook_", "healthz", "readyz", "metrics", "openid_connect", "socialaccount")
# Answers that are no page: files, what leads away, what is only posted to, addresses that lead nowhere; and those of a
# second factor that is there, which test_sign_in and test_sign_in_browser add.
NO_PAGE = {
    "account_logout", "account_signup", "admin:access_csv", "admin:arrival_raw", "admin:attachment",
    "admin:autocomplete", "admin:finish", "admin:intake_apikey_revoke", "admin:jsi18n", "admin:letter_pdf", "admin:letter_print",
    "admin:login", "admin:logout", "admin:message_html", "admin:message_raw", "admin:message_again", "admin:None",
    "admin:rules_end", "admin:view_on_site", "mfa_deactivate_totp", "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_edit_webauthn", "mfa_remove_webauthn",
    "reports:cases_csv", "reports:file", "reports:file_content", "sign_out_everywhere",
}  # fmt: skip
# Lists that need a figure.
FIGURES = {"reports:cases": "?figure=received", "reports:remedies": "?figure=open"}


@pytest.fixture
def everybody(world: World) -> User:
    """Give somebody who may open every page, with papers of every kind on the case."""
    user = User.objects.create_superuser(username="everybody", password="everybody-password")
    user.groups.set(Group.objects.all())
    now = timezone.now()
    other = make_request(timezone.localdate(), email="somebody@else.example")
    link_cases(case=world.case, other=other, tie=Tie.RELATED, officer=user, now=now)
    hold(case=world.case, reason="A claim in court.", officer=user, now=now)
    write_to(world.case, html="<p>Hello</p>")
    CaseListFile.objects.update(user=user)
    watch_dates(now=now)
    return User.objects.get(pk=user.pk)


def pages(world: World, client: Client, user: User) -> Iterator[tuple[str, str]]:
    """Give name and address of every page that shows something, from the resolver and the tables."""
    for name in sorted(set(names(get_resolver()))):
        if name.startswith(NOT_THE_DESK) or name in POST_ONLY | NO_PAGE or _is_table(name):
            continue
        address = (
            password_link(user).removeprefix(settings.PUBLIC_URL) if name == "set_password" else _address(world, name)
        )
        yield name, address
    for model in admin.site._registry:
        table = f"admin:{model._meta.label_lower.replace('.', '_')}"
        first = model._default_manager.order_by("pk").first()
        tried = [f"{table}_changelist", f"{table}_add"]
        for name, args in [*((name, []) for name in tried), *([(f"{table}_change", [first.pk])] if first else [])]:
            if _is_page(client.get(reverse(name, args=args))):
                yield name, reverse(name, args=args)


def _address(world: World, name: str) -> str:
    return world.address(name) + FIGURES.get(name, "")


def _is_table(name: str) -> bool:
    return name.endswith(("_changelist", "_add", "_history", "_delete", "_change")) and name.startswith("admin:")


def _is_page(answer: Any) -> bool:
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_page_is_without_fault(
    scheme: str, width: int, page: Page, live_server: LiveServer, world: World, everybody: User, sit: Sit
) -> None:
    client, wrong, seen = sit(everybody), [], set()
    log_in(page, live_server.url, client)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal of two
    page.set_viewport_size({"width": width, "height": 800})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for name, address in list(pages(world, client, everybody)):
        said.clear()
        answer = page.goto(live_server.url + address)
        if answer is None or answer.status != 200:
            wrong.append(f"{name}: {answer.status if answer else 'no answer'}")
            continue
        seen.add(name)
        for summary in page.locator("summary").all():
            summary.click()
        # Before axe runs: it writes styles of its own into the page.
        wrong += [f"{name}: {line}" for line in said if "Content Security Policy" in line]
        wide = page.evaluate("document.documentElement.scrollWidth")
        wrong += [f"{name}: {wide} pixels wide"] * (wide > width)
        wrong += [f"{name}: {fault}" for fault in faults(page)]
    assert not wrong, "\n".join(wrong)
    assert seen >= OF_FILES - POST_ONLY - NO_PAGE
