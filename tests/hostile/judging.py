"""Judges what a hostile mail did, by invariants that do not depend on wording: it ends, stays whole, and is inert everywhere.

Each mail carries `CANARY` wherever a stranger can write; nothing of ours that leaves, and no tag of ours that is shown as
markup, may carry it on. A clean mail sent right after must be a case.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.utils import getaddresses
from html.parser import HTMLParser

from django.core import mail as django_mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import punycode

from cases.models import Case
from cases.vault import load
from correspondence.models import Letter
from desk.mailview import TAGS
from intake.models import WAITING, Arrival
from tests.builders import MAILBOX, bring_in, mail, send_letters

CANARY = "kanarienvogel"
ASKS = "Please send me a copy of my data."
SENDER = "requester@example.com"
SECONDS = 10.0  # of this process; the reading child's are limited by the child itself
_LEADS = ("href", "src", "srcset", "action", "formaction", "poster", "background", "data", "xlink:href", "ping")
_ALLOWED = ("/", "#", "?", "mailto:")
_FRAME = TAGS | {"html", "head", "meta", "title", "style", "body"}


def raw(*headers: str | bytes, body: str | bytes = ASKS, sender: str | bytes = f"From: {SENDER}") -> bytes:
    """Give a mail of these header lines and body, byte by byte as they stand; lines end in CRLF."""
    lines = [sender, f"To: {MAILBOX}", *headers]
    text = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines if line)
    return text + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode())


def html(markup: str | bytes, *headers: str | bytes, charset: str = "utf-8") -> bytes:
    """Give a mail that is HTML, after a sentence that asks for a copy."""
    kind = f'Content-Type: text/html; charset="{charset}"'
    content = markup if isinstance(markup, bytes) else markup.encode()
    return raw("Message-ID: <h@example.com>", kind, *headers, body=f"<p>{ASKS}</p>".encode() + content)


def with_file(content: bytes, headers: str, *, encoding: str = "8bit") -> bytes:
    """Give a mail with a text and one more part; `headers` are the part's own lines."""
    return raw(
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="cut"',
        body=f"--cut\r\n\r\n{ASKS}\r\n--cut\r\n{headers}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + content
        + b"\r\n--cut--\r\n",
    )


def judge(data: bytes, desk: Client, *, now: datetime | None = None) -> Arrival:
    """Bring the mail in and hold everything that holds for each; give its arrival for what holds for it alone."""
    now = now or timezone.now()
    before = time.process_time()
    arrival = bring_in(data, now=now)
    assert time.process_time() - before < SECONDS
    assert load(arrival.raw) == data
    assert arrival.state not in WAITING, arrival.last_error
    assert arrival.reason
    assert (arrival.attempts, arrival.last_error) == (1, "")
    assert arrival.received_at == now
    probe = bring_in(mail(sender="probe@example.org", message_id="<probe@example.org>"), now=now)
    assert probe.state == "opened", probe.reason
    _judge_letters(now)
    for page in pages_of(arrival):
        assert_inert(desk.get(page))
    return arrival


def _judge_letters(now: datetime) -> None:
    """Send all that is queued; each letter has one recipient, whom the row names, and no word of a stranger's."""
    django_mail.outbox.clear()
    send_letters(now=now + timedelta(minutes=1))
    known = set(Letter.objects.values_list("to", flat=True))
    for sent in django_mail.outbox:
        data = sent.message().as_bytes()
        letter = message_from_bytes(data, policy=policy.default)
        addresses = getaddresses([str(letter["To"])])
        assert len(addresses) == 1
        assert [_on_the_wire(one) for one in sent.recipients()] == [addresses[0][1]]
        assert set(sent.recipients()) <= known
        assert letter["Cc"] is None
        assert letter["Bcc"] is None
        texts = [str(letter["Subject"]), *(part.get_content() for part in letter.walk() if not part.is_multipart())]
        assert CANARY not in "".join(texts).lower() + data.decode("ascii", "replace").lower()


def _on_the_wire(address: str) -> str:
    """Give the address with its domain as DNS knows it (RFC 5891)."""
    box, _, domain = address.rpartition("@")
    return f"{box}@{punycode(domain)}"


def pages_of(arrival: Arrival) -> Sequence[str]:
    """Give every page of the desk that shows the mail."""
    pages = ["/admin/", reverse("admin:queue"), reverse("admin:quarantine")]
    if arrival.state in ("quarantined", "discarded"):
        return [*pages, reverse("admin:arrival", args=[arrival.pk])]
    if arrival.case is None:
        return pages
    return [*pages, *case_pages(arrival.case)]


def case_pages(case: Case) -> list[str]:
    """Give the pages of a case and of its messages."""
    found = [reverse("admin:case", args=[case.reference])]
    for message in case.messages.all():
        names = ["message", "message_html"] if message.html else ["message"]
        found += [reverse(f"admin:{name}", args=[case.reference, message.pk]) for name in names]
    return found


class _Markup(HTMLParser):
    """Collects what could run, fetch or lead away."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note handlers, styles, scripts of strangers and addresses outside."""
        self.tags.add(tag)
        given = {name: value or "" for name, value in attrs}
        self.found += [f"{tag} {name}" for name in given if name.startswith("on") or name in ("style", "srcdoc")]
        leads = {name: given[name].strip() for name in _LEADS if name in given}
        self.found += [f"{tag} {name}={to}" for name, to in leads.items() if to and not to.startswith(_ALLOWED)]
        self.found += [f"{tag} {name}={to}" for name, to in leads.items() if to.startswith("//")]
        if tag == "script" and not given.get("src", "").startswith("/"):
            self.found.append(tag)


def assert_inert(answer) -> None:
    """Hold one page: it is UTF-8, under a strict policy, and nothing in it runs, fetches or leads away."""
    assert answer.status_code == 200
    assert "utf-8" in answer["Content-Type"].lower()
    policy_said = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy_said
    assert "unsafe" not in policy_said
    markup = _Markup()
    markup.feed(answer.content.decode("utf-8"))
    assert markup.found == []
    if "sandbox" in policy_said:
        assert markup.tags <= _FRAME
