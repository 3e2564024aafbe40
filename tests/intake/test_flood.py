"""One sender's flood: sixty cases an hour open by themselves, the rest waits in quarantine, nothing is lost."""

from datetime import timedelta

import pytest
from django.db import connection

from cases.models import Case
from cases.words import Procedure
from correspondence.links import reply_address
from intake.models import Arrival, ArrivalState
from intake.services import flood
from intake.services.opening import Opening
from intake.services.quarantine import open_as
from tests.builders import DAY, bring_in, mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_an_hour(monkeypatch):
    monkeypatch.setattr(flood, "OPENINGS_PER_HOUR", 3)


def send(number, *, sender="anna@example.com", now=DAY):
    return bring_in(mail(sender=sender, message_id=f"<{number}@example.com>", subject=f"My data {number}"), now=now)


def test_a_sender_opens_at_most_so_many_cases_an_hour_and_the_rest_waits_with_the_reason(officer):
    addresses = ["anna@example.com", "Anna@example.com", "anna+1@example.com", "anna+2@example.com", "anna@example.com"]
    arrivals = [send(number, sender=sender) for number, sender in enumerate(addresses)]
    assert [arrival.state for arrival in arrivals] == [ArrivalState.OPENED] * 3 + [ArrivalState.QUARANTINED] * 2
    assert arrivals[3].reason.startswith("This sender has opened 60 cases within an hour")
    assert arrivals[3].suggestion["procedure"] == "rights_request"
    opening = Opening(procedure=Procedure.RIGHTS_REQUEST, rights=["access"])
    opened = open_as(arrival=arrivals[3], opening=opening, officer=officer, now=DAY + timedelta(days=1))
    assert opened.received_at == DAY


def test_others_and_the_next_hour_are_not_held_back():
    for number in range(4):
        send(number)
    assert send("b", sender="bernd@example.com").state == ArrivalState.OPENED
    assert send("c", now=DAY + timedelta(hours=1, seconds=1)).state == ArrivalState.OPENED
    assert Case.objects.count() == 5


def test_an_answer_to_a_letter_joins_however_much_the_sender_wrote():
    for number in range(4):
        send(number)
    case = Case.objects.first()
    letter = case.letters.get()
    to = reply_address(party=letter.party, now=DAY)
    raw = mail(sender="anna@example.com", to=to, message_id="<r@example.com>", subject="More")
    assert bring_in(raw, to=(to,)).state == ArrivalState.JOINED


def test_the_openings_of_a_sender_are_counted_through_their_index():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    counted = Arrival.objects.filter(sender_key="x", state=ArrivalState.OPENED, received_at__gt=DAY)
    assert "arrival_sender" in counted.order_by().explain()
