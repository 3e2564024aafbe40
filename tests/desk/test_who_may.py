"""Who may open what: every address of the desk by role, and every case address by what closes the case.

The addresses come from the resolver: a new page without a row here fails the first test.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from cases.models import AccessRecord, Case, Concern, Event, User, WorkItem
from cases.services.people import prepare_groups
from cases.words import SYSTEM
from correspondence.models import Attachment, Message
from intake.api.keys import issue
from intake.models import Arrival
from reports.models import CaseListFile, Snapshot
from tests.builders import bring_in, mail, make_complaint, make_request
from tests.desk.papers import Sit, confirmed_figure, fill, investigate, letters_by_post, waiting_release

ROLES = ("visitor", "stranger", "manager", "hr", "officers", "team_lead", "dpo", "administrator", "concerned")
# "concerned" holds every group, and each of the cases concerns them.
WORKERS = {"hr", "officers", "team_lead", "dpo", "concerned"}
OFFICERS = WORKERS - {"hr"}
STAFF = set(ROLES) - {"visitor"}
DPO = {"dpo", "concerned"}
NOBODY: set[str] = set()
OPENS = {
    "general": {"officers", "team_lead", "dpo"},
    "restricted": {"dpo"},
    "applicants": {"hr", "dpo"},
}
# Every address of one case: open for who may open that case.
OF_CASE = {
    "admin:case", "admin:take", "admin:finish", "admin:take_back", "admin:message", "admin:message_revealed",
    "admin:message_html", "admin:message_raw", "admin:message_again",
    "admin:attachment", "admin:letter", "admin:act_assign", "admin:act_note",
    "admin:act_describe", "admin:act_clarified", "admin:act_close", "admin:act_end", "admin:act_reopen",
    "admin:act_acknowledge", "admin:act_ask", "admin:act_extend", "admin:act_write", "admin:act_decide",
    "admin:act_laws", "admin:release", "admin:act_contract", "admin:act_sight", "admin:act_correct", "admin:act_escalate",
    "admin:act_hold", "admin:act_identity", "admin:act_identity_shown", "admin:act_link", "admin:act_merge",
    "admin:act_release", "admin:act_split", "admin:act_transfer", "admin:act_withdrawn", "admin:act_work_item",
    "admin:act_late", "admin:letter_print", "admin:letter_pdf", "admin:posted", "admin:returned", "admin:post_instead",
}  # fmt: skip
# The same of a complaint, whose procedure has pages of its own.
OF_COMPLAINT = {
    "admin:act_ground", "admin:act_plan", "admin:act_finding", "admin:act_remedy", "admin:finding_back",
    "admin:remedy_done", "admin:authority_answered", "admin:authority_closed",
}  # fmt: skip
OF_FILES = OF_CASE | OF_COMPLAINT
# Every other address behind the log-in: who may open it.
BY_ROLE: dict[str, set[str]] = {
    "admin:index": STAFF,
    "admin:records": STAFF,
    "admin:password_change": STAFF,
    "admin:password_change_done": STAFF,
    "admin:jsi18n": STAFF,
    "admin:autocomplete": NOBODY,
    "admin:view_on_site": NOBODY,
    "admin:app_list": STAFF - {"stranger", "manager"},
    "admin:queue": WORKERS,
    "admin:search": WORKERS,
    "admin:found": WORKERS,
    "admin:letters": WORKERS,
    "admin:letter_texts": DPO | {"administrator"},
    "admin:letter_text": DPO | {"administrator"},
    "admin:letter_text_history": DPO | {"administrator"},
    "admin:many": NOBODY,  # nothing was chosen
    "admin:digest": WORKERS,
    "admin:enter": WORKERS,
    "admin:outbox": DPO | {"administrator"},
    "admin:work": WORKERS,
    "admin:work_done": WORKERS,
    "admin:notices": WORKERS,
    "admin:notices_seen": WORKERS,
    "admin:break_glass": OFFICERS,
    "admin:access": DPO,
    "admin:access_ask": DPO,
    "admin:access_csv": DPO,
    "admin:quarantine": WORKERS,  # each sees their own there
    "admin:rules": OFFICERS,
    "admin:rule_end": NOBODY,  # there is no rule
    "admin:arrival": OFFICERS,
    "admin:arrival_open": OFFICERS,
    "admin:arrival_attach": OFFICERS,
    "admin:arrival_discard": OFFICERS,
    "admin:arrival_again": OFFICERS,
    "admin:arrival_raw": OFFICERS,
    "admin:arrival_hand_over": OFFICERS,
    "admin:laws": WORKERS | {"administrator"},
    "admin:calculator": WORKERS | {"administrator"},
    "admin:law": WORKERS | {"administrator"},
    "admin:law_confirm": WORKERS | {"administrator"},
    "admin:law_take_back": {"administrator"},
    "reports:overview": {"manager", "team_lead", "dpo", "concerned"},
    "reports:file": {"manager", "team_lead", "dpo", "concerned"},
    "reports:report": {"manager", "team_lead", "dpo", "concerned"},
    "reports:schedules": {"manager", "team_lead", "dpo", "concerned"},
    "reports:frozen": {"manager", "team_lead", "dpo", "concerned"},
    "reports:frozen_month": {"manager", "team_lead", "dpo", "concerned"},
    "reports:cases": {"manager", "team_lead", "dpo", "concerned"},
    "reports:cases_csv": {"manager", "team_lead", "dpo", "concerned"},
    "reports:files": {"manager", "team_lead", "dpo", "concerned"},
    "reports:file_page": {"manager"},  # whose file it is
    "reports:file_content": {"manager"},
    "reports:remedies": {"manager", "team_lead", "dpo", "concerned"},
    "admin:cases_user_protect": {"administrator"},
    "admin:auth_user_password_change": {"administrator"},
    "admin:intake_apikey_revoke": STAFF,  # leads away; only who may change keys ends one (test_records)
    "my_sign_in": STAFF,
    "mfa_index": STAFF,
}
TABLES: dict[str, set[str]] = {
    "cases_case": STAFF,  # leads to the queue, which asks again
    "cases_event": WORKERS,
    "cases_notice": WORKERS,
    "cases_workitem": WORKERS,
    "cases_accessrecord": DPO,
    "cases_accountchange": DPO | {"administrator"},
    "cases_anchor": {"administrator"},
    "cases_heartbeat": {"administrator"},
    "cases_user": {"administrator"},
    "cases_team": {"administrator"},
    "auth_group": {"administrator"},
    "correspondence_letter": WORKERS,
    "correspondence_message": WORKERS,
    "correspondence_delivery": WORKERS,
    "correspondence_outboxswitch": {"administrator"},
    "dsar_decision": WORKERS,
    "complaints_finding": WORKERS,
    "complaints_conclusion": WORKERS,
    "complaints_remedy": WORKERS,
    "complaints_escalation": WORKERS,
    "correspondence_digest": {"administrator"},
    "correspondence_outboxturn": {"administrator"},
    "correspondence_staffmail": {"administrator"},
    "intake_arrival": WORKERS,
    "intake_mailboxstate": {"administrator"},
    "intake_apikey": {"administrator"},
}
PARTS_OF_TABLES = ("changelist", "add", "history", "delete", "change")
# Tried elsewhere: signing in and out (test_sign_in, test_single_sign_on), the public pages, the hooks and machines.
ELSEWHERE = {
    "account_login", "account_logout", "account_inactive", "account_reauthenticate", "account_signup", "admin:login",
    "admin:logout", "set_password", "sign_out_everywhere", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
    "mfa_login_webauthn", "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup",
    "openid_connect_login", "openid_connect_callback", "healthz", "readyz", "metrics", "hook_inbound", "hook_tracking",
    "schema", "portal:start", "portal:request", "portal:complaint", "portal:receipt", "portal:status", "api:cases",
    "api:case", "api:None", "api_reports", "api_report", "admin:None",
}  # fmt: skip
POST_ONLY = {
    "admin:take", "admin:message_revealed", "admin:message_again",
    "admin:search", "admin:work_done", "admin:notices_seen", "admin:access_ask",
    "admin:rule_end", "admin:arrival_open", "admin:arrival_attach", "admin:arrival_discard", "admin:arrival_again",
    "admin:arrival_hand_over",
    "admin:law_confirm", "admin:many", "admin:digest",
}  # fmt: skip


def names(resolver: URLResolver | Any, space: str = "") -> Iterator[str]:
    """Give the name of every address, with its namespace."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def tables() -> dict[str, set[str]]:
    """Give every address of the tables with who may open it: none is added to or deleted from by hand."""
    return {f"admin:{table}_{part}": roles for table, roles in TABLES.items() for part in PARTS_OF_TABLES}


