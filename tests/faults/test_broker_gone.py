"""A broker that is away is said, waited for by nobody, and costs nothing: the sweep finds what the bell missed."""

import time

import pytest

from cases import bell
from cases.words import Channel
from intake.doors.receive import Delivery, receive
from intake.models import Arrival
from intake.tasks import sweep_arrivals
from tests.builders import DAY, mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_broker(settings, monkeypatch):
    """Let the bell ring at a broker that is not there (no socket lies at the test's broker address)."""
    settings.BELL_RINGS = True
    monkeypatch.setattr(bell, "_quiet_until", 0.0)


def test_a_delivery_is_taken_at_once_and_found_by_the_sweep(no_broker):
    began = time.monotonic()
    receive(Delivery(raw=mail(), channel=Channel.MAIL, source="smtp", received_at=DAY), now=DAY)
    assert time.monotonic() - began < 1
    assert Arrival.objects.get().state == "received"
    sweep_arrivals()
    assert Arrival.objects.get().state == "opened"


def test_after_a_failed_ring_nobody_tries_the_broker_for_a_while(no_broker, monkeypatch):
    assert not bell.ring("intake.process_arrival", 1, queue="intake")
    monkeypatch.setattr(bell.current_app, "send_task", lambda *_a, **_k: pytest.fail("rang again"))
    assert not bell.ring("intake.process_arrival", 1, queue="intake")
