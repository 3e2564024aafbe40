"""Mail that a provider posts: who may, that it is kept before it is read, and that it ends as any other mail."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError
from django.utils import timezone

from cases.models import Case
from cases.vault import load
from correspondence.links import reply_address
from intake.hooks import views
from intake.hooks.post import Post
from intake.models import Arrival
from intake.services.process import process, waiting_arrivals
from tests.builders import mail, make_request, noon
from tests.intake.hooks.posts import INBOUND, amazon_ses, brevo, mailgun, mailjet, postmark, sendgrid, sns

DAY = noon(2026, 9, 3)
RAW = mail("Please send me a copy of my data.").replace(b"\n", b"\r\n")
MALFORMED = (
    b"From: =?x-unknown?b?/////?= <a@example.com>\r\nSubject: \xff\xfe raw\r\n\r\nPlease delete my data. \xe4\r\n"
)


def work_off():
    now = timezone.now()
    while ids := waiting_arrivals(now=now):
        for arrival_id in ids:
            process(arrival_id=arrival_id, now=now)


# Each provider


@pytest.mark.parametrize("name", INBOUND)
def test_a_mail_posted_in_the_providers_shape_opens_a_case(post, name):
    assert post(name, INBOUND[name](RAW)).status_code == 200
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.channel, arrival.source) == ("received", "mail", f"webhook:{name.partition(',')[0]}")
    work_off()
    arrival.refresh_from_db()
    assert (arrival.state, arrival.reason[:1] != "") == ("opened", True)
    assert arrival.envelope_to == ["claims@alltracking.com"]
    assert arrival.case.parties.get().email == "requester@example.com"


@pytest.mark.parametrize("name", INBOUND)
def test_a_post_that_comes_again_five_times_changes_nothing(post, name):
    made = INBOUND[name](RAW)
    assert [post(name, made).status_code for _ in range(5)] == [200] * 5
    work_off()
    assert (Arrival.objects.count(), Case.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", ["mailgun", "sendgrid", "amazon_ses"])
def test_the_bytes_of_a_raw_mail_reach_the_parser_as_they_are(post, name, monkeypatch):
    read = []
    monkeypatch.setattr("intake.services.process.read_mail", lambda raw: read.append(raw) or 1 / 0)
    post(name, INBOUND[name](MALFORMED))
    process(arrival_id=Arrival.objects.get().pk, now=timezone.now())
    assert read == [MALFORMED]


def test_an_attachment_whose_name_is_a_path_arrives_without_it(post):
    post("mailgun", INBOUND["mailgun, parsed"]())
    work_off()
    file = Case.objects.get().messages.get().attachments.get()
    assert "/" not in file.name
    assert load(file.blob) == b"%PDF-1.4\x00\xff"


def test_a_field_in_another_charset_is_read_rightly(post):
    post("sendgrid", INBOUND["sendgrid, parsed"]())
    work_off()
    assert "Grüße" in Case.objects.get().messages.get().text


def test_several_mails_in_one_post_become_several_cases(post):
    post("brevo", brevo(items=3))
    work_off()
    assert sorted(Arrival.objects.values_list("source", "state")) == [
        ("webhook:brevo", "opened"),
        ("webhook:brevo:item", "opened"),
        ("webhook:brevo:item", "opened"),
    ]
    post("brevo", brevo(items=3))
    work_off()
    assert Case.objects.count() == 3


@pytest.mark.parametrize("made", [mailgun, postmark, sendgrid, amazon_ses])
def test_the_issued_reply_address_in_the_envelope_joins_the_case(post, made):
    case = make_request(acknowledged=True)
    issued = reply_address(party=case.parties.get(), now=DAY)
    post(made.__name__, made(RAW, to=issued))
    work_off()
    assert Arrival.objects.get().case == case


def test_the_same_mail_by_another_door_is_a_duplicate(post):
    post("mailgun", mailgun(RAW))
    post("postmark", postmark(RAW))
    work_off()
    assert sorted(Arrival.objects.values_list("state", flat=True)) == ["duplicate", "opened"]


def test_a_post_that_comes_late_counts_from_when_the_provider_took_the_mail(post):
    post("amazon_ses", amazon_ses(RAW, at="2026-09-01T08:00:00Z"))
    assert Arrival.objects.get().received_at == datetime(2026, 9, 1, 8, tzinfo=UTC)


def test_a_moment_in_the_future_is_not_believed(post):
    post("amazon_ses", amazon_ses(RAW, at="2126-09-01T08:00:00Z"))
    assert Arrival.objects.get().received_at <= timezone.now()


def test_what_amazon_asks_beside_mail_waits_for_a_person(post):
    said = {
        "Type": "SubscriptionConfirmation",
        "MessageId": "m1",
        "Token": "t",
        "TopicArn": "arn:aws:sns:eu-west-1:1:x",
    }
    assert post("amazon_ses", sns(said)).status_code == 200
    work_off()
    arrival = Arrival.objects.get()
    assert arrival.state == "quarantined"
    assert "confirm it in the console" in arrival.reason


# Kept before it is read


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"[" * 100_000, b"\xff\xfe", b'{"RawEmail": 7}'])
def test_garbage_of_a_caller_who_may_post_is_kept_and_shown_to_a_person(post, body):
    made = postmark(RAW)
    assert post("postmark", type(made)(body)).status_code == 200
    arrival = Arrival.objects.get()
    assert Post.from_bytes(load(arrival.raw)).body == body
    work_off()
    arrival.refresh_from_db()
    assert arrival.state == "quarantined"
    assert "provider's post" in arrival.reason


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), DatabaseError("away")])
def test_what_cannot_be_stored_is_asked_for_again_and_then_stored_once(post, monkeypatch, error):
    def fail(*_args, **_kwargs):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(views, "receive", fail)
        answer = post("postmark", postmark(RAW))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert post("postmark", postmark(RAW)).status_code == 200
    assert Arrival.objects.count() == 1


def test_a_body_over_the_limit_is_refused_before_it_is_read(post, settings):
    settings.MAX_WEBHOOK_BYTES = 1000
    answer = post("postmark", postmark(b"x" * 2000))
    assert answer.status_code == 413
    assert not Arrival.objects.exists()


def test_a_mail_larger_than_djangos_limit_for_forms_is_taken(post):
    large = RAW + b"x" * 70 + (b"\r\n" + b"y" * 70) * 60_000
    for made in (mailgun, sendgrid, postmark):
        assert post(made.__name__, made(large)).status_code == 200
    assert Arrival.objects.filter(size__gt=4_000_000).count() == 3


# Who may post


@pytest.mark.parametrize("name", ["postmark", "sendgrid", "brevo", "mailjet", "amazon_ses", "mailgun"])
@pytest.mark.parametrize("given", [None, "Basic aG9va3M6d3Jvbmc=", "Basic %%%", "Bearer x"])
def test_a_caller_without_the_secret_is_refused_and_nothing_kept(post, name, given):
    assert post(name, INBOUND[name](RAW), HTTP_AUTHORIZATION=given).status_code in (400, 401)
    assert not Arrival.objects.exists()


def test_a_wrong_signature_is_refused(post):
    made = mailgun(RAW)
    forged = type(made)(made.body.replace(b'name="signature"\r\n\r\n', b'name="signature"\r\n\r\n0'), made.content_type)
    assert post("mailgun", forged).status_code == 400
    assert not Arrival.objects.exists()


def test_a_signature_of_yesterday_with_another_mail_finds_its_first_one(post):
    post("mailgun", mailgun(RAW, token="same"))
    post("mailgun", mailgun(mail("Something else."), token="same"))
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_other_methods_are_refused(post, client, method):
    assert getattr(client, method)("/hooks/inbound/postmark/").status_code == 405


def test_a_provider_may_try_the_address(post, client):
    assert client.head("/hooks/inbound/postmark/").status_code == 200


@pytest.mark.parametrize("name", ["postmark", "mandrill", "nobody"])
def test_a_provider_that_is_not_named_has_no_door(post, client, settings, name):
    settings.WEBHOOKS = ["mailjet"]
    for hook in ("inbound", "tracking"):
        assert client.post(f"/hooks/{hook}/{name}/").status_code == 404


@pytest.mark.parametrize("secret", [None, "", [], "no-colon", ":only-a-password"])
@pytest.mark.parametrize("made", [postmark, sendgrid, amazon_ses, brevo, mailjet])
def test_a_door_that_nothing_guards_stays_closed_and_is_an_error(post, settings, secret, made):
    settings.WEBHOOKS = [made.__name__]
    settings.ANYMAIL = {"BREVO_API_KEY": "x"} | ({} if secret is None else {"WEBHOOK_SECRET": secret})
    with pytest.raises(SystemCheckError, match="WEBHOOK_SECRET"):
        call_command("check")
    assert post(made.__name__, made(RAW)).status_code == 404


def test_mailgun_without_its_signing_key_is_an_error(settings):
    settings.WEBHOOKS = ["mailgun"]
    settings.ANYMAIL = {}
    with pytest.raises(SystemCheckError, match="MAILGUN_WEBHOOK_SIGNING_KEY"):
        call_command("check")


def test_the_secret_is_in_no_answer_and_no_arrival(post):
    answer = post("postmark", postmark(RAW), HTTP_AUTHORIZATION="Basic aG9va3M6d3Jvbmc=")
    post("postmark", postmark(RAW))
    assert b"a-password-for-tests" not in answer.content
    assert b"a-password-for-tests" not in load(Arrival.objects.get().raw)
    assert json.loads(Post.from_bytes(load(Arrival.objects.get().raw)).body)["OriginalRecipient"]
