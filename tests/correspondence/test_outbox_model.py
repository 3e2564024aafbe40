"""P6: for any interleaving of claim, send, crash and lease expiry a letter leaves at least once, and always as itself."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.acts import acknowledge
from correspondence.models import Letter, OutboxSwitch
from correspondence.services import outbox
from tests.builders import make_request, noon

pytestmark = pytest.mark.django_db
DAY = noon(2026, 9, 3)


class Crash(BaseException):
    """The process dies here."""


class Server:
    """A mail server that keeps copies, and fails or lets the sender die as told."""

    def __init__(self):
        self.fault = ""
        self.copies = []

    def send_messages(self, messages):
        if self.fault == "dies before":
            raise Crash
        if self.fault == "refuses for now":
            raise ConnectionResetError
        self.copies += [message.message() for message in messages]
        if self.fault == "dies after":
            raise Crash
        if self.fault == "takes it and drops":
            raise ConnectionResetError
        return len(messages)


FAULTS = ("", "dies before", "dies after", "refuses for now", "takes it and drops")
STEPS = st.lists(st.tuples(st.sampled_from(FAULTS), st.integers(0, 30)), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_p6_a_letter_leaves_at_least_once_and_at_most_once_more_per_crash(steps):
    server, now, crashes = Server(), DAY, 0
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "get_connection", lambda: server)
        letter = acknowledge(case=make_request(), now=DAY)
        for fault, minutes in steps:
            server.fault, before = fault, len(server.copies)
            attempt(letter, now)
            crashes += fault in ("dies after", "takes it and drops") and len(server.copies) > before
            now += timedelta(minutes=minutes)
        server.fault = ""
        for _ in range(3):  # the sweep comes back when waits and leases are over
            now += timedelta(hours=2)
            attempt(letter, now)
        letter.refresh_from_db()
        assert letter.state == "sent"
        assert 1 <= len(server.copies) <= 1 + crashes
        assert {copy["Message-ID"] for copy in server.copies} == {letter.message_id}
        assert {copy["To"] for copy in server.copies} == {letter.to}
        assert letter.deliveries.filter(state="sent").count() == 1
        transaction.set_rollback(True)


def attempt(letter: Letter, now):
    """Let two workers try at the same moment, as after a bell and a sweep."""
    OutboxSwitch.objects.all().delete()
    for _ in range(2):
        try:
            outbox.send(letter_id=letter.pk, now=now)
        except Crash:
            continue
