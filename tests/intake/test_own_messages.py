"""A mail that answers the person's own message joins its case only from the address that has answered our secret before."""

from datetime import timedelta

import pytest

from cases.models import Case
from correspondence.links import link_for, reply_address, revoke
from correspondence.models import Letter, Link, Message
from intake.match import MatchCandidates, match
from intake.parse import parse
from tests.builders import DAY, bring_in, mail, make_request, send_letters
from tests.intake.test_process import dsn

pytestmark = pytest.mark.django_db
REQUESTER = "requester@example.com"
EVE = "eve@example.net"
LATER = DAY + timedelta(days=1)


@pytest.fixture
def case():
    """Give a case that a mail opened, acknowledged."""
    opened = bring_in(mail(message_id="<opening@example.com>")).case
    send_letters(now=DAY)
    return opened


def answers_our_letter(case, *, sender=REQUESTER):
    to = reply_address(party=case.parties.get(), now=DAY)
    return bring_in(mail("Here it is.", sender=sender, to=to, message_id="<answer@example.com>"), to=(to,))


def names(message_id, *, sender=REQUESTER, number=7, text="One more thing."):
    return mail(text, sender=sender, message_id=f"<more{number}@example.com>", In_Reply_To=message_id)


@pytest.mark.parametrize("own", ["<opening@example.com>", "<answer@example.com>"])
def test_who_has_answered_our_letter_may_answer_their_own_messages(case, own):
    answers_our_letter(case)
    arrival = bring_in(names(own), now=LATER)
    assert (arrival.state, arrival.case) == ("joined", case)
    message = Message.objects.get(message_id="<more7@example.com>")
    assert (message.party, message.other_address) == (case.parties.get(), False)
    assert Case.objects.count() == 1


def test_who_has_not_answered_our_letter_waits_with_a_suggestion(case):
    arrival = bring_in(names("<opening@example.com>"))
    assert (arrival.state, arrival.suggested_case) == ("quarantined", case)


def test_an_impostor_who_knows_the_message_waits_with_a_suggestion(case):
    answers_our_letter(case)
    arrival = bring_in(names("<opening@example.com>", sender=EVE))
    assert (arrival.state, arrival.suggested_case) == ("quarantined", case)
    assert not case.messages.filter(from_email=EVE).exists()


def test_a_secret_that_was_answered_from_elsewhere_proves_nothing_of_the_partys_address(case):
    assert answers_our_letter(case, sender=EVE).state == "joined"
    assert bring_in(names("<opening@example.com>")).state == "quarantined"
    assert bring_in(names("<answer@example.com>", sender=EVE, number=8)).state == "quarantined"


def test_a_secret_that_was_taken_back_proves_nothing_any_more(case):
    answers_our_letter(case)
    secret = reply_address(party=case.parties.get(), now=DAY).partition("+")[2].partition("@")[0]
    revoke(link=link_for(purpose=Link.Purpose.REPLY, secret=secret), now=DAY)
    assert bring_in(names("<opening@example.com>")).state == "quarantined"


def test_a_message_that_stands_on_two_cases_joins_neither(case):
    answers_our_letter(case)
    other = make_request(acknowledged=True)
    Message.objects.create(
        case=other, party=other.parties.get(), message_id="<opening@example.com>", text="", received_at=DAY
    )
    assert bring_in(names("<opening@example.com>")).state == "quarantined"


def test_the_first_answer_is_noted_and_an_answer_to_an_own_message_is_none(case):
    answers_our_letter(case)
    bring_in(names("<opening@example.com>"), now=LATER)
    assert Link.objects.get(purpose=Link.Purpose.REPLY).answered_at == DAY


def test_a_forged_bounce_that_names_an_own_message_changes_no_letter(case):
    answers_our_letter(case)
    letter = Letter.objects.get()
    forged = dsn(to="claims@alltracking.com", original=letter.message_id).replace(
        b"From: MAILER-DAEMON@mx.example.com", b"From: requester@example.com\r\nIn-Reply-To: <opening@example.com>"
    )
    assert bring_in(forged).state == "bounce"
    letter.refresh_from_db()
    assert letter.state == "sent"


@pytest.mark.parametrize(("result", "kind"), [("pass", "join"), ("none", "join"), ("fail", "quarantine")])
def test_what_our_own_server_says_against_the_sender_makes_the_mail_wait(result, kind):
    found = MatchCandidates(
        by_own_message={"<opening@example.com>": (7, 70)},
        by_message_id={"<opening@example.com>": (7, REQUESTER)},
        party_emails={70: REQUESTER},
    )
    said = f"Authentication-Results: mx.ours.example; dmarc={result}\r\n".encode()
    read = parse(said + names("<opening@example.com>"), authserv_id="mx.ours.example")
    assert match(read, recipients=(), candidates=found).kind == kind
