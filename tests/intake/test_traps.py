"""The eighteen traps into which other mailrooms fell, each as the mail or the day that sprang it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, Deadline
from cases.services.watch import watch_dates
from correspondence.acts import ask_clarification, clarification_draft
from correspondence.links import reply_address
from desk.queue import VIEWS, cases_in
from intake.classify import Kind, classify
from intake.parse import parse, read
from law.calendars import public_holidays
from law.places import Place
from tests.builders import DAY, bring_in, mail, make_request, noon, send_letters
from tests.hostile.judging import assert_inert, raw, with_file
from tests.intake.mails import OURS, raw_mail

pytestmark = pytest.mark.django_db


def kind_of(data):
    return classify(parse(data), our_addresses=OURS)


def test_trap_01_an_x_autoreply_header_that_is_empty_is_there_all_the_same():
    assert kind_of(raw("X-Autoreply:", body="I am away.")).kind == Kind.AUTO_REPLY


@pytest.mark.parametrize("name", ["forward_of_a_bounce_by_a_person", "forward_of_a_bounce_in_the_text"])
def test_trap_02_a_bounce_that_a_person_forwards_is_a_persons_mail(name):
    assert kind_of(raw_mail(name)).kind == Kind.PERSON


def test_trap_03_every_mail_whose_lines_end_in_a_bare_cr_is_read_as_with_crlf():
    for name in ("english_access_request", "html_with_plain_alternative", "bounce_hard_rfc3464", "pdf_attachment"):
        data = raw_mail(name).replace(b"\r\n", b"\n")
        with_cr, with_crlf = (parse(data.replace(b"\n", end)) for end in (b"\r", b"\r\n"))
        assert (with_cr.text, with_cr.subject, with_cr.from_email) == (
            with_crlf.text,
            with_crlf.subject,
            with_crlf.from_email,
        )
        assert len(with_cr.attachments) == len(with_crlf.attachments)


@pytest.mark.parametrize(
    "name",
    ["bounce_inside_multipart_mixed", "bounce_qmail_text", "bounce_exim_failed_recipients", "bounce_ses_notice"],
)
def test_trap_04_a_bounce_in_another_shape_than_the_standards_is_one(name):
    found = kind_of(raw_mail(name))
    assert (found.kind, found.bounce.recipients) == (Kind.BOUNCE, ("jane@example.org",))


INTERSCAN = (
    "From: InterScan MSS <postmaster@scan.example>\r\nReturn-Path: <>\r\nTo: claims@alltracking.com\r\n"
    "Subject: Mail could not be delivered\r\n\r\n"
    "****** Message from InterScan Messaging Security Suite ******\r\n\r\n"
    "Sent <<< RCPT TO:<jane@example.org>\r\nReceived >>> 550 5.1.1 <jane@example.org>: User unknown\r\n\r\n"
    "Unable to deliver message to <jane@example.org>.\r\n\r\n"
    "************************     End of message     **********************\r\n"
)


def test_trap_04_a_bounce_that_is_only_text_of_interscan_is_one():
    found = kind_of(INTERSCAN.encode())
    assert (found.kind, found.bounce.recipients) == (Kind.BOUNCE, ("jane@example.org",))


@pytest.mark.parametrize(
    "header",
    ["Message-ID: <", "From: <>", "To: <>", "Reply-To: @", "Content-Disposition: attachment; filename*=x", "Cc: :;"],
)
def test_trap_05_a_header_on_which_the_standard_library_stumbles_is_read(header):
    sender = header if header.startswith("From") else "From: requester@example.com"
    assert bring_in(raw(header, sender=sender)).state in ("opened", "quarantined")


@pytest.mark.parametrize(
    "charset", ["x-klingon", "iso-gb2312", "x-gbk", "ansi_x3.110-1983", "unicode_escape", "a" * 1000]
)
def test_trap_06_an_unknown_charset_is_read_all_the_same(charset):
    found = parse(raw(f"Content-Type: text/plain; charset={charset}", body="Please delete my data."))
    assert found.text == "Please delete my data."


def test_trap_07_a_message_id_that_is_used_again_loses_no_mail():
    first = bring_in(mail())
    second = bring_in(mail("Please delete my data.", subject="Another thing"))
    third = bring_in(mail("I object to advertising with my data.", sender="other@example.net"))
    assert [one.state for one in (first, second, third)] == ["opened"] * 3
    assert [one.same_id_other_content for one in (first, second, third)] == [False, True, True]


def test_trap_08_two_message_ids_that_differ_only_after_191_letters_are_two_mails():
    long = "x" * 300
    assert [bring_in(mail(message_id=f"<{long}{end}@example.com>")).state for end in "ab"] == ["opened", "opened"]
    assert not any(bring_in(mail(message_id=f"<{long}{end}@example.com>")).same_id_other_content for end in "ab")
    assert Case.objects.count() == 2


def test_trap_09_the_same_mail_by_two_mailboxes_is_one_case():
    states = [
        bring_in(b"Delivered-To: %b@alltracking.com\r\n" % box + mail(), source=box.decode()).state
        for box in (b"claims", b"privacy")
    ]
    assert states == ["opened", "duplicate"]
    assert Case.objects.count() == 1


def test_trap_10_on_the_due_day_itself_a_case_is_in_a_list_and_not_overdue(officer):
    case = make_request(date(2026, 9, 3), acknowledged=True)
    due = noon(2026, 10, 5)
    assert case.due_on == due.date()
    listed = {name: list(cases_in(view=VIEWS[name], user=officer, now=due)) for name in ("week", "overdue")}
    assert listed == {"week": [case], "overdue": []}
    assert list(cases_in(view=VIEWS["overdue"], user=officer, now=due + timedelta(days=1))) == [case]


def test_trap_10_a_beat_that_was_down_for_two_days_around_the_due_day_tells_all_of_it_once():
    case = make_request(date(2026, 9, 3), acknowledged=True)
    for day in (noon(2026, 10, 4), noon(2026, 10, 7), noon(2026, 10, 7)):
        watch_dates(now=day)
    told = case.notices.filter(duty="respond", for_leads=True).order_by("id").values_list("threshold", flat=True)
    assert list(told) == ["due_soon", "due_in_two", "due_today", "overdue"]


def test_trap_11_a_case_number_in_a_strangers_subject_joins_nothing():
    case = make_request(acknowledged=True)
    arrival = bring_in(mail(sender="eve@evil.example", subject=f"Re: {case.reference}"))
    assert (arrival.state, case.messages.count()) == ("quarantined", 0)


@pytest.mark.parametrize(
    "named",
    [
        b'Content-Disposition: attachment; filename="M\xc3\xbcller \xc3\x9cbersicht.pdf"',
        b'Content-Disposition: attachment; filename="M\xfcller \xdcbersicht.pdf"',
        b"Content-Disposition: attachment; filename*=utf-8''M%C3%BCller%20%C3%9Cbersicht.pdf",
        b"Content-Disposition: attachment; filename*0*=utf-8''M%C3%BC; filename*1*=ller%20%C3%9Cbersicht.pdf",
        b'Content-Type: application/pdf; name="=?utf-8?q?M=C3=BCller_=C3=9Cbersicht.pdf?="',
        b'Content-Type: application/pdf; name="=?iso-8859-1?q?M=FCller_=DCbersicht.pdf?="',
    ],
    ids=["raw UTF-8", "raw Latin-1", "RFC 2231", "RFC 2231 continued", "RFC 2047", "RFC 2047 Latin-1"],
)
def test_trap_12_umlauts_in_a_file_name_are_read_in_every_way_of_writing_them(named):
    data = with_file(b"%PDF-1.4", "X-Part: HERE").replace(b"X-Part: HERE", named)
    assert [one.name for one in read(data).message.attachments] == ["Müller Übersicht.pdf"]


def test_trap_13_a_file_that_is_html_is_never_shown_as_a_page(officer):
    data = with_file(
        b"<script>alert(1)</script>",
        'Content-Type: text/html; name="a.html"\r\nContent-Disposition: inline; filename="a.html"',
    )
    case = bring_in(data).case
    file = case.messages.get().attachments.get()
    browser = Client()
    browser.force_login(officer)
    answer = browser.get(reverse("admin:attachment", args=[case.reference, file.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert_inert(browser.get(reverse("admin:case", args=[case.reference])))


@pytest.mark.parametrize("subject", [b"My\x00data", b"=?utf-8?q?My=00data?="])
def test_trap_14_a_nul_in_the_subject_does_not_stop_the_database(subject):
    case = bring_in(raw(b"Subject: " + subject)).case
    assert "\x00" not in case.title + case.messages.get().subject


@pytest.mark.parametrize(
    "header", [(), ("Date: Fri, 01 Jan 2100 00:00:00 +0000",), ("Date: 32 Foo 99999 25:61 +9999999999",)]
)
def test_trap_15_a_date_header_that_is_absent_or_in_the_future_moves_no_date(header):
    case = bring_in(raw(*header)).case
    assert (case.received_at, case.received_on) == (DAY, DAY.date())
    assert Deadline.objects.filter(case=case, due_on__year=2026).exists()


def test_trap_16_an_out_of_office_reply_does_not_reopen_a_closed_case():
    case = make_request(acknowledged=True)
    Case.objects.update(state="closed", closed_at=DAY)
    to = reply_address(party=case.parties.get(), now=DAY)
    for number, name in enumerate(("out_of_office", "out_of_office_german_without_headers")):
        data = b"Cc: %b\r\n" % to.encode() + raw_mail(name)
        assert bring_in(data, source=str(number)).state == "auto_reply"
    case.refresh_from_db()
    assert (case.state, case.messages.count(), case.letters.count()) == ("closed", 0, 1)


@pytest.mark.parametrize("day", [date(2026, 2, 14), date(2026, 5, 10), date(2026, 10, 31), date(2026, 12, 24)])
def test_trap_17_a_day_that_calendars_only_mention_is_no_holiday(day):
    """Valentine's and Mother's Day, Halloween and Christmas Eve stand in calendar feeds and in no law of Bavaria."""
    assert day not in public_holidays(Place.parse("DE-BY"), day.year)


def test_trap_18_a_pause_over_a_weekend_counts_each_day_once(officer):
    case = make_request(date(2026, 9, 2), place="GB", acknowledged=True)
    before = case.due_on
    asked, answered = noon(2026, 9, 11), noon(2026, 9, 14)  # Friday to Monday
    letter = clarification_draft(case=case, question="Which account?", now=asked)
    ask_clarification(case=case, letter=letter, key="k", by=officer.actor, now=asked)
    send_letters(now=asked)
    to = reply_address(party=case.parties.get(), now=asked)
    bring_in(mail("The second.", to=to, message_id="<2@x>"), now=answered, to=(to,))
    case.refresh_from_db()
    assert case.due_on - before == timedelta(days=3)
