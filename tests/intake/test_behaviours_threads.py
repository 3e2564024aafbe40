"""Behaviours 22 to 30 of a mailroom that nobody fools: where a mail belongs, who gains nothing by it, and what is kept of it."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from cases import vault
from cases.errors import BlobUnreadable
from cases.services.move import reopen_case
from cases.words import SYSTEM, Procedure
from correspondence.links import REPLY_LETTERS, reply_address
from correspondence.models import Letter
from intake.models import Arrival
from intake.services.opening import Opening
from intake.services.process import process
from intake.services.quarantine import attach_to, open_as
from tests.builders import DAY, bring_in, mail, make_request, noon

pytestmark = pytest.mark.django_db
LATER = noon(2026, 9, 10)


@pytest.fixture
def case():
    return make_request(acknowledged=True)


def address_of(case):
    return reply_address(party=case.parties.get(), now=DAY)


def test_behaviour_22_the_secret_decides_before_every_header_and_a_number_joins_nothing(case):
    other = make_request(email="other@example.com", acknowledged=True)
    to = address_of(case)
    headers = {"In_Reply_To": other.letters.get().message_id, "subject": f"Re: {other.reference}"}
    assert bring_in(mail(to=to, message_id="<1@x>", **headers), to=(to,)).case == case
    by_id = bring_in(mail(message_id="<2@x>", **headers))
    assert (by_id.state, by_id.suggested_case) == ("quarantined", other)
    nearest = bring_in(
        mail(message_id="<3@x>", References=f"{other.letters.get().message_id} {case.letters.get().message_id}")
    )
    assert nearest.suggested_case == case
    assert bring_in(mail(message_id="<4@x>")).state == "opened"


@pytest.mark.parametrize("where", ["Cc", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_behaviour_22_the_secret_counts_wherever_the_mail_server_put_it(where, case):
    assert bring_in(mail(message_id="<1@x>", **{where: address_of(case)})).case == case


def test_behaviour_23_a_stranger_with_number_or_header_changes_nobody_and_gains_nothing(case):
    before = (case.state, list(case.parties.values_list("email", flat=True)), case.event_seq, case.letters.count())
    raw = mail(
        sender="eve@evil.example", message_id="<1@x>", subject=case.reference, In_Reply_To=case.letters.get().message_id
    )
    assert bring_in(raw).state == "quarantined"
    case.refresh_from_db()
    assert (
        case.state,
        list(case.parties.values_list("email", flat=True)),
        case.event_seq,
        case.letters.count(),
    ) == before


def slips(address):
    """Give the address as a tired hand types it."""
    local, _, domain = address.partition("@")
    box, _, token = local.partition("+")
    another = next(letter for letter in REPLY_LETTERS if letter != token[5])
    swapped = token[:4] + token[5] + token[4] + token[6:]
    made = [
        token[:5] + another + token[6:],
        token[:5] + token[6:],
        token[:5] + "8" + token[5:],
        swapped,
        token[:-1],
        token[1:],
    ]
    return [f"{box}+{wrong}@{domain}" for wrong in made if wrong != token]


def test_behaviour_24_a_slip_in_the_reply_address_is_offered_the_case_and_joins_nothing(case):
    for number, to in enumerate(slips(address_of(case))):
        arrival = bring_in(mail(to=to, message_id=f"<{number}@x>"), to=(to,))
        assert (arrival.state, arrival.suggested_case) == ("quarantined", case), to
    assert not case.messages.exists()


def test_behaviour_24_two_slips_are_an_unknown_address(case):
    to = slips(address_of(case))[0].replace("@", "x@")[:-1] + "m"
    assert bring_in(mail(to=to, message_id="<1@x>"), to=(to,)).suggested_case is None


def test_behaviour_24_one_click_puts_it_on_the_case_that_was_meant(case, officer):
    to = slips(address_of(case))[0]
    arrival = bring_in(mail("Here is more.", to=to, message_id="<1@x>"), to=(to,))
    attach_to(arrival=arrival, case=arrival.suggested_case, officer=officer, now=LATER)
    assert case.messages.get().text.startswith("Here is more.")


def test_behaviour_24_a_mail_to_the_addresses_of_several_cases_waits_for_a_person(case):
    both = (address_of(case), address_of(make_request(email="other@example.com")))
    arrival = bring_in(mail(to=", ".join(both), message_id="<1@x>"), to=both)
    assert (arrival.state, "several cases" in arrival.reason) == ("quarantined", True)


@pytest.fixture
def ended(case):
    type(case).objects.filter(pk=case.pk).update(state="closed", closed_at=LATER)
    case.refresh_from_db()
    return case


def test_behaviour_25_a_persons_word_on_an_ended_case_joins_it_and_puts_a_person_on_it_once(ended):
    to = address_of(ended)
    for number in range(3):
        assert bring_in(mail("But…", to=to, message_id=f"<{number}@x>"), to=(to,)).case == ended
    ended.refresh_from_db()
    assert ended.state == "closed"
    assert ended.work_items.get().kind == "message_after_end"


def test_behaviour_25_what_comes_after_the_first_was_read_is_told_again_until_the_case_is_open(ended):
    to = address_of(ended)
    bring_in(mail("But…", to=to, message_id="<1@x>"), to=(to,))
    ended.work_items.update(done_at=LATER)
    bring_in(mail("And…", to=to, message_id="<2@x>"), to=(to,))
    assert ended.work_items.count() == 2
    reopen_case(case=ended, why="by_officer", by=SYSTEM, now=LATER)
    bring_in(mail("Thanks.", to=to, message_id="<3@x>"), to=(to,))
    assert ended.work_items.count() == 2


@pytest.mark.parametrize(
    "machine", [{"Auto_Submitted": "auto-replied"}, {"X_Autoreply": ""}, {"subject": "Out of office: letter"}]
)
def test_behaviour_25_no_machine_reopens_an_ended_case_or_bothers_anybody(machine, ended):
    to = address_of(ended)
    assert bring_in(mail("I am away.", to=to, message_id="<1@x>", **machine), to=(to,)).state == "auto_reply"
    ended.refresh_from_db()
    assert (ended.state, ended.work_items.count()) == ("closed", 0)


def test_behaviour_26_one_mail_to_two_of_our_mailboxes_is_one_message_with_two_routes():
    raw = mail(to="claims@alltracking.com, privacy@alltracking.com")
    first, second = bring_in(raw, source="imap/claims"), bring_in(raw, source="imap/privacy")
    assert (first.state, second.state, second.twin) == ("opened", "duplicate", first)
    assert first.case.messages.count() == 1


FORWARDED = """Please see below.

