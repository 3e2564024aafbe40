"""`ingest_reprocess`: after a fix, what was set aside is read again, and counts from when it came."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cases.models import Case
from intake.models import Arrival
from intake.sandbox import ParserFailed
from intake.services import process as processing
from intake.services.process import process
from tests.builders import DAY, bring_in, mail, noon

STOPPED = ParserFailed("Reading it took longer than 20 seconds.")
pytestmark = pytest.mark.django_db


def again(capsys, *options):
    call_command("ingest_reprocess", *options)
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def set_aside(monkeypatch):
    """Give a function that brings in a mail which a fault of ours sends to quarantine."""

    def bring(number, error=STOPPED):
        def fail(_raw):
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(processing, "read_mail", fail)
            arrival = bring_in(mail(message_id=f"<{number}@example.com>"))
            for day in (4, 5):
                process(arrival_id=arrival.pk, now=noon(2026, 9, day))
        return arrival

    return bring


def test_one_arrival_is_read_again_and_counts_from_when_it_came(set_aside, capsys):
    arrival, other = set_aside(1), set_aside(2)
    assert again(capsys, "--id", str(arrival.pk)) == {"reprocessed": 1, "by_state": {"opened": 1}}
    assert Case.objects.get().received_on == date(2026, 9, 3)
    assert Arrival.objects.get(pk=other.pk).state == "quarantined"


def test_all_of_the_quarantine_is_read_again_once(set_aside, capsys):
    for number in range(3):
        set_aside(number)
    bring_in(mail("Could somebody call me back?", subject="Parcel", message_id="<9@example.com>"))
    assert again(capsys, "--all-quarantined") == {"reprocessed": 4, "by_state": {"opened": 3, "quarantined": 1}}
    assert again(capsys, "--all-quarantined") == {"reprocessed": 1, "by_state": {"quarantined": 1}}
    assert Case.objects.count() == 3


def test_only_what_could_not_be_read_may_be_asked_for(set_aside, capsys):
    set_aside(1, ZeroDivisionError())
    bring_in(mail("Could somebody call me back?", subject="Parcel", message_id="<9@example.com>"))
    assert again(capsys, "--all-failed") == {"reprocessed": 1, "by_state": {"opened": 1}}
    assert Arrival.objects.filter(last_error="").count() == 2


def test_a_number_that_is_not_in_quarantine_is_said(capsys):
    arrival = bring_in(mail(), now=DAY)
    with pytest.raises(CommandError, match=f"no arrival {arrival.pk} in quarantine"):
        call_command("ingest_reprocess", "--id", str(arrival.pk))


def test_one_of_the_choices_is_needed():
    with pytest.raises(CommandError, match="required"):
        call_command("ingest_reprocess")
