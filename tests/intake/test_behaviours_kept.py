"""Behaviours 1 to 6 of a mailroom that loses nothing: kept before it is read, fetched once, told when it stands still."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import Case, WorkItem
from cases.vault import load
from correspondence.models import Letter
from intake import tasks
from intake.doors.imap import Visit, poll
from intake.doors.receive import PROCESS_TASK, Delivery, receive
from intake.mailbox import Mailbox
from intake.models import Arrival
from intake.services import process as processing
from intake.services.alarms import WAITING_KEY, watch
from intake.services.process import process
from intake.services.quarantine import attach_to, discard, reprocess
from tests.builders import DAY, bring_in, mail, make_request
from tests.intake.hooks.posts import INBOUND

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(hours=1)


def test_behaviour_01_raw_bytes_are_kept_with_source_envelope_and_moment_before_anything_reads_them(monkeypatch):
    monkeypatch.setattr(processing, "read_mail", lambda _raw: pytest.fail("it was read"))
    raw = mail()
    delivery = Delivery(
        raw=raw,
        channel="mail",
        source="claims/INBOX",
        received_at=DAY,
        envelope_to=("a@b.example",),
        uid=7,
        uidvalidity=3,
    )
    kept = Arrival.objects.get(pk=receive(delivery, now=LATER)[0].pk)
    assert (load(kept.raw), kept.digest is not None, kept.state) == (raw, True, "received")
    assert (kept.source, kept.uidvalidity, kept.uid, kept.envelope_to) == ("claims/INBOX", 3, 7, ["a@b.example"])
    assert kept.received_at == DAY


@pytest.mark.dovecot
def test_behaviour_02_a_mailbox_is_peeked_at_by_uid_and_marked_only_after_the_commit(mailbox, monkeypatch):
    asked, kept_when_marked = [], []
    with mailbox.client() as client:
        for number in range(3):
            client.append("INBOX", mail(message_id=f"<{number}@example.com>"))
        real_fetch, real_mark = type(client).fetch, Visit._mark
    monkeypatch.setattr(
        type(client), "fetch", lambda box, uids, what, *rest: asked.extend(what) or real_fetch(box, uids, what, *rest)
    )
    monkeypatch.setattr(
        Visit,
        "_mark",
        lambda visit, box, uids: (
            kept_when_marked.append(Arrival.objects.filter(uid__in=uids).count()) or real_mark(visit, box, uids)
        ),
    )
    assert poll(Mailbox.parse(mailbox.url), now=timezone.now()) == 3
    assert [what for what in asked if what.startswith("BODY")] == ["BODY.PEEK[]"]
    assert kept_when_marked == [3]


def test_behaviour_03_a_webhook_is_admitted_stored_and_answered_at_once_and_a_replay_does_nothing(post, monkeypatch):
    monkeypatch.setattr(processing, "read_mail", lambda _raw: pytest.fail("it was read while the provider waits"))
    made = INBOUND["mailgun"](mail())
    assert [post("mailgun", made).status_code for _ in range(2)] == [200, 200]
    assert Arrival.objects.get().state == "received"
    assert post("postmark", INBOUND["postmark"](mail()), HTTP_AUTHORIZATION=None).status_code in (400, 401)
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize(
    "keys",
    [{"uid": 1, "uidvalidity": 9}, {"event_id": "mailgun:1"}, {"nonce": "n"}, {"content_key": "c"}, {"digest": "d"}],
    ids=["UID", "provider's event", "form", "content", "bytes"],
)
def test_behaviour_04_the_database_itself_refuses_a_second_arrival_of_the_same_key(keys):
    first = bring_in(mail(message_id=""))
    Arrival.objects.filter(pk=first.pk).update(**keys)
    twin = Arrival(channel="mail", source=first.source, raw=first.raw, size=1, received_at=DAY, **keys)
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        twin.save()


def test_behaviour_04_one_mail_by_two_routes_is_one_message_and_one_id_with_two_contents_is_two():
    assert [bring_in(raw, source=door).state for raw, door in (
        (mail(), "imap"),
        (b"Received: from a by b\r\nReceived: from c by d\r\n" + mail(), "webhook:mailgun:item"),
        (mail("Please delete my account and my data."), "imap"),
    )] == ["opened", "duplicate", "opened"]  # fmt: skip
    assert Case.objects.count() == 2


def test_behaviour_05_a_task_carries_the_rows_id_and_three_failures_end_with_a_person_who_sees_why(
    monkeypatch, officer
):
    rung = []
    monkeypatch.setattr("intake.doors.receive.ring_on_commit", lambda *given, **_: rung.append(given))
    arrival, _ = receive(Delivery(raw=mail(), channel="mail", source="smtp", received_at=DAY), now=DAY)
    assert rung == [(PROCESS_TASK, arrival.pk)]
    assert tasks.process_arrival.app.conf.task_acks_late
    monkeypatch.setattr(processing, "read_mail", lambda _raw: 1 / 0)
    for minutes in (1, 5, 10, 20):
        process(arrival_id=arrival.pk, now=DAY + timedelta(minutes=minutes))
    arrival.refresh_from_db()
    assert (arrival.state, arrival.attempts, "ZeroDivisionError" in arrival.last_error) == ("quarantined", 3, True)
    monkeypatch.undo()
    reprocess(arrival=arrival, officer=officer, now=LATER)
    process(arrival_id=arrival.pk, now=LATER)
    arrival.refresh_from_db()
    assert arrival.state == "opened"


def test_behaviour_05_a_person_may_attach_or_discard_what_failed(monkeypatch, officer):
    monkeypatch.setattr(processing, "read_mail", lambda _raw: 1 / 0)
    failed = []
    for number in range(2):
        failed.append(bring_in(mail(message_id=f"<{number}@example.com>")))
        for minutes in (5, 10):
            process(arrival_id=failed[-1].pk, now=DAY + timedelta(minutes=minutes))
    monkeypatch.undo()
    attach_to(arrival=failed[0], case=make_request(), officer=officer, now=LATER)
    discard(arrival=failed[1], reason="Advertising.", officer=officer, now=LATER)
    assert list(Arrival.objects.order_by("pk").values_list("state", flat=True)) == ["joined", "discarded"]


def test_behaviour_05_an_arrival_that_waits_over_fifteen_minutes_alarms_and_a_mailbox_unread_for_thirty_too():
    receive(Delivery(raw=mail(), channel="mail", source="smtp", received_at=DAY), now=DAY)
    watch(mailboxes=[], now=DAY + timedelta(minutes=14))
    assert not WorkItem.objects.exists()
    watch(mailboxes=[], now=DAY + timedelta(minutes=16))
    assert WorkItem.objects.get().key == WAITING_KEY


@pytest.mark.dovecot
def test_behaviour_06_of_an_oversized_mail_the_headers_are_kept_a_person_is_told_and_nobody_is_answered(
    mailbox, settings
):
    settings.MAX_MESSAGE_BYTES = 2_000_000
    with mailbox.client() as client:
        client.append("INBOX", mail(subject="My letter") + b"x" * 2_000_000)
    poll(Mailbox.parse(mailbox.url), now=timezone.now())
    arrival = Arrival.objects.get()
    assert arrival.state == "quarantined"
    assert "more than we take" in arrival.reason
    assert b"Subject: My letter" in load(arrival.raw)
    assert not Letter.objects.exists()
    with mailbox.client() as client:
        assert len(client.search()) == 1  # the whole stays where it was
