"""The mailroom's alarms: each cause is told once, shown to officers, and taken back when it is over."""

from datetime import timedelta

import pytest

from cases.models import WorkItem
from cases.selectors import work_items_for
from cases.words import Channel
from intake.doors.receive import Delivery, receive
from intake.models import Arrival, MailboxState
from intake.services.alarms import watch
from tests.builders import mail, noon

pytestmark = pytest.mark.django_db
NOW = noon(2026, 9, 3)
BOX = "claims/mail.example.com/INBOX"


def watched(minutes):
    watch(mailboxes=[BOX], now=NOW + timedelta(minutes=minutes))
    return list(WorkItem.objects.filter(done_at=None).values_list("title", flat=True))


def waiting():
    return receive(Delivery(raw=mail(), channel=Channel.MAIL, source="smtp", received_at=NOW), now=NOW)[0]


def test_mail_that_waits_over_fifteen_minutes_puts_a_person_on_it_once():
    waiting()
    assert watched(15) == []
    for minutes in (16, 17, 300):
        assert len(watched(minutes)) == 1
    assert WorkItem.objects.count() == 1


def test_the_word_is_taken_back_when_nothing_waits_and_given_again_the_next_time():
    arrival = waiting()
    watched(16)
    Arrival.objects.update(state="opened")
    assert watched(17) == []
    Arrival.objects.filter(pk=arrival.pk).update(state="received")
    assert len(watched(40)) == 1


def test_what_somebody_finished_while_the_cause_holds_is_not_opened_again():
    waiting()
    watched(16)
    WorkItem.objects.update(done_at=NOW)
    assert watched(20) == []


@pytest.mark.parametrize(("minutes", "told"), [(30, 0), (31, 1)])
def test_a_mailbox_that_was_not_read_for_thirty_minutes_puts_a_person_on_it(minutes, told):
    MailboxState.objects.create(name=BOX, fetched_at=NOW)
    assert len(watched(minutes)) == told


def test_a_mailbox_that_is_no_longer_configured_alarms_nobody():
    MailboxState.objects.create(name="another/mail.example.com/INBOX", fetched_at=NOW)
    assert watched(300) == []


def test_officers_see_it_and_strangers_do_not(officer, dpo, stranger):
    waiting()
    watched(16)
    assert [work_items_for(user).count() for user in (officer, dpo, stranger)] == [1, 1, 0]
