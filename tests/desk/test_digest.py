"""The daily digest: once on a working day to who wants it, when something waits, and with nothing of a case in it."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cases.models import Case, User
from correspondence.models import Digest
from correspondence.services.digests import due_digests, send_digest
from desk.digest import make_digests
from tests.builders import make_request

# Dublin is an hour before UTC in October until the 25th.
MONDAY, EARLY = datetime(2026, 10, 5, 8, 5, tzinfo=UTC), datetime(2026, 10, 5, 7, 59, tzinfo=UTC)
LATE, TUESDAY = datetime(2026, 10, 5, 14, 30, tzinfo=UTC), datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 10, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def late(db: None) -> Case:
    """Give a case that is overdue on the Monday."""
    case = make_request(date(2026, 8, 3), acknowledged=True)
    User.objects.update(email="")
    return case


@pytest.fixture
def reader(officer: User) -> User:
    """Give an officer with a mail address."""
    User.objects.filter(pk=officer.pk).update(email="officer@alltracking.example", first_name="Ola")
    return officer


def sent() -> list[str]:
    """Send what is due and give the bodies that left."""
    mail.outbox.clear()
    for pk in due_digests(now=MONDAY):
        send_digest(digest_id=pk, now=MONDAY)
    return [str(message.body) for message in mail.outbox]


def test_digest_leaves_once_in_the_morning_of_a_working_day(late: Case, reader: User) -> None:
    queued = [make_digests(now=moment) for moment in (SATURDAY, EARLY, MONDAY, MONDAY, LATE, TUESDAY)]
    assert queued == [0, 0, 1, 0, 0, 1]


def test_after_an_outage_the_day_has_its_one_digest_and_the_lost_days_none(late: Case, reader: User) -> None:
    User.objects.update(digested_on=date(2026, 9, 28))
    assert [make_digests(now=LATE), make_digests(now=LATE)] == [1, 0]
    assert list(Digest.objects.values_list("on", flat=True)) == [date(2026, 10, 5)]


def test_digest_says_numbers_and_links_and_nothing_of_a_case(late: Case, reader: User) -> None:
    make_digests(now=MONDAY)
    [body] = sent()
    assert "1  Overdue\n    http://localhost:8000/admin/queue/?view=overdue\n" in body
    told = (late.reference, late.title, "Renate", "requester@example.com", "Ola")
    assert [word for word in told if word in body or word in mail.outbox[0].subject] == []
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_digest_that_was_sent_is_not_sent_again(late: Case, reader: User) -> None:
    make_digests(now=MONDAY)
    assert [len(sent()), len(sent())] == [1, 0]
    assert Digest.objects.get().state == "sent"


def test_digest_that_the_server_did_not_take_waits_and_leaves_later(
    late: Case, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_digests(now=MONDAY)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", lambda *_: 1 / 0)
        assert sent() == []
    waiting = Digest.objects.get()
    assert (waiting.state, waiting.attempts, waiting.last_error) == ("queued", 1, "ZeroDivisionError")
    send_digest(digest_id=waiting.pk, now=LATE)
    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [waiting.message_id]


def test_digest_whose_day_is_over_is_not_sent(late: Case, reader: User) -> None:
    make_digests(now=MONDAY)
    mail.outbox.clear()
    send_digest(digest_id=Digest.objects.get().pk, now=TUESDAY)
    assert (len(mail.outbox), Digest.objects.get().state) == (0, "withdrawn")


def test_where_nothing_waits_there_is_no_digest_that_day(reader: User) -> None:
    assert make_digests(now=MONDAY) == 0
    make_request(date(2026, 8, 3), acknowledged=True)
    assert make_digests(now=LATE) == 0
    assert make_digests(now=TUESDAY) == 1


def test_who_switched_it_off_gets_none_and_who_switched_it_on_again_does(
    late: Case, reader: User, at_desk: Client
) -> None:
    at_desk.post(reverse("admin:digest"), {"digest": "off"})
    assert make_digests(now=MONDAY) == 0
    at_desk.post(reverse("admin:digest"), {"digest": "on"})
    assert make_digests(now=MONDAY) == 1


def test_restricted_case_is_counted_for_the_dpo_alone(late: Case, reader: User, dpo: User) -> None:
    User.objects.filter(pk=dpo.pk).update(email="dpo@alltracking.example")
    Case.objects.update(restricted=True)
    make_digests(now=MONDAY)
    assert [digest.user for digest in Digest.objects.all()] == [dpo]


def test_who_left_or_has_no_address_gets_none(late: Case, reader: User, lead: User) -> None:
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert make_digests(now=MONDAY) == 0
