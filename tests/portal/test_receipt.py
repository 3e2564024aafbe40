"""The receipt: reference, day and what comes next, for who sent the form and for nobody else."""

import pytest
import time_machine

from cases.models import Case
from intake.models import Arrival
from tests.builders import bring_in, mail, noon
from tests.portal.posting import ask, complain, page

pytestmark = pytest.mark.django_db
DAY = noon(2026, 9, 3)


def receipt_of(client, answer, *, at=DAY, **headers):
    with time_machine.travel(at, tick=False):
        return client.get(answer["Location"], **headers)


@pytest.fixture
def sent(client):
    """A request that was sent on 3 September."""
    with time_machine.travel(DAY, tick=False):
        return ask(client)


def test_a_receipt_gives_reference_day_and_why(client, sent):
    text = page(receipt_of(client, sent))
    assert Case.objects.get().reference in text
    assert "5 October 2026" in text
    assert "The law sets this day. It counts from 3 September 2026, when we received it." in text
    assert "GDPR Art. 12(3)" in text
    assert "We send an e-mail to the address that you gave." in text


def test_a_receipt_of_a_complaint_says_that_the_day_is_our_promise(client):
    with time_machine.travel(DAY, tick=False):
        answer = complain(client)
    text = page(receipt_of(client, answer))
    assert "3 October 2026" in text
    assert "No law sets a day for this answer. We promise to answer within 30 days." in text


def test_a_receipt_holds_nothing_that_the_person_wrote(client, sent):
    text = page(receipt_of(client, sent))
    for said in ("4711", "Renate", "requester@example.com"):
        assert said not in text


def test_a_receipt_ends_after_a_day(client, sent):
    assert receipt_of(client, sent, at=noon(2026, 9, 4)).status_code == 404


@pytest.mark.parametrize("key", ["1", "0" * 64, "x" * 5000, "%00", "..%2f"])
def test_a_receipt_cannot_be_guessed(client, sent, key):
    answer = client.get(f"/receipt/{key}/")
    assert answer.status_code == 404
    assert "CD-" not in page(answer)


def test_what_came_by_another_door_has_no_receipt(client):
    arrival = bring_in(mail(), now=DAY)
    Arrival.objects.filter(pk=arrival.pk).update(nonce="a" * 64)
    with time_machine.travel(DAY, tick=False):
        assert client.get(f"/receipt/{'a' * 64}/").status_code == 404