@dataclass
class World:
    """A case and a complaint with their papers, one arrival, one work item of no case; and a browser for each role."""

    case: Case
    complaint: Case
    ids: dict[str, int]
    browsers: dict[str, Client]

    def address(self, name: str) -> str:
        """Give an address of this name that exists."""
        reference, short = self.case.reference, name.removeprefix("admin:")
        if name in ("admin:letter", "admin:letter_print", "admin:letter_pdf"):
            return reverse(name, args=[self.ids[short]])
        if name in OF_COMPLAINT:
            reference = self.complaint.reference
        if name in OF_FILES:
            pk = self.ids.get(short) or (self.ids["message"] if short.startswith("message") else None)
            return reverse(name, args=[reference, pk] if pk else [reference])
        given: dict[str, list[Any]] = {
            "reports:file": ["timeliness", "csv"],
            "reports:report": ["timeliness"],
            "reports:frozen_month": ["2026-10"],
            "reports:file_page": [self.ids["file"]],
            "reports:file_content": [self.ids["file"]],
            "admin:law": ["eu-gdpr"],
            "admin:letter_text": ["clarification", "en"],
            "admin:letter_text_history": ["clarification", "en"],
            "admin:law_confirm": ["eu-gdpr"],
            "admin:law_take_back": ["us-ca-ccpa", self.ids["confirmed"]],
            "admin:view_on_site": ["1", "1"],
            "admin:app_list": ["cases"],
            "admin:cases_user_protect": [self.ids["person"], "sign-out"],
            "admin:auth_user_password_change": [self.ids["person"]],
            "admin:work_done": [self.ids["item"]],
        }
        if short.startswith(("arrival", "rule_end", "intake_apikey_revoke")):
            return reverse(name, args=[self.ids["arrival"]])
        return reverse(name, args=given.get(name, []))

    def may(self, role: str, name: str, *, method: str = "") -> bool:
        """Tell whether the address opens for this role."""
        browser = self.browsers[role]
        ask: Callable[..., HttpResponse] = getattr(browser, method or ("post" if name in POST_ONLY else "get"))
        address = self.address(name)
        figure = {"reports:cases": "received", "reports:cases_csv": "received", "reports:remedies": "promised"}.get(
            name
        )
        asked = f"{address}?figure={figure}" if figure else address
        answer = ask(asked)
        return answer.status_code not in (403, 404, 405) and "/admin/login/" not in answer.headers.get("Location", "")


