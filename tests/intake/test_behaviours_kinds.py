"""Behaviours 17 to 21 of a mailroom that nobody fools: bounces, machines, advertising, sender checks and our own mail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from correspondence.caps import DOMAIN_CAP
from correspondence.links import reply_address
from correspondence.models import Letter
from intake.classify import Kind, classify
from intake.parse import parse
from intake.services import reading
from tests.builders import DAY, bring_in, mail, make_request, send_letters
from tests.hostile.test_mails_machines import bounce
from tests.intake.mails import OURS, raw_mail

pytestmark = pytest.mark.django_db


def kind_of(name):
    return classify(parse(raw_mail(name)), our_addresses=OURS)


@pytest.mark.parametrize(
    ("name", "hard", "delay"),
    [
        ("bounce_hard_rfc3464", True, False),
        ("bounce_soft_rfc3464", False, False),
        ("bounce_delay_rfc3464", False, True),
        ("bounce_exim_failed_recipients", True, False),
        ("bounce_qmail_text", True, False),
        ("bounce_ses_notice", True, False),
    ],
)
def test_behaviour_17_a_bounce_is_known_with_recipient_status_and_what_it_means(name, hard, delay):
    found = kind_of(name)
    assert (found.kind, found.bounce.recipients) == (Kind.BOUNCE, ("jane@example.org",))
    assert found.bounce.statuses
    assert (found.bounce.hard, found.bounce.delay) == (hard, delay)


def test_behaviour_17_receipts_and_abuse_reports_are_no_bounces_and_a_forwarded_bounce_is_a_persons():
    assert {kind_of(name).kind for name in ("read_receipt", "abuse_report")} == {Kind.REPORT}
    assert kind_of("forward_of_a_bounce_by_a_person").kind == Kind.PERSON


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "X-Autoreply:",
        "X-Autorespond:",
        "X-Auto-Response-Suppress: All",
        "Precedence: auto_reply",
        "X-POST-MessageClass: 9; Autoresponder",
        "X-FC-MachineGenerated: true",
        "Subject: Abwesenheitsnotiz",
        "Subject: 自動返信",
    ],
)
def test_behaviour_18_an_automatic_reply_is_known_by_header_or_subject(header):
    raw = f"From: Ann <ann@example.com>\r\n{header}\r\n\r\nI am away.".encode()
    assert classify(parse(raw), our_addresses=OURS).kind == Kind.AUTO_REPLY


def test_behaviour_18_mail_of_a_list_is_known_by_its_headers():
    assert {kind_of(name).kind for name in ("mailing_list", "newsletter")} == {Kind.LIST}


@pytest.mark.parametrize(
    "header",
    [
        {"X_Spam_Flag": "YES"},
        {"X_Spam_Status": "Yes, score=9.1 required=5.0"},
        {"X_Spam": "Yes"},
        {"X_Mailgun_Sflag": "Yes"},
        {"X_MS_Exchange_Organization_SCL": "6"},
        {"X_Spam_Score": "7.2"},
        {"X_Spam_Status": "No, score=6.5 required=15"},
    ],
)
def test_behaviour_19_what_is_called_spam_waits_for_a_person_and_is_never_dropped(header, settings, officer):
    settings.SPAM_SCORE = 6
    arrival = bring_in(mail(**header))
    assert (arrival.state, arrival.suggestion["rights"]) == ("quarantined", ["access"])
    assert "spam" in arrival.reason or "advertising" in arrival.reason
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "header",
    [
        {"X_Spam_Flag": "NO"},
        {"X_Spam_Score": "5.9"},
        {"X_Spam_Status": "No, score=-2"},
        {"X_MS_Exchange_Organization_SCL": "1"},
        {"X_Spam_Score": "many"},
    ],
)
def test_behaviour_19_what_is_not_called_spam_is_a_case(header, settings):
    settings.SPAM_SCORE = 6
    assert bring_in(mail(**header)).state == "opened"


def test_behaviour_19_a_score_counts_only_where_a_threshold_is_set_and_never_against_our_own_secret(settings):
    assert bring_in(mail(X_Spam_Score="99")).state == "opened"
    case = make_request(acknowledged=True)
    to = reply_address(party=case.parties.get(), now=DAY)
    assert bring_in(mail("More.", to=to, message_id="<2@x>", X_Spam_Flag="YES"), to=(to,)).state == "joined"


@pytest.fixture
def authserv(settings, monkeypatch):
    settings.TRUSTED_AUTHSERV_ID = "mx.alltracking.example"
    monkeypatch.setattr(reading, "_parser", None)  # the child of other tests knows of no server
    yield settings.TRUSTED_AUTHSERV_ID
    reading.close_parser()


def test_behaviour_20_results_of_our_own_server_are_kept_and_a_failed_dmarc_is_shown_before_identity(authserv, officer):
    said = f"{authserv}; spf=pass smtp.mailfrom=a; dkim=none; dmarc=fail header.from=example.com"
    case = bring_in(mail(Authentication_Results=said)).case
    assert case.messages.get().sender_trust == {"spf": "pass", "dkim": "none", "dmarc": "fail"}
    browser = Client()
    browser.force_login(officer)
    page = browser.get(reverse("admin:case", args=[case.reference])).content.decode()
    assert "The sender may not be who they say: DMARC fail" in page


def test_behaviour_20_what_another_server_says_is_not_kept(authserv):
    message = bring_in(mail(Authentication_Results="mx.evil.example; dmarc=pass")).case.messages.get()
    assert not any(message.sender_trust.values())


def test_behaviour_21_our_own_mail_ends_as_a_loop_and_is_answered_by_nobody():
    letters = [mail(sender="claims@alltracking.com"), mail(X_Claims_Desk="letter", message_id="<2@x>")]
    assert [bring_in(raw).state for raw in letters] == ["loop", "loop"]
    assert not Letter.objects.exists()


def test_behaviour_21_acknowledgements_are_capped_by_address_and_by_domain_and_every_case_opens():
    for number in range(8):
        assert bring_in(mail(message_id=f"<a{number}@x>")).state == "opened"
    assert Letter.objects.count() == 5
    for number in range(DOMAIN_CAP + 3):
        bring_in(mail(sender=f"p{number}@victim.example", message_id=f"<d{number}@x>"))
    assert Letter.objects.filter(to__endswith="@victim.example").count() == DOMAIN_CAP


@pytest.mark.parametrize("sender", ["no-reply@example.com", "mailer-daemon@example.com", "claims+x@alltracking.com"])
def test_behaviour_21_nobody_that_reads_nothing_is_acknowledged(sender):
    bring_in(mail(sender=sender))
    assert not Letter.objects.exists()


def test_behaviour_21_what_we_send_by_ourselves_says_so_and_takes_no_answer_of_a_machine(mailoutbox):
    bring_in(mail())
    send_letters(now=DAY + timedelta(minutes=1))
    headers = mailoutbox[0].message()
    assert headers["Auto-Submitted"] == "auto-replied"
    assert headers["X-Auto-Response-Suppress"] == "All"
    assert headers["X-Claims-Desk"]


def test_behaviour_21_a_bounce_of_our_letter_comes_back_to_its_own_address():
    case = make_request(acknowledged=True)
    letter = case.letters.get()
    to = reply_address(party=case.parties.get(), now=DAY)
    assert bring_in(bounce(letter.message_id, to=to), to=(to,)).case == case
