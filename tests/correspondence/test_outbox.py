"""The outbox: rows first, one Message-ID, back-off, bounces that put a person on it."""

import smtplib
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from anymail.exceptions import AnymailRequestsAPIError
from django.core import mail as django_mail
from requests import Response

from cases.errors import Refused
from cases.services.clock import mark_clock
from cases.words import SYSTEM
from correspondence.acts import (
    acknowledge,
    ask_clarification,
    clarification_draft,
    free_draft,
    opener_of,
    write_letter,
)
from correspondence.errors import NoAddress, TooLateToWithdraw, TooManyAutomatic
from correspondence.models import Letter, OutboxSwitch, OutboxTurn
from correspondence.services import outbox
from correspondence.services.returns import bounce
from correspondence.tasks import send_letter
from law.words import MarkName
from tests.builders import make_request, noon, send_letters

pytestmark = pytest.mark.django_db
DAY = noon(2026, 9, 3)


class FailingConnection:
    """A mail server that answers with one exception."""

    def __init__(self, error):
        self.error = error

    def send_messages(self, _messages):
        raise self.error


@pytest.fixture
def failing(monkeypatch):
    """Let sending fail with the given exception."""

    def fail_with(error):
        monkeypatch.setattr(outbox, "get_connection", lambda: FailingConnection(error))

    return fail_with


def acknowledgement():
    case = make_request(received_on=date(2026, 9, 3))
    return case, acknowledge(case=case, now=DAY)


