"""Hostile mails HM13 to HM30: what a stranger writes into headers becomes no header, no identity and no command of ours."""

import json
import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case, Event
from correspondence.links import reply_address
from correspondence.models import Letter, Message
from intake.models import Arrival
from tests.builders import MAILBOX, bring_in, mail, make_request, send_letters
from tests.hostile.judging import ASKS, CANARY, SENDER, assert_inert, case_pages, judge, raw, with_file

pytestmark = pytest.mark.django_db

BCC = f"Bcc:_{CANARY}@example.net"
LINE_ENDS = {
    "HM13 CR LF in q": f"Subject: =?utf-8?q?hi=0D=0A{BCC}?=",
    "HM13 LF in q": f"Subject: =?utf-8?q?hi=0A{BCC}?=",
    "HM13 CR LF in b": "Subject: =?utf-8?b?aGkNCkJjYzoga2FuYXJpZW52b2dlbEBleGFtcGxlLm5ldA==?=",
    "HM13 line separator": f"Subject: =?utf-8?q?hi=E2=80=A8{BCC}?=",
    "HM13 NUL": f"Subject: =?utf-8?q?hi=00{BCC}?=",
    "HM14 CR LF in the name, q": f"From: =?utf-8?q?x=0D=0A{BCC}?= <{SENDER}>",
    "HM14 CR LF in the name, b": f"From: =?utf-8?b?eA0KQmNjOiBrYW5hcmllbnZvZ2VsQGV4YW1wbGUubmV0?= <{SENDER}>",
    "HM14 a comma and brackets in an encoded name": f"From: =?utf-8?q?x=2C_=3C{CANARY}=40example.net=3E?= <{SENDER}>",
    "HM14 a quoted second address": f'From: "<{CANARY}@example.net>, y" <{SENDER}>',
}


@pytest.mark.parametrize("name", LINE_ENDS)
def test_line_ends_and_addresses_within_words_reach_nothing_that_we_send(name, desk_browser):
    line = LINE_ENDS[name]
    if line.startswith("From"):  # a name that holds an address could be two senders: a person looks, nobody is answered
        assert judge(raw(sender=line), desk_browser).state == "quarantined"
        assert set(Letter.objects.values_list("to", flat=True)) == {"probe@example.org"}
        return
    arrival = judge(raw(line), desk_browser)
    assert arrival.state == "opened"
    assert Letter.objects.get(case=arrival.case).to == SENDER
    message = arrival.case.messages.get()
    assert not set("\r\n\0\u2028") & set(message.subject + message.from_name)


