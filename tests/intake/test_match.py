"""Which case a mail belongs to: the secret joins, everything that a stranger can write only suggests."""

import pytest

from intake.match import MatchCandidates, match, references_in, tokens_in
from intake.parse import parse
from tests.intake.mails import OURS, raw_mail

JANE = "jane@example.org"
REPLY = "claims+k3y9p0secret@alltracking.com"
CANDIDATES = MatchCandidates(
    by_token={"k3y9p0secret": (7, 70)},
    by_message_id={"<letter1@alltracking.com>": (7, JANE)},
    by_reference={"CD-7K3M-Q9XT": 7},
    party_emails={70: JANE},
)


def matched(name, recipients=(), candidates=CANDIDATES):
    mail = parse(raw_mail(name))
    return match(mail, recipients=(*recipients, *mail.recipients), candidates=candidates)


def test_a_reply_to_the_issued_address_from_the_partys_own_joins_its_case():
    found = matched("reply_with_quote_to_the_issued_address")
    assert (found.kind, found.case_id, found.party_id, found.from_unverified_address) == ("join", 7, 70, False)


def test_the_issued_address_counts_wherever_the_mail_server_put_it():
    assert matched("delivered_to_holds_the_issued_address").kind == "join"
    assert matched("english_access_request", recipients=[REPLY]).kind == "join"


def test_a_reply_to_the_issued_address_from_elsewhere_joins_and_says_so():
    found = matched("stranger_with_the_number_in_the_subject", recipients=[REPLY])
    assert (found.kind, found.case_id, found.from_unverified_address) == ("join", 7, True)
    assert "unverified address" in found.reason


def test_an_ambiguous_sender_is_never_taken_for_the_party():
    found = matched("two_addresses_in_from", recipients=[REPLY])
    assert found.from_unverified_address


def test_a_token_that_no_recipient_carries_joins_nothing():
    assert matched("english_access_request").kind == "new"


def test_a_token_that_was_never_issued_joins_nothing():
    found = matched("english_access_request", recipients=["claims+guess@alltracking.com"])
    assert found.kind == "new"


def test_a_mail_to_the_reply_addresses_of_two_cases_waits_for_a_person():
    both = MatchCandidates(by_token={"k3y9p0secret": (7, 70), "other": (8, 80)})
    found = matched("english_access_request", recipients=[REPLY, "claims+other@alltracking.com"], candidates=both)
    assert (found.kind, found.case_id) == ("quarantine", None)


@pytest.mark.parametrize("name", ["stranger_copies_our_message_id", "stranger_with_the_number_in_the_subject"])
def test_what_anybody_can_write_suggests_a_case_and_never_joins(name):
    found = matched(name)
    assert (found.kind, found.case_id, found.suggested_case_id) == ("quarantine", None, 7)


def test_the_partys_own_address_does_not_join_without_the_secret():
    raw = b"From: jane@example.org\r\nTo: claims@alltracking.com\r\nSubject: CD-7K3M-Q9XT\r\n\r\nMore."
    assert match(parse(raw), recipients=(), candidates=CANDIDATES).kind == "quarantine"


def test_the_letter_answered_last_is_suggested_before_older_ones():
    raw = b"From: a@example.org\r\nReferences: <old@x> <new@x>\r\n\r\nMore."
    ids = MatchCandidates(by_message_id={"<old@x>": (1, JANE), "<new@x>": (2, JANE)})
    assert match(parse(raw), recipients=(), candidates=ids).suggested_case_id == 2


@pytest.mark.parametrize(
    ("address", "tokens"),
    [
        (REPLY, ("k3y9p0secret",)),
        ("Claims+K3Y9P0SECRET@AllTracking.com", ("k3y9p0secret",)),
        ("privacy+abc@alltracking.com", ("abc",)),
        ("claims@alltracking.com", ()),
        ("claims+@alltracking.com", ()),
        ("claims+abc@alltracking.com.evil.example", ()),
        ("someone+abc@alltracking.com", ()),
        ("no address", ()),
    ],
)
def test_tokens_are_read_from_our_own_mailboxes_only(address, tokens):
    assert tokens_in([address], OURS) == tokens


@pytest.mark.parametrize(
    ("subject", "references"),
    [
        ("Re: Your request CD-7K3M-Q9XT", ("CD-7K3M-Q9XT",)),
        ("cd-7k3m-q9xt", ("CD-7K3M-Q9XT",)),
        ("CD 7K3M Q9XT", ("CD-7K3M-Q9XT",)),
        ("CD-7K3M-Q9XT and CD-AAAA-2222", ("CD-7K3M-Q9XT", "CD-AAAA-2222")),
        ("CD-7K3M-Q9X", ()),
        ("CD-7K3M-Q9XTA", ()),
        ("CD-7K3M-Q9X0", ()),
        ("ABCD-7K3M-Q9XT", ()),
    ],
)
def test_references_are_read_in_our_format(subject, references):
    assert references_in(subject) == references
