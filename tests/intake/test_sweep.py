"""The sweep of arrivals: it finds what the bell missed without filling the queue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from intake import tasks
from intake.doors.receive import Delivery, receive
from intake.models import Arrival
from tests.builders import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    """Give thirty arrivals that nobody was rung for."""
    now = timezone.now() - timedelta(minutes=1)
    for number in range(30):
        raw = mail(message_id=f"<{number}@example.com>", sender=f"p{number}@example{number}.org")
        receive(Delivery(raw=raw, channel="mail", source="smtp", received_at=now), now=now)


def test_a_sweep_rings_for_two_workers_however_much_waits(waiting, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks, "ring", lambda task, _row, *, queue: rung.append((task, queue)) or True)
    tasks.sweep_arrivals()
    assert rung == [(tasks.PROCESS_TASK, "intake")] * 2
    assert Arrival.objects.filter(state="received").count() == 30


def test_who_is_rung_for_works_off_what_waits(waiting):
    tasks.process_arrival(Arrival.objects.first().pk)
    assert set(Arrival.objects.values_list("state", flat=True)) == {"opened"}


def test_without_a_broker_the_sweep_processes_what_waits_itself(waiting, monkeypatch):
    monkeypatch.setattr(tasks, "ring", lambda *_, **__: False)
    tasks.sweep_arrivals()
    assert set(Arrival.objects.values_list("state", flat=True)) == {"opened"}


def test_with_nothing_waiting_nobody_is_rung_for(monkeypatch):
    monkeypatch.setattr(tasks, "ring", lambda *_, **__: pytest.fail("somebody was rung for"))
    tasks.sweep_arrivals()