@pytest.fixture
def world(db: None, sit: Sit) -> World:
    """Build it."""
    prepare_groups()
    people = {role: _person(role) for role in ROLES if role != "visitor"}
    case = make_request(timezone.localdate(), acknowledged=True)
    fill(case, officer=people["dpo"], messages=1)
    sent = case.letters.get().pk
    complaint = make_complaint(timezone.localdate())
    Snapshot.objects.create(
        known_on=date(2026, 10, 31), taken_at=timezone.now(), document={"rows": [], "totals": {}}, digest="x"
    )
    arrival = bring_in(mail("Hello, is the shop open on Sunday?", subject="Opening hours"), now=timezone.now())
    item = WorkItem.objects.create(kind="mailbox", title="Look at the mailbox", opened_at=timezone.now())
    for one in (case, complaint):
        Concern.objects.create(case=one, person=people["concerned"], by=str(SYSTEM), at=timezone.now())
    decider = User.objects.create_user(username="decider", is_staff=True)
    ids = {
        "release": waiting_release(case, decider).pk,
        "letter": sent,
        "take_back": sent,
        "message": Message.objects.get().pk,
        "attachment": Attachment.objects.get().pk,
        "finish": case.work_items.get(kind="letter_not_arrived").pk,
        "confirmed": confirmed_figure().pk,
        "file": _file_of(people["manager"]).pk,
        "arrival": arrival.pk,
        "item": item.pk,
        "person": people["stranger"].pk,
    }
    ids |= letters_by_post(case, officer=people["dpo"]) | investigate(complaint, officer=people["dpo"])
    return World(case, complaint, ids, {role: sit(people.get(role)) for role in ROLES})


