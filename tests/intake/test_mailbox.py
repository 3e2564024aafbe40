"""A mailbox's address: what it may say, and what is refused because a password would cross a network in clear."""

import pytest

from intake.mailbox import Mailbox, Security, checked_token_url, parse_mailboxes


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("imaps://u:p@mail.example.com", 993, Security.TLS),
        ("imap+starttls://u:p@mail.example.com", 143, Security.STARTTLS),
        ("imap://u:p@127.0.0.1", 143, Security.NONE),
        ("imaps://u:p@mail.example.com:1993", 1993, Security.TLS),
    ],
)
def test_an_address_says_how_the_connection_is_protected(url, port, security):
    box = Mailbox.parse(url)
    assert (box.port, box.security, box.folder) == (port, security, "INBOX")


def test_an_address_names_folder_user_and_where_fetched_mail_goes():
    box = Mailbox.parse("imaps://me%40example.com:p%2Cw@mail.example.com/Claims?move=Done%20mail")
    assert (box.user, box.password, box.folder, box.move_to) == ("me@example.com", "p,w", "Claims", "Done mail")
    assert box.name == "me@example.com/mail.example.com/Claims"
    assert not box.by_token


def test_an_address_without_a_password_may_ask_for_a_token():
    assert Mailbox.parse("imaps://me%40example.com@mail.example.com?auth=xoauth2").by_token


@pytest.mark.parametrize(
    "url",
    [
        "imap://u:p@mail.example.com/INBOX",
        "https://u:p@mail.example.com",
        "imaps://mail.example.com",
        "imaps://u:p@mail.example.com?auth=none",
        "imaps://u:p@mail.example.com?delete=yes",
        "nonsense",
    ],
)
def test_an_address_that_would_send_a_password_in_clear_or_says_what_we_do_not_know_is_refused(url):
    with pytest.raises(ValueError, match=r"TLS|IMAP"):
        Mailbox.parse(url)


def test_several_mailboxes_are_parted_by_commas_or_lines():
    found = parse_mailboxes("imaps://a:p@mail.example.com,\nimaps://b:p@mail.example.com\n")
    assert [box.user for box in found] == ["a", "b"]


def test_the_same_mailbox_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        parse_mailboxes("imaps://a:p@mail.example.com,imaps://a:q@mail.example.com/INBOX")


def test_a_password_never_shows():
    assert "geheim" not in repr(Mailbox.parse("imaps://a:geheim@mail.example.com"))


def test_a_token_server_needs_tls_unless_it_is_this_machine():
    assert checked_token_url("https://login.example.com/token")
    assert checked_token_url("http://127.0.0.1:1/token")
    with pytest.raises(ValueError, match="without TLS"):
        checked_token_url("http://login.example.com/token")
