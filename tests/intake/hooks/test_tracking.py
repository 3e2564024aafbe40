"""What providers say became of our letters: states follow for letters with our mark, and forged words change nothing."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail

from correspondence.models import Letter
from correspondence.services.outbox import send
from correspondence.tracking import FIELD, letter_of, mark_of
from tests.builders import make_request, noon
from tests.intake.hooks.posts import TRACKING, mailgun_event, sns

DAY = noon(2026, 9, 3)
TO = "requester@example.com"


@pytest.fixture
def letter(post):
    """An acknowledgement that was sent."""
    return make_request(acknowledged=True).letters.get()


@pytest.fixture
def told(post, settings):
    """Give a function that lets a provider tell of a letter, with the mark that it carried."""

    def tell(name, event, letter, *, to=TO, mark=None, **more):
        settings.EMAIL_BACKEND = f"anymail.backends.{name}.EmailBackend"
        return post(name, TRACKING[name](event, to, mark_of(letter) if mark is None else mark, **more), hook="tracking")

    return tell


@pytest.mark.parametrize("name", TRACKING)
@pytest.mark.parametrize(
    ("event", "state"), [("delivered", "delivered"), ("failed", "bounced"), ("complained", "sent")]
)
def test_what_each_provider_tells_sets_the_letters_state_once(told, letter, name, event, state):
    for _ in range(3):
        assert told(name, event, letter).status_code == 200
    letter.refresh_from_db()
    assert letter.state == state
    kinds = {"delivered": [], "failed": ["letter_not_arrived"], "complained": ["letter_unwanted"]}
    assert list(letter.case.work_items.values_list("kind", flat=True)) == kinds[event]
    assert letter.deliveries.filter(state="delivered").count() == (event != "failed")


def test_a_statutory_letter_that_did_not_arrive_opens_its_duty_again(told, letter):
    told("postmark", "failed", letter)
    letter.case.refresh_from_db()
    assert letter.case.acknowledged_on is None


@pytest.mark.parametrize("order", [("delivered", "failed"), ("failed", "delivered")])
def test_the_order_of_what_is_told_does_not_matter(told, letter, order):
    for event in order:
        told("postmark", event, letter)
    letter.refresh_from_db()
    assert letter.state == "bounced"


def test_a_failure_that_passes_is_noted_and_changes_nothing(told, letter):
    told("mailgun", "failed", letter, severity="temporary")
    letter.refresh_from_db()
    assert letter.state == "sent"
    assert letter.deliveries.filter(detail__contains="soft").count() == 1


@pytest.mark.parametrize(
    "mark",
    [{}, {FIELD: ""}, {FIELD: "1"}, {FIELD: "1.00"}, {FIELD: "²." + "0" * 64}, {FIELD: "9" * 40 + ".0"}, {FIELD: None}],
)
def test_a_word_without_our_mark_is_passed_over(told, letter, mark):
    assert told("postmark", "failed", letter, mark=mark).status_code == 200
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_a_mark_made_for_another_provider_is_passed_over(told, letter, settings):
    settings.EMAIL_BACKEND = "anymail.backends.mailjet.EmailBackend"
    told("postmark", "failed", letter, mark=mark_of(letter))
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_a_word_about_another_address_is_passed_over(told, letter):
    told("postmark", "failed", letter, to="victim@example.net")
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_a_caller_without_the_secret_changes_nothing(post, letter, settings):
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    made = mailgun_event("failed", TO, mark_of(letter))
    assert post("mailgun", made, hook="tracking", HTTP_AUTHORIZATION=None).status_code == 401
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_a_word_that_comes_while_the_letter_is_handed_over_is_asked_for_again(told, letter):
    Letter.objects.update(state="sending")
    assert told("postmark", "delivered", letter).status_code == 503
    Letter.objects.update(state="sent")
    assert told("postmark", "delivered", letter).status_code == 200
    assert Letter.objects.get().state == "delivered"


@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b'{"RecordType": []}'])
def test_garbage_is_refused_and_does_not_come_again(post, letter, body):
    made = TRACKING["postmark"]("delivered", TO, {})
    assert post("postmark", type(made)(body), hook="tracking").status_code in (200, 400)
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_amazon_asking_to_confirm_puts_a_person_on_it(post):
    said = {
        "Type": "SubscriptionConfirmation",
        "MessageId": "m1",
        "Token": "t",
        "TopicArn": "arn:aws:sns:eu-west-1:1:x",
    }
    assert post("amazon_ses", sns(said), hook="tracking").status_code == 200


def test_a_letter_carries_its_mark_only_through_a_provider(post, settings, db):
    case = make_request()
    letter = make_letter(case)
    assert mark_of(letter) == {}
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    assert letter_of(mark_of(letter), provider="postmark") == letter
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    Letter.objects.update(state="queued", send_after=DAY)
    send(letter_id=letter.pk, now=DAY + timedelta(hours=1))
    assert django_mail.outbox[-1].metadata == mark_of(letter)


def make_letter(case):
    acknowledged = make_request(acknowledged=True, email=f"{case.pk}@example.com")
    return acknowledged.letters.get()