def _file_of(user: User) -> CaseListFile:
    now = timezone.now()
    return CaseListFile.objects.create(
        user=user, figure="received", as_of=now.date(), rows=0, asked_at=now, state="done"
    )


def _person(role: str) -> User:
    user = User.objects.create_user(username=f"the-{role}", is_staff=True, is_superuser=role == "administrator")
    groups = {"manager": ["managers"], "concerned": list(Group.objects.values_list("name", flat=True))}
    user.groups.set(Group.objects.filter(name__in=groups.get(role, [role])))
    return User.objects.get(pk=user.pk)


def close(how: str) -> None:
    """Close the cases in one of the ways."""
    Case.objects.update(restricted=how == "restricted", audience="applicants" if how == "applicants" else "general")


def test_every_address_has_its_row() -> None:
    known = OF_FILES | set(BY_ROLE) | set(tables()) | ELSEWHERE
    assert set(names(get_resolver())) == known
    assert {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry} == set(TABLES)


def test_pages_open_for_their_roles_and_for_nobody_else(world: World) -> None:
    # What is done once is gone for the next, so these come last.
    once = {"admin:work_done", "admin:arrival_again", "admin:arrival_hand_over"}
    named = sorted(BY_ROLE, key=lambda name: name in once)
    got = {name: {role for role in ROLES if world.may(role, name)} for name in named}
    assert {name: roles for name, roles in got.items() if name not in once} == {
        name: roles for name, roles in BY_ROLE.items() if name not in once
    }
    assert all(got[name] <= BY_ROLE[name] for name in once)


def test_tables_are_looked_up_by_their_roles_and_by_nobody_else(world: World) -> None:
    for table, roles in TABLES.items():
        got = {role for role in ROLES if world.may(role, f"admin:{table}_changelist")}
        assert (table, got) == (table, roles)


@pytest.mark.parametrize("how", OPENS)
def test_a_case_opens_for_who_may_and_is_unknown_to_everybody_else(world: World, how: str) -> None:
    close(how)
    for name in sorted(OF_FILES):
        got = {role for role in ROLES if world.may(role, name)}
        assert (name, got) == (name, OPENS[how])


@pytest.mark.parametrize("how", OPENS)
def test_no_deed_is_done_on_a_case_by_who_may_not_open_it(world: World, how: str) -> None:
    close(how)
    before = Event.objects.count()
    for role in set(ROLES) - OPENS[how]:
        assert {name for name in OF_FILES if world.may(role, name, method="post")} == set(), role
    assert Event.objects.count() == before