---------- Forwarded message ---------
From: Renate Requester <renate@example.com>
Date: Thu, 3 Sep 2026 at 10:00
Subject: My data
To: <shop@alltracking.com>

Please send me a copy of my data.
"""


def test_behaviour_27_what_a_colleague_passes_on_proposes_the_person_who_wrote_first(officer):
    arrival = bring_in(mail(FORWARDED, sender="Sven Shop <sven@alltracking.com>", subject="Fwd: My data"))
    assert arrival.state == "quarantined"
    assert arrival.suggestion["wrote_first"] == {"name": "Renate Requester", "email": "renate@example.com"}
    assert not Letter.objects.exists()
    first = arrival.suggestion["wrote_first"]
    opening = Opening(
        procedure=Procedure.RIGHTS_REQUEST, rights=["access"], opener_name=first["name"], opener_email=first["email"]
    )
    opened = open_as(arrival=arrival, opening=opening, officer=officer, now=LATER)
    assert opened.parties.get().email == "renate@example.com"
    assert opened.letters.get().to == "renate@example.com"


def test_behaviour_27_a_mail_attached_by_a_colleague_proposes_its_sender_too(officer):
    officer.email = "olga@agency.example"
    officer.save()
    inner = "--x\r\n\r\nFor you.\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: R <r@example.com>\r\n\r\nHi\r\n--x--\r\n"
    raw = b"From: olga@agency.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + inner.encode()
    assert bring_in(raw).suggestion["wrote_first"] == {"name": "R", "email": "r@example.com"}


def test_behaviour_27_what_the_person_passes_on_stays_theirs():
    arrival = bring_in(mail(f"Please delete my data.\n\n{FORWARDED}", sender="ann@example.net", subject="Fwd: My data"))
    assert (arrival.state, arrival.case.parties.get().email) == ("opened", "ann@example.net")


def test_behaviour_28_copied_people_are_recorded_and_never_written_to(case):
    to = address_of(case)
    bring_in(mail(to=to, message_id="<1@x>", Cc="boss@example.com"), to=(to,))
    opened = bring_in(mail(message_id="<2@x>", Cc="boss@example.com")).case
    for one in (case, opened):
        assert one.messages.get().cc == ["boss@example.com"]
        assert "boss@example.com" not in one.parties.values_list("email", flat=True)
    assert not Letter.objects.filter(to="boss@example.com").exists()


def test_behaviour_29_bytes_that_were_destroyed_leave_the_proof_that_they_came():
    arrival = bring_in(mail())
    vault.destroy(arrival.raw, now=LATER)
    kept = Arrival.objects.select_related("raw").get()
    with pytest.raises(BlobUnreadable):
        vault.load(kept.raw)
    assert (kept.raw.destroyed_at, kept.raw.fingerprint, kept.size) == (LATER, vault.fingerprint(mail()), len(mail()))
    assert (kept.state, kept.received_at, kept.case is not None) == ("opened", DAY, True)
    assert bring_in(mail()).pk == kept.pk  # and the same mail does not come in anew


def test_behaviour_30_what_was_kept_is_read_anew_after_a_fix_and_counts_from_when_it_came(monkeypatch, capsys):
    with monkeypatch.context() as fault:
        fault.setattr("intake.services.process.read_mail", lambda _raw: 1 / 0)
        arrival = bring_in(mail())
        for minutes in (5, 10):
            process(arrival_id=arrival.pk, now=DAY + timedelta(minutes=minutes))
    call_command("ingest_reprocess", "--all-failed")
    arrival.refresh_from_db()
    assert (arrival.state, arrival.case.received_at) == ("opened", DAY)
    assert arrival.case.messages.get().raw == arrival.raw
