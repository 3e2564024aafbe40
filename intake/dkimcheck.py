"""Our own check of DKIM signatures (RFC 6376), for mailboxes whose server says nothing of the sender; a fact to show, no proof.

SPF needs the address of the server that sent the mail. Nobody tells a mailbox, and who speaks to the SMTP door is a server of
ours, so it is left to the mail server.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import dkim
import dns.exception
import dns.resolver

TIMEOUT_S = 3.0
MOST_SIGNATURES = 3
MOST_BYTES = 30 * 1024 * 1024
HEADER_BYTES = 256 * 1024
LARGEST_KEY = 8 * 1024
# RFC 6376 takes a mail as signed when one signature holds.
_SILENT = logging.Logger("dkim", level=logging.CRITICAL + 1)  # its lines would quote the mail
_BEST_FIRST = ("pass", "temperror", "fail", "permerror", "none")

Lookup = Callable[..., bytes | None]


@dataclass(frozen=True)
class Found:
    """`result` as RFC 8601 names it; `domain` signed, and it is the sender's own or one above or below it when `aligned`."""

    result: str
    domain: str = ""
    aligned: bool = False

    def words(self) -> str:
        """Say it as an officer reads it."""
        if not self.domain:
            return self.result
        return f"{self.result} ({self.domain}{'' if self.aligned else ', not the domain of the sender'})"


def check(raw: bytes, *, from_email: str, lookup: Lookup | None = None) -> Found:
    """Check the first signatures of a mail and give the best result; never raises. `lookup(name, timeout)` gives a TXT record."""
    if len(raw) > MOST_BYTES or _header_is_boundless(raw):
        return Found("permerror")
    found = [_check_one(raw, number, from_email, lookup or look_up) for number in range(MOST_SIGNATURES)]
    signed = [one for one in found if one.result != "none"]
    return min(signed, key=lambda one: (_BEST_FIRST.index(one.result), not one.aligned), default=Found("none"))


def look_up(name: bytes | str, timeout: float = TIMEOUT_S) -> bytes | None:
    """Give the TXT record of a name, None where there is none. Raises dkim.DnsTimeoutError when no server answers in time."""
    text = name.decode("ascii", "replace") if isinstance(name, bytes) else name
    try:
        answer = dns.resolver.resolve(text, "TXT", raise_on_no_answer=False, lifetime=min(timeout, TIMEOUT_S))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return None
    except dns.exception.DNSException as error:
        raise dkim.DnsTimeoutError(type(error).__name__) from error
    texts = [b"".join(record.strings) for record in answer]
    return texts[0][:LARGEST_KEY] if texts else None


def _check_one(raw: bytes, number: int, from_email: str, lookup: Lookup) -> Found:
    unanswered: list[bool] = []

    def watched(name: bytes | str, timeout: float = TIMEOUT_S) -> bytes | None:
        try:
            return lookup(name, timeout=timeout)
        except dkim.DnsTimeoutError:
            unanswered.append(True)  # the library would call it a failed signature
            raise

    mail = None
    try:
        mail = dkim.DKIM(raw, logger=_SILENT, timeout=TIMEOUT_S)
        holds = mail.verify(number, dnsfunc=watched)
    except Exception:  # the mail is a stranger's, and whatever the library makes of it is no fault of ours
        holds = False
    if mail is None or sum(name.lower() == b"dkim-signature" for name, _ in mail.headers) <= number:
        return Found("none")
    domain = (mail.domain or b"").decode("ascii", "replace").lower()[:253]
    if not domain:
        return Found("permerror")
    result = "pass" if holds else "temperror" if unanswered else "fail"
    return Found(result, domain, _aligned(domain, from_email))


def _aligned(domain: str, from_email: str) -> bool:
    ours = from_email.rpartition("@")[2].lower()
    return bool(ours) and (ours == domain or ours.endswith(f".{domain}") or domain.endswith(f".{ours}"))


def _header_is_boundless(raw: bytes) -> bool:
    head = raw[: HEADER_BYTES + 4]
    return len(head) > HEADER_BYTES and not any(end in head for end in (b"\r\n\r\n", b"\n\n", b"\r\r"))
