"""From arrival to case: what opens, joins, waits in quarantine, or ends quietly; nothing twice, nothing lost."""

import random
from datetime import date, timedelta

import pytest

from cases.models import Case
from correspondence.acts import ask_clarification, clarification_draft
from correspondence.links import reply_address
from correspondence.models import Letter
from intake.models import Arrival
from intake.sandbox import ParserFailed
from intake.services import process as processing
from intake.services.process import process, waiting_arrivals
from tests.builders import bring_in, mail, make_request, noon, send_letters

pytestmark = pytest.mark.django_db
DAY = noon(2026, 9, 3)


def test_a_mail_that_asks_for_a_copy_opens_an_access_request_and_acknowledges_it():
    arrival = bring_in(mail("Please send me a copy of my data. I live in Germany."))
    case = arrival.case
    assert (arrival.state, case.procedure, case.channel) == ("opened", "rights_request", "mail")
    assert list(case.rights.values_list("right", flat=True)) == ["access"]
    assert case.messages.get().text.startswith("Please send me a copy")
    assert case.letters.get().name == "acknowledgement"
    assert case.received_on == date(2026, 9, 3)


def test_a_mail_without_a_subject_has_its_first_words_as_title():
    assert bring_in(mail(subject="")).case.title == "Please send me a copy of my data."


def test_a_mail_that_complains_opens_a_complaint():
    arrival = bring_in(
        mail("I want to complain about how you use my personal data for advertising.", subject="Complaint")
    )
    assert (arrival.state, arrival.case.procedure) == ("opened", "complaint")


def test_a_german_mail_is_answered_in_german():
    arrival = bring_in(
        mail("Guten Tag, bitte senden Sie mir eine Kopie meiner Daten nach Art. 15 DSGVO. Ich wohne in Deutschland.")
    )
    assert arrival.case.language == "de"
    assert "Sehr geehrte" in arrival.case.letters.get().body or "Guten Tag" in arrival.case.letters.get().body


def test_a_mail_that_says_nothing_of_data_waits_for_a_person():
    arrival = bring_in(mail("Could somebody call me back about my parcel?", subject="Parcel"))
    assert arrival.state == "quarantined"
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        mail(sender=""),
        mail(sender="alice@example.com <eve@example.net>"),
        b"",
        b"\n",
        b"\x00\xff\xfe",
    ],
    ids=["no sender", "two senders in one", "empty", "one line", "no mail at all"],
)
def test_what_cannot_be_answered_waits_for_a_person_and_is_kept(raw):
    arrival = bring_in(raw)
    assert arrival.state == "quarantined"
    assert arrival.reason


def test_a_reply_to_the_issued_address_joins_its_case():
    case = make_request(acknowledged=True)
    to = reply_address(party=case.parties.get(), now=DAY)
    arrival = bring_in(mail("Here is more.", to=to, message_id="<2@example.com>"), to=(to,))
    assert (arrival.state, arrival.case) == ("joined", case)
    assert not case.messages.get().other_address


def test_a_reply_from_another_address_joins_marked_and_adds_no_recipient():
    case = make_request(acknowledged=True)
    to = reply_address(party=case.parties.get(), now=DAY)
    arrival = bring_in(mail("Hello", to=to, sender="eve@example.net", message_id="<3@example.net>"), to=(to,))
    assert arrival.state == "joined"
    assert case.messages.get().other_address
    assert case.parties.count() == 1


def test_a_reply_ends_the_wait_for_clarification(officer):
    case = make_request(place="GB", acknowledged=True)
    letter = clarification_draft(case=case, question="Which account?", now=noon(2026, 9, 7))
    ask_clarification(case=case, letter=letter, key="k", by=officer.actor, now=noon(2026, 9, 7))
    send_letters(now=noon(2026, 9, 7))
    case.refresh_from_db()
    assert case.waiting_since == date(2026, 9, 7)
    to = reply_address(party=case.parties.get(), now=DAY)
    bring_in(mail("The second one.", to=to, message_id="<4@example.com>"), now=noon(2026, 9, 9), to=(to,))
    case.refresh_from_db()
    assert case.waiting_since is None


@pytest.mark.parametrize("headers", ["number in the subject", "our message id"])
def test_a_stranger_with_the_right_number_or_header_waits_with_a_suggestion(headers):
    case = make_request(acknowledged=True)
    if headers == "number in the subject":
        raw = mail(
            "Send it to me.", sender="eve@example.net", subject=f"Re: {case.reference}", message_id="<5@example.net>"
        )
    else:
        ours = Letter.objects.get().message_id
        raw = mail("Send it to me.", sender="eve@example.net", message_id="<5@example.net>", In_Reply_To=ours)
    arrival = bring_in(raw)
    assert (arrival.state, arrival.suggested_case) == ("quarantined", case)
    assert not case.messages.exists()


def test_a_made_up_reply_address_opens_or_joins_nothing_of_others():
    make_request(acknowledged=True)
    to = "claims+abcdefghijklmnopqrstuvwxyz234567@alltracking.com"
    arrival = bring_in(mail(to=to, message_id="<6@example.net>"), to=(to,))
    assert arrival.state == "opened"
    assert Case.objects.count() == 2


def test_an_automatic_reply_ends_quietly_and_is_never_answered():
    arrival = bring_in(mail("I am out of office.", message_id="<7@example.com>", Auto_Submitted="auto-replied"))
    assert arrival.state == "auto_reply"
    assert not Letter.objects.exists()


def test_a_request_that_an_agent_service_marked_as_automatic_waits_for_a_person():
    raw = mail("Please delete all my personal data.", message_id="<7@example.com>", Auto_Submitted="auto-generated")
    assert bring_in(raw).state == "quarantined"


