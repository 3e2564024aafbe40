"""Our own check of DKIM signatures: really signed mail, a name server of the test's own, and nothing that raises."""

import base64
from datetime import timedelta

import dkim
import dns.resolver
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

from cases import vault
from cases.models import Case
from correspondence.models import Message
from intake import tasks
from intake.dkimcheck import Found, check, look_up
from intake.models import SenderCheck
from intake.services.senders import check_waiting
from tests.builders import DAY, bring_in, mail

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
)
MAIL = mail().replace(b"\n", b"\r\n")
LATER = DAY + timedelta(minutes=1)


def signed(raw=MAIL, *, domain=b"example.com"):
    """Give the mail as its own server would send it."""
    return dkim.sign(raw, b"s1", domain, PRIVATE, include_headers=[b"from", b"to", b"subject"]) + raw


def name_server(name, timeout=5):
    """Answer for the domains that sign here."""
    known = (b"s1._domainkey.example.com.", b"s1._domainkey.mail.example.com.", b"s1._domainkey.evil.example.")
    return b"v=DKIM1; k=rsa; p=" + PUBLIC if name in known else None


def silent_server(name, timeout=5):
    raise dkim.DnsTimeoutError("nobody answers")


def found_in(raw, lookup=name_server):
    return check(raw, from_email="requester@example.com", lookup=lookup)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (signed(), Found("pass", "example.com", aligned=True)),
        (signed(domain=b"mail.example.com"), Found("pass", "mail.example.com", aligned=True)),
        (signed(domain=b"evil.example"), Found("pass", "evil.example", aligned=False)),
        (signed().replace(b"a copy of my data", b"a copy of his data"), Found("fail", "example.com", aligned=True)),
        (signed().replace(b"Subject: My data", b"Subject: No data"), Found("fail", "example.com", aligned=True)),
        (signed(domain=b"nokey.example"), Found("fail", "nokey.example", aligned=False)),
        (signed(signed(domain=b"evil.example").replace(b"s=s1", b"s=s2", 1)), Found("pass", "example.com", aligned=True)),
        (MAIL, Found("none")),
        (b"DKIM-Signature: nonsense\r\n" + MAIL, Found("permerror")),
        (b"", Found("none")),
        (b"\x00\xff", Found("none")),
    ],
    ids=["whole", "a part of the domain", "another's domain", "body changed", "subject changed", "no key",
         "one of two", "unsigned", "no signature at all", "empty", "no mail"],
)  # fmt: skip
def test_a_signature_is_judged_for_what_it_says_of_the_sender(raw, found):
    assert found_in(raw) == found


def test_a_name_server_that_does_not_answer_is_no_fault_of_the_mail():
    assert found_in(signed(), silent_server).result == "temperror"


@pytest.mark.parametrize(
    "answer", [b"", b"v=DKIM1; p=", b"v=DKIM9; p=AAAA", b"p=%%%", b"\xff" * 9000, b"k=rsa; p=QUFB"]
)
def test_no_answer_of_a_name_server_raises(answer):
    assert found_in(signed(), lambda name, timeout=5: answer).result == "fail"


def test_a_name_server_that_breaks_in_another_way_raises_nothing():
    assert found_in(signed(), lambda name, timeout=5: 1 / 0).result == "fail"


def test_headers_without_an_end_are_not_looked_through():
    assert found_in(b"DKIM-Signature: v=1; d=x\r\n" + b"X-A: b\r\n" * 100_000).result == "permerror"


def test_a_hundred_signatures_cost_no_more_than_three():
    asked = []
    one = dkim.sign(MAIL, b"s1", b"nokey.example", PRIVATE, include_headers=[b"from"])
    found_in(one * 100 + MAIL, lambda name, timeout=5: asked.append(name))
    assert len(asked) == 3


def test_our_resolver_gives_up_in_time_and_says_so(monkeypatch):
    def timeout(*_given, **options):
        assert options["lifetime"] <= 3
        raise dns.resolver.LifetimeTimeout(timeout=3, errors=[])

    monkeypatch.setattr(dns.resolver, "resolve", timeout)
    with pytest.raises(dkim.DnsTimeoutError):
        look_up(b"s1._domainkey.example.com.")


@pytest.fixture
def on(settings, db):
    settings.CHECK_SENDERS = True


def test_without_the_setting_nothing_is_asked_of_anybody(db, monkeypatch):
    monkeypatch.setattr("intake.dkimcheck.look_up", lambda *_: pytest.fail("a name server was asked"))
    bring_in(signed())
    tasks.check_senders()
    assert not SenderCheck.objects.exists()


def test_a_mail_becomes_a_case_without_waiting_for_the_check_and_shows_it_afterwards(on, monkeypatch, officer):
    monkeypatch.setattr("intake.dkimcheck.look_up", name_server)
    case = bring_in(signed()).case
    assert "own_dkim" not in case.messages.get().sender_trust
    tasks.check_senders()
    assert case.messages.get().sender_trust["own_dkim"] == "pass (example.com)"
    assert SenderCheck.objects.get().checked_at is not None


def test_a_failed_signature_warns_and_changes_nothing_else(on, officer):
    case = bring_in(signed().replace(b"a copy of my data", b"a copy of the data")).case
    before = Case.objects.values().get()
    check_waiting(now=LATER, lookup=name_server)
    assert Case.objects.values().get() == before
    browser = Client()
    browser.force_login(officer)
    page = browser.get(reverse("admin:case", args=[case.reference])).content.decode()
    assert "The sender may not be who they say: DKIM by our own check fail (example.com)" in page


def test_a_signature_that_holds_verifies_nobody_and_joins_nothing(on):
    case = bring_in(signed()).case
    check_waiting(now=LATER, lookup=name_server)
    again = bring_in(
        signed(mail(subject=f"Re: {case.reference}", message_id="<2@example.com>").replace(b"\n", b"\r\n"))
    )
    assert again.state == "quarantined"
    assert not [
        field
        for field in case.parties.values().get()
        if "verified" in field and case.parties.values(field).get()[field]
    ]


def test_what_waits_in_quarantine_shows_the_check_too(on, officer):
    arrival = bring_in(signed(mail("Call me back?", subject="Parcel").replace(b"\n", b"\r\n")))
    check_waiting(now=LATER, lookup=name_server)
    browser = Client()
    browser.force_login(officer)
    page = browser.get(reverse("admin:arrival", args=[arrival.pk])).content.decode()
    assert "DKIM by our own check pass (example.com)" in page


def test_a_silent_name_server_is_asked_three_times_in_ten_minutes_and_then_left(on):
    bring_in(signed())
    settled = [check_waiting(now=LATER + timedelta(minutes=n), lookup=silent_server) for n in (0, 1, 6, 12, 20)]
    assert settled == [0, 0, 0, 1, 0]
    assert Message.objects.get().sender_trust["own_dkim"] == "temperror (example.com)"


def test_bytes_that_are_gone_are_no_failure(on):
    arrival = bring_in(signed())
    vault.destroy(arrival.raw, now=LATER)
    assert check_waiting(now=LATER, lookup=name_server) == 1
    assert SenderCheck.objects.get().dkim == "permerror"