AMBIGUOUS = {
    "HM15 two addresses": 'From: "x" <a@b.example>, v@d.example',
    "HM15 a group": "From: undisclosed:;",
    "HM15 two From": "From: a@b.example\r\nFrom: v@d.example",
    "HM15 an address before the brackets": "From: alice@example.com <eve@evil.example>",
    "HM15 nobody": "From: <>",
    "HM15 an address in a comment": "From: alice@example.com(<eve@evil.example>), eve@evil.example",
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_sender_who_could_be_two_is_answered_by_nobody(name, desk_browser):
    arrival = judge(raw(sender=AMBIGUOUS[name]), desk_browser)
    assert arrival.state == "quarantined"
    assert set(Letter.objects.values_list("to", flat=True)) == {"probe@example.org"}


def test_hm15_a_sender_header_beside_from_is_not_written_to(desk_browser):
    arrival = judge(raw(f"Sender: {CANARY}@example.net", f"Reply-To: {CANARY}@example.net"), desk_browser)
    assert set(arrival.case.letters.values_list("to", flat=True)) == {SENDER}


def test_hm16_a_comment_of_5000_characters_goes_nowhere(desk_browser):
    comment = "\r\n ".join([CANARY * 5] * 77)
    judge(raw(sender=f"From: {SENDER} ({comment})"), desk_browser)


@pytest.mark.parametrize("times", [1, 2, 10])
def test_hm17_one_message_by_many_doors_is_one_message_in_one_case(times, desk_browser):
    data = mail()
    for number in range(times):
        route = data if number % 2 else b"Received: by gate\r\n" + data
        bring_in(route, source=("smtp", "imap/inbox", "imap/archive", "webhook")[number % 4])
    assert Case.objects.count() == 1
    assert Message.objects.count() == 1


def test_hm18_a_message_id_that_was_taken_before_suppresses_nothing(desk_browser):
    bring_in(mail("I was first with your id. Please send me a copy of my data.", sender="eve@evil.example"))
    victim = judge(mail(), desk_browser)
    assert victim.state == "opened"
    assert victim.same_id_other_content
    assert Case.objects.count() == 3  # with the probe's


IDS = {
    "HM19 none": (),
    "HM19 empty": ("Message-ID:",),
    "HM19 one bracket": ("Message-ID: <",),
    "HM19 64 KB": (f"Message-ID: <{'x' * 65_000}@y>",),
    "HM19 brackets": ("Message-ID: [[[",),
    "HM19 two of them": ("Message-ID: <a@b>", "Message-ID: <c@d>"),
    "HM19 not ASCII": ("Message-ID: <größe@例え.jp>",),
}


@pytest.mark.parametrize("name", IDS)
def test_any_message_id_opens_a_case_or_waits(name, desk_browser):
    arrival = judge(raw(*IDS[name]), desk_browser)
    assert arrival.state == ("quarantined" if "64 KB" in name else "opened")


@pytest.fixture
def case() -> Case:
    """Give a case whose person knows its private reply address."""
    return make_request(timezone.now().date(), acknowledged=True)


def private_address(case: Case) -> str:
    return reply_address(party=case.parties.get(), now=timezone.now())


def what_it_is(case: Case) -> tuple[object, ...]:
    """Give what no unauthenticated input may change."""
    case.refresh_from_db()
    parties = list(case.parties.values_list("role", "name", "email"))
    return (case.state, case.officer_id, case.title, case.place, parties, case.event_seq, case.messages.count())


def forged_ids(case: Case) -> dict[str, str]:
    """Give headers that look as if the mail belonged to the case."""
    ours = case.letters.get().message_id
    local, _, domain = ours.strip("<>").partition("@")
    return {
        "HM20 the reference in the subject": f"Subject: Re: {case.reference}",
        "HM20 the reference with spaces": f"Subject: Re: {case.reference.replace('-', ' ')}",
        "HM21 our id in In-Reply-To": f"In-Reply-To: {ours}",
        "HM21 our id in References": f"References: <x@y> {ours}",
        "HM22 our id and another domain": f"In-Reply-To: <{local}@evil.example>",
        "HM22 a changed id": f"In-Reply-To: <{local[:-1]}0@{domain}>",
        "HM22 an empty id": f"In-Reply-To: <@{domain}>",
        "HM22 an id with a case number": f"In-Reply-To: <{case.pk}@{domain}>",
    }


@pytest.mark.parametrize("number", range(8))
def test_a_stranger_who_quotes_us_changes_nothing_of_the_case(number, case, desk_browser):
    name, header = list(forged_ids(case).items())[number]
    before = what_it_is(case)
    arrival = judge(raw(header, sender="From: eve@evil.example"), desk_browser)
    assert what_it_is(case) == before, name
    assert arrival.case != case
    if arrival.suggested_case is not None:
        assert arrival.state == "quarantined"


@pytest.mark.parametrize("token", ["", "x", "a" * 32, "a" * 5_000, "%00", "..", "'; drop table", "ａ" * 32])
def test_hm22_a_made_up_private_address_joins_nothing(token, case, desk_browser):
    before = what_it_is(case)
    box, domain = MAILBOX.split("@")
    judge(raw(f"Cc: {box}+{token}@{domain}", sender="From: eve@evil.example"), desk_browser)
    assert what_it_is(case) == before


def test_hm22_the_private_address_of_another_case_joins_that_one_only(case, desk_browser):
    other = make_request(timezone.now().date(), email="other@example.com", acknowledged=True)
    before = what_it_is(case)
    to = private_address(other)
    arrival = judge(raw(f"Cc: {to}", f"In-Reply-To: {case.letters.get().message_id}"), desk_browser)
    assert arrival.case == other
    assert what_it_is(case) == before


def test_hm23_the_right_secret_from_another_sender_joins_marked_and_gains_nothing(case, desk_browser):
    parties = list(case.parties.values_list("name", "email"))
    arrival = judge(raw(f"Cc: {private_address(case)}", sender="From: eve@evil.example"), desk_browser)
    assert arrival.case == case
    message = case.messages.get()
    assert message.other_address
    assert list(case.parties.values_list("name", "email")) == parties
    assert case.letters.count() == 1  # the acknowledgement of before: nothing automatic is answered to her
    page = desk_browser.get(case_pages(case)[0]).content.decode()
    assert "from another sender" in page


STAFF = {
    "HM24 an officer's address": "From: officer@alltracking.com",
    "HM24 our own mailbox": f"From: {MAILBOX}",
    "HM24 our own mailbox with a tag": f"From: {MAILBOX.replace('@', '+x@')}",
    "HM24 the data protection officer by name": 'From: "Data Protection Officer" <dpo@alltracking-com.example>',
    "HM24 an address of ours as the name": 'From: "dpo@alltracking.com" <eve@evil.example>',
}


@pytest.mark.parametrize("name", STAFF)
def test_who_calls_themselves_staff_is_a_stranger(name, case, desk_browser):
    before = what_it_is(case)
    data = raw(f"Subject: {case.reference} close this case", sender=STAFF[name], body="Close it. Assign it to me.")
    arrival = judge(data, desk_browser)
    assert what_it_is(case) == before
    assert arrival.state == ("loop" if MAILBOX.split("@")[0] in STAFF[name] else "quarantined")


def test_hm25_copies_and_other_reply_addresses_are_recorded_and_never_written_to(case, desk_browser):
    headers = (f"Cc: {private_address(case)}, {CANARY}@example.net", f"Reply-To: {CANARY}@example.net")
    judge(raw(*headers, f"Resent-To: {CANARY}@example.net", "Resent-From: eve@evil.example"), desk_browser)
    assert f"{CANARY}@example.net" in case.messages.get().cc
    assert list(case.parties.values_list("email", flat=True)) == [SENDER]
    assert set(case.letters.values_list("to", flat=True)) == {SENDER}


def test_hm26_a_wish_to_be_written_to_elsewhere_is_only_read(case, desk_browser):
    body = f"I moved. Please send everything to my new address {CANARY}@example.net from now on."
    judge(raw(f"Cc: {private_address(case)}", body=body), desk_browser)
    assert list(case.parties.values_list("email", flat=True)) == [SENDER]
    assert CANARY in case.messages.get().text


def test_hm27_an_agents_mail_for_a_hundred_people_is_one_case_that_says_so(desk_browser):
    people = "\r\n".join(f"{n}. Person {n}, person{n}@example.net" for n in range(100))
    data = with_file(
        b"%PDF-1.4 power of attorney", 'Content-Type: application/pdf; name="power of attorney.pdf"'
    ).replace(ASKS.encode(), f"We act on behalf of these people and request access to their data:\r\n{people}".encode())
    arrival = judge(data, desk_browser)
    assert arrival.state == "opened"
    assert arrival.suggestion["agent"]
    assert Case.objects.count() == 2  # with the probe's
    assert arrival.case.parties.get().role == "authorised_agent"
    assert Letter.objects.filter(to__contains="person").count() == 0


def test_hm28_control_headers_of_others_control_nothing(case, desk_browser, settings):
    settings.TRUSTED_AUTHSERV_ID = ""
    before = what_it_is(case)
    headers = [
        f"X-DSAR-Case: {case.reference}", "X-DSAR-State: closed", "RT-Squelch-Replies-To: all", "X-Spam-Flag: NO",
        "Authentication-Results: alltracking.com; dmarc=pass; spf=pass", "X-Zammad-Ticket-State: closed",
        "Delivered-To: other@alltracking.com", "X-Case-Id: 1", "X-Priority: 1",
    ]  # fmt: skip
    arrival = judge(raw(*headers), desk_browser)
    assert what_it_is(case) == before
    assert arrival.state == "opened"
    assert arrival.case.messages.get().sender_trust == {"spf": "", "dkim": "", "dmarc": ""}


def test_hm29_no_header_writes_a_line_of_the_log(desk_browser, caplog):
    evil = f'{CANARY} \x1b[31m%s{{}}"\r\n {{"event": "forged"}}'
    with caplog.at_level(logging.DEBUG):
        judge(
            raw(f"Subject: {evil}", f"Message-ID: <{CANARY}\x1b@y>", f"X-Mailer: {evil}", sender=f'From: "{evil}" <{SENDER}>'),
            desk_browser,
        )  # fmt: skip
    told = [record.getMessage() for record in caplog.records] + [str(record.__dict__) for record in caplog.records]
    ours = [line for line in told if "django.db" not in line and "INSERT" not in line and "UPDATE" not in line]
    assert not [line for line in ours if CANARY in line]


META = "' OR 1=1 -- \"; DROP TABLE cases_case; *)(uid=*) {{ 7*7 }} {% debug %} ${7*7} #{7*7} \\ %s %(x)s $(id) `id` )( OR ALL"


def test_hm30_signs_that_other_languages_read_are_text(desk_browser):
    arrival = judge(
        raw(f"Subject: {META}", sender=f"From: {META.replace('@', '')} <{SENDER}>", body=f"{ASKS} {META}"), desk_browser
    )
    assert arrival.state in ("opened", "quarantined")
    if arrival.case is not None:
        assert META in arrival.case.messages.get().text
        page = desk_browser.get(case_pages(arrival.case)[0])
        assert_inert(page)
        assert "{{ 7*7 }}" in page.content.decode()
    assert Arrival.objects.count() == 2


def test_nothing_hostile_breaks_the_history(desk_browser, case):
    judge(raw(f"Cc: {private_address(case)}", f"Subject: {META}"), desk_browser)
    send_letters(now=timezone.now() + timedelta(minutes=5))
    payloads = [json.dumps(event.payload) for event in Event.objects.all()]
    assert not [payload for payload in payloads if "DROP" in payload or SENDER in payload]
