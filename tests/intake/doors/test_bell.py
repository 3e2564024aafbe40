"""Which doors ring the bell: those that leave the work to a worker, and not those that go on themselves."""

import pytest

from cases.words import Channel
from intake.doors import receive as door
from intake.doors.receive import Delivery, receive
from tests.builders import DAY, mail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("processed_here", "rings"), [(False, 1), (True, 0)])
def test_a_door_that_processes_at_once_leaves_the_bell_alone_so_that_no_worker_takes_it_first(
    monkeypatch, processed_here, rings
):
    rung = []
    monkeypatch.setattr(door, "ring_on_commit", lambda *_args, **_options: rung.append(1))
    delivery = Delivery(raw=mail(), channel=Channel.MAIL, source="smtp", received_at=DAY, processed_here=processed_here)
    receive(delivery, now=DAY)
    assert len(rung) == rings
