"""Which case a mail belongs to, with the reason: only a secret that we issued joins, everything else waits or opens anew.

Headers and numbers that a stranger can write (In-Reply-To, References, a reference in the subject) join no case by themselves:
they bring the mail to quarantine with a suggestion for the officer. One thing is as good as a secret: a mail that answers the
party's own message on the file, from the address that has answered our secret before, and that no check of ours speaks against.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from intake.parse.message import ParsedMessage

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which people confuse when they read aloud
_REFERENCE = re.compile(rf"(?<![A-Z0-9])CD[- ]?([{ALPHABET}]{{4}})[- ]?([{ALPHABET}]{{4}})(?![A-Z0-9])", re.IGNORECASE)


@dataclass(frozen=True)
class MatchCandidates:
    """What the caller found in the database for the tokens, ids and references of one mail.

    `by_token`: token -> (case id, party id); `by_message_id`: Message-ID that we sent or stored -> (case id, address of the
    party); `by_reference`: case reference -> case id; `party_emails`: party id -> the address we issued the token to;
    `near_tokens`: token that we did not issue, but one a slip away from it -> case id; `by_own_message`: Message-ID of a message
    that a party sent from its own address, which has answered our secret -> (case id, party id).
    """

    by_token: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    by_message_id: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    by_reference: Mapping[str, int] = field(default_factory=dict)
    party_emails: Mapping[int, str] = field(default_factory=dict)
    near_tokens: Mapping[str, int] = field(default_factory=dict)
    by_own_message: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """Where a mail goes: `join` names case and party, `quarantine` may suggest a case, `new` opens one."""

    kind: Literal["join", "new", "quarantine"]
    reason: str
    case_id: int | None = None
    party_id: int | None = None
    suggested_case_id: int | None = None
    from_unverified_address: bool = False
    by_secret: bool = True  # of a join


def tokens_in(recipients: Iterable[str], our_mailboxes: Iterable[str]) -> tuple[str, ...]:
    """Return the tokens of reply addresses `mailbox+token@domain` of our own mailboxes, in order and once each.

    Mail servers may change the case of an address on its way, so tokens are compared and returned in lower case.
    """
    boxes = {tuple(box.lower().rsplit("@", 1)) for box in our_mailboxes}
    found: dict[str, None] = {}
    for address in recipients:
        local, _, domain = address.lower().rpartition("@")
        box, plus, token = local.partition("+")
        if plus and token and (box, domain) in boxes:
            found[token] = None
    return tuple(found)


def references_in(subject: str) -> tuple[str, ...]:
    """Return the case references that a subject quotes, written our way (`CD-7K3M-Q9XT`), in order and once each."""
    found = (f"CD-{one.group(1)}-{one.group(2)}".upper() for one in _REFERENCE.finditer(subject))
    return tuple(dict.fromkeys(found))


def match(parsed: ParsedMessage, *, recipients: Iterable[str], candidates: MatchCandidates) -> Match:
    """Decide where a mail goes; `recipients` are the envelope's and the header's together."""
    recipients = tuple(recipients)
    return (
        _by_token(parsed, recipients, candidates)
        or _by_near_token(recipients, candidates)
        or _by_own_message(parsed, candidates)
        or _by_message_id(parsed, candidates)
        or _by_reference(parsed, candidates)
        or Match("new", "It quotes no reply address, letter or reference of ours.")
    )


def _by_token(parsed: ParsedMessage, recipients: tuple[str, ...], candidates: MatchCandidates) -> Match | None:
    known = {token: found for token, found in candidates.by_token.items() if _stands_in(token, recipients)}
    targets = dict.fromkeys(known.values())
    if not targets:
        return None
    if len({case_id for case_id, _ in targets}) > 1:
        return Match("quarantine", "It is addressed to the private reply addresses of several cases.")
    case_id, party_id = next(iter(targets))
    if _is_from(parsed, candidates.party_emails.get(party_id, "")):
        return Match("join", "It came to the private reply address of this case.", case_id, party_id)
    reason = "It came to the private reply address of this case, from an unverified address."
    return Match("join", reason, case_id, party_id, from_unverified_address=True)


def _by_near_token(recipients: tuple[str, ...], candidates: MatchCandidates) -> Match | None:
    for token, case_id in candidates.near_tokens.items():
        if _stands_in(token, recipients):
            reason = "Its address is one slip away from the private reply address of a case."
            return Match("quarantine", reason, suggested_case_id=case_id)
    return None


def _by_own_message(parsed: ParsedMessage, candidates: MatchCandidates) -> Match | None:
    quoted = (*parsed.in_reply_to, *parsed.references)
    targets = {candidates.by_own_message[name] for name in quoted if name in candidates.by_own_message}
    if len(targets) != 1 or "fail" in (parsed.auth.spf, parsed.auth.dkim, parsed.auth.dmarc):
        return None
    ((case_id, party_id),) = targets
    if not _is_from(parsed, candidates.party_emails.get(party_id, "")):
        return None
    reason = "It answers a message of this person on the case, from the address that has answered our private one."
    return Match("join", reason, case_id, party_id, by_secret=False)


def _by_message_id(parsed: ParsedMessage, candidates: MatchCandidates) -> Match | None:
    quoted = (*parsed.in_reply_to, *reversed(parsed.references))  # the nearest letter first
    for message_id in quoted:
        if found := candidates.by_message_id.get(message_id):
            reason = "It answers a letter of this case, but did not come to the private reply address."
            return Match("quarantine", reason, suggested_case_id=found[0])
    return None


def _by_reference(parsed: ParsedMessage, candidates: MatchCandidates) -> Match | None:
    for reference in references_in(parsed.subject):
        if case_id := candidates.by_reference.get(reference):
            reason = f"Its subject quotes {reference}, but it did not come to the private reply address."
            return Match("quarantine", reason, suggested_case_id=case_id)
    return None


def _stands_in(token: str, recipients: tuple[str, ...]) -> bool:
    return any(f"+{token.lower()}@" in address.lower() for address in recipients)


def _is_from(parsed: ParsedMessage, party_email: str) -> bool:
    return bool(party_email) and not parsed.from_ambiguous and parsed.from_email.lower() == party_email.lower()
