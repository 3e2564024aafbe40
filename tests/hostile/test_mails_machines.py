"""Hostile mails HM50 to HM54: machines are not answered, loops end, and nobody makes us a relay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case
from correspondence.links import reply_address
from correspondence.models import Letter, Message
from tests.builders import DAY, MAILBOX, bring_in, mail, make_request, send_letters
from tests.hostile.judging import ASKS, judge, raw

pytestmark = pytest.mark.django_db

AUTOMATIC = {
    "HM50 auto-replied": "Auto-Submitted: auto-replied",
    "HM50 auto-generated": "Auto-Submitted: auto-generated",
    "HM50 X-Autoreply, empty": "X-Autoreply:",
    "HM50 bulk": "Precedence: bulk",
    "HM50 a list": "List-Id: <news.example.net>",
    "HM50 no return path": "Return-Path: <>",
    "HM50 suppression": "X-Auto-Response-Suppress: All",
    "HM50 a subject of a vacation": "Subject: Automatic reply: your letter",
}
REPORTS = {
    "HM53 read receipt": raw(
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
        body="--x\r\n\r\nRead.\r\n--x\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: x\r\n--x--\r\n",
    ),
    "HM53 abuse report": raw(
        "Content-Type: multipart/report; report-type=feedback-report; boundary=x",
        body="--x\r\n\r\nSpam.\r\n--x\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n--x--\r\n",
    ),
    "HM53 calendar": raw("Content-Type: text/calendar; method=REQUEST", body="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    "HM53 newsletter": raw("List-Unsubscribe: <mailto:u@example.net>", body="Buy now! Your data plan."),
}


def only_probe_is_written_to() -> bool:
    return set(Letter.objects.values_list("to", flat=True)) <= {"probe@example.org"}


@pytest.mark.parametrize("name", AUTOMATIC)
def test_a_machine_is_kept_and_not_answered(name, desk_browser):
    arrival = judge(raw(AUTOMATIC[name]), desk_browser)
    assert arrival.state != "discarded"
    assert only_probe_is_written_to()


@pytest.mark.parametrize("name", AUTOMATIC)
def test_a_machine_that_answers_our_letter_opens_nothing_new(name, desk_browser):
    case = make_request(timezone.now().date(), acknowledged=True)
    to = reply_address(party=case.parties.get(), now=timezone.now())
    judge(raw(AUTOMATIC[name], f"Cc: {to}", body="I am away until Monday."), desk_browser)
    assert Case.objects.count() == 2  # with the probe's
    assert case.letters.count() == 1


@pytest.mark.parametrize("name", REPORTS)
def test_reports_invitations_and_newsletters_are_kept_and_not_answered(name, desk_browser):
    arrival = judge(REPORTS[name], desk_browser)
    assert arrival.state in ("report", "quarantined", "auto_reply")
    assert only_probe_is_written_to()


def test_hm51_an_answering_machine_without_a_sign_gets_no_letter_for_its_letters():
    case = make_request(acknowledged=True)
    to = reply_address(party=case.parties.get(), now=DAY)
    for round_number in range(200):
        moment = DAY + timedelta(minutes=round_number)
        bring_in(mail("Thank you, we got your mail.", to=to, message_id=f"<r{round_number}@example.com>"), now=moment)
        send_letters(now=moment)
    assert case.letters.count() == 1
    assert Message.objects.filter(case=case).count() == 200


def test_hm51_an_answering_machine_that_reads_like_a_request_gets_five_letters_a_day_at_most():
    for number in range(40):
        bring_in(mail(ASKS, message_id=f"<r{number}@example.com>"), now=DAY + timedelta(minutes=number))
    assert Case.objects.count() == 40
    assert Letter.objects.count() <= 5


def bounce(message_id: str, *, action: str = "failed", status: str = "5.1.1", to: str = MAILBOX) -> bytes:
    """Give a delivery report about the mail with this id."""
    return (
        f"From: MAILER-DAEMON@mx.example.com\r\nTo: {to}\r\nReturn-Path: <>\r\nSubject: Undelivered\r\n"
        f"Message-ID: <dsn-{action}-{status}@mx.example.com>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n"
        "--x\r\n\r\nIt could not be delivered.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; requester@example.com\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\nHi\r\n--x--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("action", "status", "state"),
    [("failed", "5.1.1", "bounced"), ("failed", "4.2.2", "sent"), ("delayed", "4.4.1", "sent"), ("delivered", "2.0.0", "sent")],
    ids=["HM52 failure", "HM52 failure for now", "HM52 delay", "HM52 success"],
)  # fmt: skip
def test_a_report_that_came_back_by_the_secret_marks_its_letter(action, status, state, desk_browser):
    case = make_request(timezone.now().date(), acknowledged=True)
    letter = case.letters.get()
    to = reply_address(party=case.parties.get(), now=timezone.now())
    arrival = judge(bounce(letter.message_id, action=action, status=status, to=to), desk_browser)
    letter.refresh_from_db()
    assert arrival.state in ("bounce", "report")
    assert letter.state == state


@pytest.mark.parametrize("forged", ["ours without the secret", "unknown"])
def test_hm52_a_forged_report_marks_nothing(forged, desk_browser):
    case = make_request(timezone.now().date(), acknowledged=True)
    letter = case.letters.get()
    arrival = judge(bounce(letter.message_id if forged != "unknown" else "<x@y>"), desk_browser)
    letter.refresh_from_db()
    assert (arrival.state, letter.state) == ("bounce", "sent")
    assert not case.work_items.exists()


def test_hm54_what_says_it_is_from_us_ends_as_our_own(desk_browser):
    assert judge(raw(sender=f"From: {MAILBOX}"), desk_browser).state == "loop"
    assert only_probe_is_written_to()


def test_hm54_a_mail_to_two_of_our_mailboxes_is_one_case():
    data = mail(to=f"{MAILBOX}, privacy@alltracking.com")
    states = [bring_in(data, source=source).state for source in ("imap/claims", "imap/privacy")]
    assert states == ["opened", "duplicate"]
    assert Case.objects.count() == 1
