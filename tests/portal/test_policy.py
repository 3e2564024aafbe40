"""What every answer of the public pages carries, errors included."""

import re
from pathlib import Path

import pytest
from django.test import Client

from portal.urls import urlpatterns
from tests.builders import make_request
from tests.portal.posting import page
from tests.portal.test_status import address

pytestmark = pytest.mark.django_db
BASE = Path(__file__).resolve().parents[2]
WANTED = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
DIRECTIVES = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'",
    "object-src 'none'", "frame-ancestors 'none'",
}  # fmt: skip


def fails(*_):
    raise RuntimeError("a fault")


def all_addresses():
    case = make_request()
    known = {
        "start": "/",
        "request": "/request/",
        "complaint": "/complaint/",
        "receipt": "/receipt/unknown/",
        "status": address(case),
    }
    assert {pattern.name for pattern in urlpatterns} == set(known)
    return [*known.values(), "/c/unknown/", "/nowhere/", "/c/without-slash"]


def check(answer):
    for name, value in WANTED.items():
        assert answer[name] == value, (answer.request["PATH_INFO"], name)
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    policy = answer["Content-Security-Policy"]
    assert {directive.strip() for directive in policy.split(";")} >= DIRECTIVES
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options"])
def test_every_answer_to_every_public_address_carries_the_policy(method):
    for address_ in all_addresses():
        check(getattr(Client(enforce_csrf_checks=True), method)(address_))


def test_only_the_start_page_may_be_found_by_search_engines(client):
    found = [path_ for path_ in all_addresses() if "X-Robots-Tag" not in client.get(path_)]
    assert found == ["/"]


def test_a_foreign_host_gets_the_policy_and_no_page(client):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    check(answer)
    assert "evil.example" not in page(answer)


def test_a_foreign_host_and_the_way_to_https_carry_the_policy_where_https_is_asked_for(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    refused, led = client.get("/", headers={"host": "evil.example"}), client.get("/")
    assert (refused.status_code, led.status_code) == (400, 301)
    for answer in (refused, led):
        check(answer)


def test_a_static_file_may_be_kept(client):
    answer = client.get("/static/portal/portal.css")
    assert answer.status_code == 200
    assert "max-age" in answer["Cache-Control"]


def test_a_fault_of_ours_gets_a_page_in_plain_words_with_the_policy(monkeypatch):
    monkeypatch.setattr("portal.views.forms.render", fails)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert "Something failed on our side" in page(answer)
    assert "claims@alltracking.com" in page(answer)
    check(answer)


def test_no_page_asks_for_a_file_of_another_site_or_for_inline_style_or_script():
    for template in [*(BASE / "templates" / "portal").rglob("*.html"), *(BASE / "templates").glob("*.html")]:
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", text), template
        assert not re.search(r"(src|href)=\"(https?:)?//", text), template


def test_pages_need_no_script_at_all():
    assert list((BASE / "portal" / "static").rglob("*.js")) == []
