"""Reads the one mail address that a person gives: strictly, because letters go there (RFC 5321, RFC 5322 addr-spec)."""

import re

from django.utils.translation import gettext as _

from cases.organisation import organisation

LONGEST, LONGEST_LOCAL = 254, 64
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
LAST_LABEL = re.compile(r"([a-z]{2,63}|xn--[a-z0-9-]{1,59})\Z")
# Names that only a company's own network or machine knows (RFC 2606, 6761, 6762, 8375).
INTERNAL = {"localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa"} | {
    "invalid",
    "onion",
}
SEVERAL = re.compile(r"[\s,;<>\"()]")


class AddressRefused(ValueError):
    """The text is not one address that we can write to; its message says what to do."""


def one_address(text: str) -> str:
    """Give the address with its domain in lower-case ASCII. Raises AddressRefused with a sentence in the page's language."""
    given = text.strip()
    if SEVERAL.search(given) or given.count("@") > 1:
        raise AddressRefused(_("Enter one e-mail address and nothing else, such as name@example.com."))
    local, at, domain = given.rpartition("@")
    if not (local and at and domain):
        raise AddressRefused(_("Enter an e-mail address with an @ in it, such as name@example.com."))
    if not local.isascii():
        raise AddressRefused(
            _("We cannot write to an address with letters like é or ß before the @. Please enter another address.")
        )
    return _checked(local, _ascii(domain))


def _checked(local: str, domain: str) -> str:
    address = f"{local}@{domain}"
    if len(address) > LONGEST or len(local) > LONGEST_LOCAL:
        raise AddressRefused(_("This e-mail address is too long. Please check it."))
    if not LOCAL.match(local) or not _is_public(domain):
        raise AddressRefused(_("Check the e-mail address. It should look like name@example.com."))
    if address.lower() in organisation().mailboxes:
        raise AddressRefused(_("This is our own address. Enter yours, so that we can answer you."))
    return address


def _ascii(domain: str) -> str:
    """Give a domain with letters beyond ASCII as mail servers know it; one that cannot be said that way stays wrong."""
    try:
        return domain.encode("idna").decode().lower()
    except UnicodeError:
        return ""


def _is_public(domain: str) -> bool:
    labels = domain.split(".")
    return (
        len(labels) > 1
        and all(LABEL.match(label) for label in labels)
        and LAST_LABEL.match(labels[-1]) is not None
        and labels[-1] not in INTERNAL
    )