@pytest.mark.parametrize("how", OPENS)
def test_no_list_count_search_export_or_notice_shows_a_case_to_who_may_not_open_it(world: World, how: str) -> None:
    close(how)
    now, case = timezone.now(), world.case
    case.notices.create(duty="respond", threshold="overdue", for_on=now.date(), statutory=True, created_at=now)
    lists = (
        "admin:index", "admin:queue", "admin:letters", "admin:work", "admin:notices", "admin:found", "admin:access",
        "admin:access_csv", "admin:cases_event_changelist", "admin:cases_notice_changelist",
        "admin:cases_workitem_changelist", "admin:cases_accessrecord_changelist", "admin:correspondence_letter_changelist",
        "admin:correspondence_message_changelist", "admin:correspondence_delivery_changelist", "admin:quarantine",
        "admin:intake_arrival_changelist",
    )  # fmt: skip
    world.browsers["dpo"].get(world.address("admin:case"))
    assert AccessRecord.objects.filter(case=case).exists()
    for role in set(ROLES) - OPENS[how] - {"visitor"}:
        browser = world.browsers[role]
        browser.post("/admin/queue/search/", {"text": "Renate"})
        for name in lists:
            assert not _shows(browser.get(reverse(name)), case), (role, name)
        found = browser.post("/admin/queue/search/", {"text": case.reference})
        assert case.reference not in found.headers.get("Location", ""), role
    for role in OPENS[how]:
        assert _shows(world.browsers[role].get(reverse("admin:queue")), case), role


@pytest.mark.parametrize("how", OPENS)
def test_figures_lead_only_to_cases_that_their_reader_may_know(world: World, how: str) -> None:
    close(how)
    knows = {"general": {"manager", "team_lead", "dpo"}, "restricted": {"dpo"}, "applicants": {"dpo"}}[how]
    for role in ("manager", "team_lead", "dpo", "concerned"):
        for name in ("reports:cases", "reports:cases_csv"):
            answer = world.browsers[role].get(f"{reverse(name)}?figure=received")
            assert _shows(answer, world.case) is (role in knows), (role, name)
        answer = world.browsers[role].get(f"{reverse('reports:remedies')}?figure=promised")
        assert _shows(answer, world.complaint) is (role in knows), role


def test_the_api_tells_of_no_closed_case(world: World) -> None:
    _, key = issue(name="shop", scopes=["cases:read"], by=SYSTEM, now=timezone.now())
    got = {}
    for how in OPENS:
        close(how)
        address = reverse("api:case", args=[world.case.reference])
        got[how] = Client().get(address, HTTP_AUTHORIZATION=f"Bearer {key}").status_code
    assert got == {"general": 200, "restricted": 404, "applicants": 404}


def _shows(answer: Any, case: Case) -> bool:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return case.reference in content.decode()


MAIL_PAGES = ("admin:arrival", "admin:arrival_raw")
MAIL_DEEDS = ("admin:arrival_again", "admin:arrival_attach", "admin:arrival_discard", "admin:arrival_open")


@pytest.mark.parametrize(
    ("audience", "opens"),
    [("general", {"officers", "team_lead", "dpo", "concerned"}), ("applicants", {"hr", "dpo", "concerned"})],
)
def test_mail_that_waits_is_seen_by_whose_work_it_is_and_by_nobody_else(
    world: World, audience: str, opens: set[str]
) -> None:
    Arrival.objects.filter(pk=world.ids["arrival"]).update(audience=audience, reason="Set aside: read me.")
    for role in ROLES:
        for name in MAIL_PAGES:
            assert world.may(role, name) is (role in opens), (role, name)
        browser = world.browsers[role]
        for name in ("admin:quarantine", "admin:intake_arrival_changelist"):
            shown = "read me" in browser.get(reverse(name)).content.decode()
            assert shown is (role in opens), (role, name)
        home = browser.get("/admin/")
        waiting = [number.count for number in (home.context or {}).get("numbers", []) if "quarantine" in number.label]
        assert sum(waiting) == (role in opens), role
        change = reverse("admin:intake_arrival_change", args=[world.ids["arrival"]])
        assert (browser.get(change).status_code == 200) is (role in opens), role
    for role in set(ROLES) - opens:
        for name in (*MAIL_DEEDS, "admin:arrival_hand_over"):
            assert not world.may(role, name), (role, name)
    assert Arrival.objects.get(pk=world.ids["arrival"]).state == "quarantined"