def test_who_sends_a_letter_goes_on_with_the_others_that_are_due():
    letters = [acknowledgement()[1] for _ in range(3)]
    send_letter(letters[1].pk)
    assert set(Letter.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_while_sending_is_paused_nobody_goes_on(django_assert_max_num_queries):
    letters = [acknowledgement()[1] for _ in range(3)]
    OutboxSwitch.objects.create(pk=1, paused=True)
    with django_assert_max_num_queries(2):
        send_letter(letters[0].pk)
    assert set(Letter.objects.values_list("state", flat=True)) == {"queued"}


def test_an_acknowledgement_leaves_once_with_the_headers_of_an_automatic_mail():
    case, letter = acknowledgement()
    send_letters(now=DAY)
    send_letters(now=DAY)
    (sent,) = django_mail.outbox
    raw = sent.message()
    assert raw["Message-ID"] == letter.message_id
    assert raw["Auto-Submitted"] == "auto-replied"
    assert raw["X-Auto-Response-Suppress"] == "All"
    assert sent.to == ["requester@example.com"]
    assert sent.from_email.startswith("claims+")
    assert raw["From"] == '"AllTracking" <claims@alltracking.com>'
    letter.refresh_from_db()
    case.refresh_from_db()
    assert (letter.state, case.acknowledged_on) == ("sent", date(2026, 9, 3))


def test_acknowledging_twice_queues_once():
    case, letter = acknowledgement()
    assert acknowledge(case=case, now=DAY).pk == letter.pk
    assert Letter.objects.count() == 1


def test_an_officers_letter_can_be_taken_back_in_the_undo_window_and_not_after(officer):
    case = make_request()
    party = opener_of(case)
    letter = write_letter(
        case=case, party=party, letter=free_draft(case=case, party=party, now=DAY), key="k", by=officer.actor, now=DAY
    )
    assert outbox.due_letters(now=DAY + timedelta(seconds=59)) == []
    outbox.withdraw_letter(letter=letter, by=officer.actor, now=DAY + timedelta(seconds=30))
    assert outbox.due_letters(now=DAY + timedelta(seconds=61)) == []
    assert case.events.filter(kind="letter_withdrawn").count() == 1


def test_a_letter_that_left_cannot_be_taken_back(officer):
    case, letter = acknowledgement()
    send_letters(now=DAY)
    with pytest.raises(TooLateToWithdraw, match="Write another one"):
        outbox.withdraw_letter(letter=letter, by=officer.actor, now=DAY)


@pytest.mark.parametrize("error", [TimeoutError(), smtplib.SMTPDataError(554, b"no")])
def test_a_worker_that_fails_after_its_lease_does_not_undo_what_another_one_sent(monkeypatch, error):
    case, letter = acknowledgement()

    def hang(_letter, *, now):
        monkeypatch.setattr(outbox, "_hand_over", lambda _letter, *, now: None)
        outbox.send(letter_id=letter.pk, now=now + outbox.LEASE + timedelta(seconds=1))
        raise error

    monkeypatch.setattr(outbox, "_hand_over", hang)
    outbox.send(letter_id=letter.pk, now=DAY)
    letter.refresh_from_db()
    case.refresh_from_db()
    assert (letter.state, case.acknowledged_on) == ("sent", date(2026, 9, 3))


def test_a_connection_failure_waits_longer_each_time_and_keeps_the_message_id(failing):
    _, letter = acknowledgement()
    failing(ConnectionRefusedError())
    waits = []
    now = DAY
    for _ in range(4):
        outbox.send(letter_id=letter.pk, now=now)
        OutboxSwitch.objects.all().delete()
        letter.refresh_from_db()
        waits.append((letter.send_after - now).total_seconds() / 60)
        now = letter.send_after
    assert waits == [1, 2, 4, 8]
    assert (letter.state, letter.last_error) == ("queued", "ConnectionRefusedError")


def test_after_72_hours_a_person_takes_over(failing):
    case, letter = acknowledgement()
    failing(ConnectionRefusedError())
    Letter.objects.update(send_after=DAY + timedelta(hours=72))
    outbox.send(letter_id=letter.pk, now=DAY + timedelta(hours=72))
    letter.refresh_from_db()
    assert letter.state == "failed"
    assert case.work_items.get().kind == "letter_not_arrived"


def test_a_server_that_refuses_the_address_for_good_ends_the_letter_at_once(failing):
    case, letter = acknowledgement()
    failing(smtplib.SMTPRecipientsRefused({"requester@example.com": (550, b"no such user")}))
    outbox.send(letter_id=letter.pk, now=DAY)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("failed", 1)
    assert "requester" not in letter.last_error


def test_a_server_that_refuses_for_now_is_tried_again(failing):
    _, letter = acknowledgement()
    failing(smtplib.SMTPRecipientsRefused({"requester@example.com": (450, b"greylisted")}))
    outbox.send(letter_id=letter.pk, now=DAY)
    letter.refresh_from_db()
    assert letter.state == "queued"


def refused_for_now(code):
    return smtplib.SMTPRecipientsRefused({"requester@example.com": (code, b"not now")})


def api_error(status):
    response = Response()
    response.status_code = status
    return AnymailRequestsAPIError("refused", response=response)


@pytest.mark.parametrize(
    ("error", "counted"),
    [
        (refused_for_now(450), False),
        (refused_for_now(451), False),
        (smtplib.SMTPDataError(451, b"greylisted"), False),
        (api_error(422), False),
        (refused_for_now(421), True),
        (smtplib.SMTPSenderRefused(451, b"not now", "claims@alltracking.com"), True),
        (smtplib.SMTPAuthenticationError(535, b"who are you"), True),
        (smtplib.SMTPServerDisconnected(), True),
        (api_error(401), True),
        (api_error(503), True),
    ],
)
def test_only_what_concerns_every_letter_counts_towards_the_breaker(failing, error, counted):
    _, letter = acknowledgement()
    failing(error)
    outbox.send(letter_id=letter.pk, now=DAY)
    letter.refresh_from_db()
    assert letter.state == "queued"
    assert OutboxSwitch.objects.filter(failures=1).exists() is counted


def test_five_failed_connections_pause_all_sending_for_a_minute(failing):
    failing(ConnectionRefusedError())
    _, letter = acknowledgement()
    for n in range(5):
        Letter.objects.update(send_after=DAY)
        outbox.send(letter_id=letter.pk, now=DAY + timedelta(seconds=n))
    assert outbox.is_paused(now=DAY + timedelta(seconds=30))
    assert not outbox.is_paused(now=DAY + timedelta(seconds=70))


def test_the_pause_switch_stops_sending_and_not_queueing():
    OutboxSwitch.objects.create(pk=1, paused=True)
    _, letter = acknowledgement()
    outbox.send(letter_id=letter.pk, now=DAY)
    letter.refresh_from_db()
    assert letter.state == "queued"


def test_a_sender_that_died_is_replaced_after_its_lease_with_the_same_message_id():
    _, letter = acknowledgement()
    Letter.objects.update(state="sending", lease_until=DAY + timedelta(minutes=5), attempts=1)
    assert outbox.due_letters(now=DAY + timedelta(minutes=4)) == []
    later = DAY + timedelta(minutes=6)
    assert outbox.due_letters(now=later) == [letter.pk]
    outbox.send(letter_id=letter.pk, now=later)
    assert django_mail.outbox[0].message()["Message-ID"] == letter.message_id


def test_a_hard_bounce_reopens_the_duty_and_puts_a_person_on_it_once():
    case, letter = acknowledgement()
    send_letters(now=DAY)
    for _ in range(2):
        bounce(letter=Letter.objects.get(), hard=True, status="5.1.1", now=DAY + timedelta(hours=1))
    case.refresh_from_db()
    assert case.acknowledged_on is None
    assert case.work_items.count() == 1
    assert Letter.objects.get().state == "bounced"


def test_a_soft_bounce_is_noted_and_changes_nothing():
    case, letter = acknowledgement()
    send_letters(now=DAY)
    bounce(letter=letter, hard=False, status="4.2.2", now=DAY + timedelta(hours=1))
    case.refresh_from_db()
    assert (Letter.objects.get().state, case.acknowledged_on) == ("sent", date(2026, 9, 3))


def test_a_letter_whose_mark_the_clock_refuses_is_sent_once_and_given_to_a_person(officer):
    case = make_request(acknowledged=True)
    question = clarification_draft(case=case, question="Which account?", now=DAY)
    ask_clarification(case=case, letter=question, key="k", by=officer.actor, now=DAY)
    mark_clock(case=case, mark=MarkName.CLARIFICATION_REQUESTED, on=date(2026, 9, 3), by=officer.actor, now=DAY)
    send_letters(now=DAY)
    send_letters(now=DAY + timedelta(hours=1))
    assert Letter.objects.get(key="k").state == "sent"
    assert len([sent for sent in django_mail.outbox if "question" in sent.subject.lower()]) == 1
    assert case.work_items.get().kind == "mark_refused"


def test_a_case_without_an_address_is_not_acknowledged_and_says_why():
    case = make_request(email="")
    assert acknowledge(case=case, now=DAY) is None
    assert case.events.get(kind="acknowledgement_withheld").payload == {"why": "no_address"}


def test_an_automatic_letter_to_nobody_is_refused_with_what_to_do():
    case = make_request(email="")
    party = opener_of(case)
    letter = free_draft(case=case, party=party, now=DAY)
    with pytest.raises(NoAddress, match="Write the letter yourself: it is made to be posted"):
        outbox.queue_letter(case=case, party=party, draft=letter, key="k", by=SYSTEM, now=DAY, automatic=True)


def test_one_address_gets_at_most_five_acknowledgements_a_day_and_the_cases_open_all_the_same():
    cases = [make_request() for _ in range(7)]
    sent = [acknowledge(case=case, now=DAY) for case in cases]
    assert [bool(letter) for letter in sent] == [True] * 5 + [False] * 2


def test_the_embedded_backend_leaves_whole_mails_in_a_maildir(settings, tmp_path):
    settings.EMAIL_BACKEND = "correspondence.maildir.MaildirBackend"
    settings.SENT_DIR = tmp_path / "sent"
    acknowledgement()
    send_letters(now=DAY)
    (path,) = Path(tmp_path / "sent" / "new").iterdir()
    sent = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert sent["To"] == "requester@example.com"
    assert sent.get_body(("plain",)) is not None
    assert sent.get_body(("html",)) is not None


def test_the_dpo_pauses_with_a_reason_and_lets_sending_go_on_and_each_turn_is_recorded(dpo):
    _, letter = acknowledgement()
    with pytest.raises(Refused, match="Say why"):
        outbox.pause(reason=" ", by=dpo, now=DAY)
    outbox.pause(reason="Restored from a backup.", by=dpo, now=DAY)
    with pytest.raises(Refused, match="paused already"):
        outbox.pause(reason="Me too.", by=dpo, now=DAY)
    outbox.send(letter_id=letter.pk, now=DAY)
    assert Letter.objects.get().state == "queued"
    switch = OutboxSwitch.objects.get()
    assert (switch.paused, switch.reason, switch.by, switch.at) == (True, "Restored from a backup.", dpo, DAY)
    outbox.resume(by=dpo, now=DAY + timedelta(hours=1))
    with pytest.raises(Refused, match="is not paused"):
        outbox.resume(by=dpo, now=DAY + timedelta(hours=1))
    outbox.send(letter_id=letter.pk, now=DAY + timedelta(hours=1))
    assert Letter.objects.get().state == "sent"
    turns = OutboxTurn.objects.values_list("paused", "reason", "by", "at")
    assert list(turns) == [
        (False, "", dpo.pk, DAY + timedelta(hours=1)),
        (True, "Restored from a backup.", dpo.pk, DAY),
    ]


def test_an_officer_neither_pauses_sending_nor_lets_it_go_on(officer, dpo):
    with pytest.raises(Refused, match="Only an administrator or the data protection officer"):
        outbox.pause(reason="For fun.", by=officer, now=DAY)
    outbox.pause(reason="Restored from a backup.", by=dpo, now=DAY)
    with pytest.raises(Refused, match="Only an administrator or the data protection officer"):
        outbox.resume(by=officer, now=DAY)
    assert outbox.is_paused(now=DAY)


def test_one_address_gets_at_most_three_automatic_letters_on_a_case_within_an_hour():
    case = make_request()
    party = opener_of(case)

    def queue(number, now=DAY):
        return outbox.queue_letter(
            case=case,
            party=party,
            draft=free_draft(case=case, party=party, now=now),
            key=f"automatic:{number}",
            by=SYSTEM,
            now=now,
            automatic=True,
        )

    for number in range(3):
        queue(number)
    assert queue(2).key == "automatic:2"  # a repeated cause queues nothing, and is no loop
    with pytest.raises(TooManyAutomatic, match="Write it by hand"):
        queue(3)
    queue(3, now=DAY + timedelta(hours=1, seconds=1))


@pytest.mark.parametrize("field", ["name", "email", "subject"])
@pytest.mark.parametrize("bad", ["\r\nBcc: eve@example.net", "\nBcc: eve@example.net", "\rX: y", "\u2028Bcc: x@y.z"])
def test_what_a_stranger_writes_becomes_no_header_of_ours(field, bad):
    case = make_request(**({field: f"a{bad}@example.com"} if field != "subject" else {}))
    case.title = f"Title{bad}"
    case.save(update_fields=["title"])
    acknowledge(case=case, now=DAY)
    send_letters(now=DAY)
    for sent in django_mail.outbox:
        head = sent.message().as_bytes().partition(b"\n\n")[0]
        assert not [line for line in head.splitlines() if line.lower().startswith((b"bcc:", b"x: "))]
        assert sent.recipients() == [case.parties.get().email]
    assert len(django_mail.outbox) == (0 if field == "email" else 1)
    assert not OutboxSwitch.objects.filter(failures__gt=0).exists()  # nobody's address stops the letters of others


def test_a_letter_has_one_recipient_and_only_headers_that_we_write():
    acknowledgement()
    send_letters(now=DAY)
    (sent,) = django_mail.outbox
    assert sent.recipients() == ["requester@example.com"]
    assert (sent.cc, sent.bcc) == ([], [])
    assert set(sent.message().keys()) == {
        "Subject",
        "From",
        "To",
        "Reply-To",
        "Date",
        "Message-ID",
        "X-Claims-Desk",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "Precedence",
        "MIME-Version",
        "Content-Type",
    }


def test_an_acknowledgement_says_nothing_of_what_the_person_wrote():
    case = make_request(name="Quirin Unmistakable")
    acknowledge(case=case, now=DAY)
    letter = case.letters.get()
    assert "Quirin" not in letter.subject
    assert "Please send me a copy of my data." not in letter.body
