"""Which mail addresses are taken: one, that letters can reach."""

import pytest

from portal.addresses import AddressRefused, one_address


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("name@example.com", "name@example.com"),
        ("  name@example.com\r\n", "name@example.com"),
        ("First.Last+tag@Example.COM", "First.Last+tag@example.com"),
        ("o'neil@example.co.uk", "o'neil@example.co.uk"),
        ("name@bücher.example", "name@xn--bcher-kva.example"),
        ("name@XN--BCHER-KVA.example", "name@xn--bcher-kva.example"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address_that_can_be_reached_is_taken_with_its_domain_in_ascii(given, taken):
    assert one_address(given) == taken


@pytest.mark.parametrize(
    "given",
    [
        "name@example.com, other@example.com",
        "name@example.com;other@example.com",
        "name@example.com other@example.com",
        '"Name" <name@example.com>',
        "<name@example.com>",
        "name@example.com\r\nBcc: other@example.com",
        "name@example.com\nother@example.com",
        "na@me@example.com",
        '"quoted name"@example.com',
    ],
)
def test_several_addresses_or_more_than_an_address_are_refused_with_what_to_do(given):
    with pytest.raises(AddressRefused, match="Enter one e-mail address and nothing else"):
        one_address(given)


@pytest.mark.parametrize(
    "given",
    [
        "a@localhost",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@printer.local",
        "a@intranet.corp",
        "a@host.internal",
        "a@1.0.0.127.in-addr.arpa",
        "a@example..com",
        "a@-example.com",
        "a@example-.com",
        "a@example.c",
        "a@exam_ple.com",
        "a@example.com\x00",
        ".a@example.com",
        "a..b@example.com",
        "a.@example.com",
        "a@" + "b" * 64 + ".com",
    ],
)
def test_an_address_that_no_letter_reaches_is_refused(given):
    with pytest.raises(AddressRefused, match="Check the e-mail address"):
        one_address(given)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "with an @ in it"),
        ("name", "with an @ in it"),
        ("@example.com", "with an @ in it"),
        ("name@", "with an @ in it"),
        ("josé@example.com", "letters like é or ß"),
        ("a" * 300 + "@example.com", "too long"),
        ("a@" + ".".join(["b" * 60] * 5) + ".com", "too long"),
        ("Claims@AllTracking.com", "our own address"),
    ],
)
def test_other_mistakes_are_refused_each_with_its_own_sentence(given, sentence):
    with pytest.raises(AddressRefused, match=sentence):
        one_address(given)
