"""What strangers send does nothing at the desk, and looking changes nothing."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from cases.models import AccessRecord, Case, User
from correspondence.models import Attachment, Letter, Message
from desk.mailview import POLICY
from tests.desk.papers import Sit, write_to
from tests.desk.test_doors import POST_ONLY, every_address

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% debug %}",
    "\u202egpj.exe",
]


class Markup(HTMLParser):
    """Collects what could run or be styled inline."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self._in_script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note handlers, styles and scripts without an address of ours."""
        given = dict(attrs)
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        leads = [given.get(name) or "" for name in ("href", "src", "action", "formaction")]
        self.inline += [f"{tag} {address}" for address in leads if address.strip().startswith("javascript:")]
        runs = tag == "script" and given.get("type") != "application/json"  # a block of data runs nowhere
        if tag == "style" or (runs and not (given.get("src") or "").startswith("/")):
            self.inline.append(tag)
        self._in_script = tag if runs else ""

    def handle_endtag(self, tag: str) -> None:
        """Leave the script."""
        self._in_script = ""

    def handle_data(self, data: str) -> None:
        """Note text inside a script."""
        if self._in_script and data.strip():
            self.inline.append(data)


def inline_parts(page: str) -> list[str]:
    """Give what a strict policy would block."""
    parser = Markup()
    parser.feed(page)
    return parser.inline


@pytest.fixture
def pages(request_case: Case, complaint_case: Case, officer: User, quarantined: int) -> list[str]:
    """Give every page of the desk that can be looked at, with papers on it."""
    found = every_address(request_case, complaint_case, officer, quarantined)
    return ["/admin/", *(address for name, address in found.items() if name not in POST_ONLY)]


def counts() -> dict[str, int]:
    """Count the rows of every table but those that looking may fill."""
    quiet = (AccessRecord, Session)
    return {model.__name__: model._default_manager.count() for model in apps.get_models() if model not in quiet}


def state() -> list[Any]:
    """Give every field of the cases and letters."""
    return [dict(row) for model in (Case, Letter) for row in model._default_manager.values()]


def test_looking_at_every_page_changes_nothing_but_the_access_records(pages: list[str], at_desk: Client) -> None:
    before = (counts(), state())
    for page in pages:
        at_desk.get(page)
    assert (counts(), state()) == before
    assert AccessRecord.objects.exists()


def test_every_page_carries_the_strict_policy_and_nothing_inline(pages: list[str], at_desk: Client) -> None:
    for page in pages:
        answer = at_desk.get(page)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy, page
        assert "default-src 'none'" in policy, page
        assert answer["X-Content-Type-Options"] == "nosniff", page
        if answer["Content-Type"].startswith("text/html") and not page.endswith("/html/"):
            assert inline_parts(answer.content.decode()) == [], page


def test_log_in_page_has_nothing_inline_either(db: None, sit: Sit) -> None:
    answer = sit(None).get(reverse("admin:login"))
    assert inline_parts(answer.content.decode()) == []
    assert "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_stranger_sends_is_shown_as_text_everywhere(hostile: str, request_case: Case, at_desk: Client) -> None:
    party = request_case.parties.get()
    party.name, party.email = hostile, f'"{hostile}"@example.com'[:254]
    party.save()
    Case.objects.update(title=hostile)
    write_to(request_case, text=hostile, files=True)
    Message.objects.update(subject=hostile, cc=[hostile], date_claimed=hostile, defects=[hostile])
    Attachment.objects.update(name=hostile, content_type=hostile)
    message = Message.objects.get()
    addresses = [
        "/admin/",
        reverse("admin:queue"),
        reverse("admin:letters"),
        reverse("admin:case", args=[request_case.reference]),
        reverse("admin:message", args=[request_case.reference, message.pk]),
        reverse("admin:act_write", args=[request_case.reference]),
        reverse("admin:act_describe", args=[request_case.reference]),
    ]
    for address in addresses:
        page = at_desk.get(address).content.decode()
        assert inline_parts(page) == [], address
        assert "14" not in page.split("7|add:7")[0][-3:], address
    found = at_desk.post(reverse("admin:search"), {"text": hostile}, follow=True).content.decode()
    assert inline_parts(found) == []


def test_html_of_a_mail_is_shown_without_anything_that_fetches_runs_or_leads_away(
    request_case: Case, at_desk: Client
) -> None:
    write_to(
        request_case,
        html='<p style="position:fixed" onclick="x()">Hello<img src="https://eve.example/p.gif">'
        '<a href="https://eve.example">press</a><script>x()</script><form action="//eve.example"><input></form></p>',
    )
    answer = at_desk.get(reverse("admin:message_html", args=[request_case.reference, Message.objects.get().pk]))
    body = answer.content.decode().split("<body>")[1]
    assert body == "<p>Hellopress</p><p></p></body></html>"
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_page_of_a_message_may_frame_our_own_pages_and_no_other_page_frames_anything(
    request_case: Case, at_desk: Client
) -> None:
    write_to(request_case)
    message = at_desk.get(reverse("admin:message", args=[request_case.reference, Message.objects.get().pk]))
    assert "frame-src 'self'" in message["Content-Security-Policy"]
    file = at_desk.get(reverse("admin:case", args=[request_case.reference]))
    assert "frame-src 'none'" in file["Content-Security-Policy"]


def test_desk_speaks_english_to_a_browser_that_asks_for_german(request_case: Case, at_desk: Client) -> None:
    answer = at_desk.get("/admin/", headers={"Accept-Language": "de"})
    assert '<html lang="en-gb"' in answer.content.decode()