def test_our_own_mail_coming_back_is_a_loop():
    arrival = bring_in(mail(sender="claims@alltracking.com", message_id="<8@example.com>"))
    assert arrival.state == "loop"


def test_the_same_bytes_by_the_same_door_are_one_arrival():
    raw = mail()
    first, second = bring_in(raw), bring_in(raw)
    assert first.pk == second.pk
    assert Case.objects.count() == 1


def test_the_same_message_by_another_door_is_a_duplicate():
    raw = mail()
    bring_in(raw)
    second = bring_in(b"Received: from elsewhere\r\n" + raw, source="imap")
    assert second.state == "duplicate"
    assert Case.objects.count() == 1


def test_the_same_message_id_with_other_content_is_kept_and_flagged():
    bring_in(mail("Something by an attacker who used the id first, about my data.", sender="eve@example.net"))
    victim = bring_in(mail("Please send me a copy of my data."))
    assert victim.state == "opened"
    assert victim.same_id_other_content


def test_the_same_mail_without_an_id_a_month_later_is_a_new_message():
    raw = mail(message_id="")
    bring_in(raw)
    bring_in(raw, now=noon(2026, 10, 3))
    assert Case.objects.count() == 2


def test_feeding_200_mails_twice_in_two_orders_adds_nothing_the_second_time():
    case = make_request(acknowledged=True)
    to = reply_address(party=case.parties.get(), now=DAY)
    mails = [
        mail(
            f"Please send me a copy of my data, number {n}.",
            sender=f"requester{n % 3}@example.com",  # sixty cases an hour is the most that one sender opens
            message_id=f"<{n}@example.com>",
        )
        for n in range(150)
    ]
    mails += [mail(f"More, number {n}.", to=to, message_id=f"<r{n}@example.com>") for n in range(50)]
    for raw in mails:
        bring_in(raw)
    before = (Arrival.objects.count(), Case.objects.count(), Letter.objects.count(), case.messages.count())
    assert before[:2] == (200, 151)
    random.Random(7).shuffle(mails)
    for raw in mails:
        bring_in(raw)
    assert (Arrival.objects.count(), Case.objects.count(), Letter.objects.count(), case.messages.count()) == before


def test_a_worker_that_died_is_replaced_after_its_lease_and_opens_one_case():
    arrival = bring_in(mail())
    Arrival.objects.update(state="processing", lease_until=DAY + timedelta(minutes=1), case=None, content_key=None)
    Case.objects.all().update(title="")
    assert waiting_arrivals(now=DAY + timedelta(seconds=59)) == []
    assert waiting_arrivals(now=DAY + timedelta(seconds=61)) == [arrival.pk]


def test_processing_an_ended_arrival_again_does_nothing():
    arrival = bring_in(mail())
    process(arrival_id=arrival.pk, now=DAY + timedelta(days=1))
    assert Case.objects.count() == 1


def test_a_mail_that_stops_the_parser_waits_for_a_person(monkeypatch):
    def stopped(_raw):
        raise ParserFailed("Reading it took longer than 20 seconds.")

    monkeypatch.setattr(processing, "read_mail", stopped)
    arrival = bring_in(mail())
    assert (arrival.state, arrival.reason) == ("quarantined", "Reading it took longer than 20 seconds.")


def test_an_unexpected_failure_is_tried_three_times_and_then_shown_to_a_person(monkeypatch):
    def broken(_raw):
        raise ZeroDivisionError

    monkeypatch.setattr(processing, "read_mail", broken)
    arrival = bring_in(mail())
    assert (arrival.state, arrival.attempts) == ("received", 1)
    for minutes in (2, 5):
        process(arrival_id=arrival.pk, now=DAY + timedelta(minutes=minutes))
    arrival.refresh_from_db()
    assert (arrival.state, arrival.attempts) == ("quarantined", 3)
    assert "ZeroDivisionError" in arrival.last_error


def test_one_bad_mail_does_not_stop_the_next():
    bring_in(b"\x00" * 1000)
    assert bring_in(mail()).state == "opened"


def test_an_arrival_that_killed_its_worker_three_times_is_not_read_again():
    bring_in(mail("Could somebody call me back?", subject="Parcel"))
    Arrival.objects.update(state="processing", lease_until=DAY, attempts=3)
    process(arrival_id=Arrival.objects.get().pk, now=DAY + timedelta(minutes=5))
    assert Arrival.objects.get().reason == "Reading it stopped the worker three times."


def test_a_bounce_to_the_issued_address_marks_the_letter_that_did_not_arrive():
    case = make_request(acknowledged=True)
    letter = Letter.objects.get()
    to = reply_address(party=case.parties.get(), now=DAY)
    arrival = bring_in(dsn(to=to, original=letter.message_id), to=(to,))
    letter.refresh_from_db()
    assert (arrival.state, letter.state) == ("bounce", "bounced")
    assert case.work_items.count() == 1


def test_a_forged_bounce_without_the_secret_changes_no_letter():
    make_request(acknowledged=True)
    letter = Letter.objects.get()
    arrival = bring_in(dsn(to="claims@alltracking.com", original=letter.message_id))
    letter.refresh_from_db()
    assert (arrival.state, letter.state) == ("bounce", "sent")


def dsn(*, to, original):
    """Give a delivery status notification (RFC 3464) about one of our letters."""
    return (
        "From: MAILER-DAEMON@mx.example.com\r\n"
        f"To: {to}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <dsn1@mx.example.com>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.com\r\n\r\n"
        "Final-Recipient: rfc822; requester@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {original}\r\nSubject: x\r\n"
        "--b--\r\n"
    ).encode()


def test_a_case_is_opened_with_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(38):
        arrival = bring_in(mail("Please send me a copy of my data. I live in Germany."))
    assert arrival.case.letters.get().name == "acknowledgement"
