"""Secrets that we issue to one party of one case: the status page's link and the reply address.

A secret is derived (HMAC-SHA-256 under a key from the vault) from party, purpose and generation, so that a letter can
carry it again without its being stored; the database holds its SHA-256. Both have at least 160 bits.
"""

import base64
import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from cases.gathering import add, added, is_new
from cases.models import Party
from cases.organisation import organisation
from cases.vault import derived_key
from correspondence.models import Link

# A local part is not case-sensitive on the way, so the reply secret is base32 in lower case.
REPLY_BYTES = 20
REPLY_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
REPLY_LENGTH = REPLY_BYTES * 8 // 5


def status_url(*, party: Party, now: datetime) -> str:
    """Give the party's private link to their status page."""
    return f"{settings.PUBLIC_URL}/c/{_issue(party=party, purpose=Link.Purpose.STATUS, now=now)}/"


def reply_address(*, party: Party, now: datetime) -> str:
    """Give the address that joins a reply of this party to this case."""
    local, _, domain = organisation().mailbox.partition("@")
    return f"{local}+{_issue(party=party, purpose=Link.Purpose.REPLY, now=now)}@{domain}"


def link_for(*, purpose: str, secret: str) -> Link | None:
    """Give the live link that a secret opens, or nothing; the same work whether or not it exists."""
    return links_for(purpose=purpose, secrets=[secret]).get(secret)


def links_for(*, purpose: str, secrets: Iterable[str]) -> dict[str, Link]:
    """Give the live links that secrets open, by secret, with case and party; the same work whether or not they exist."""
    by_digest = {_digest(secret): secret for secret in secrets}
    known = Link.objects.select_related("case", "party").filter(
        purpose=purpose, digest__in=list(by_digest), revoked_at__isnull=True
    )
    return {by_digest[link.digest]: link for link in known}


def answered_links(parties: Collection[int]) -> dict[int, Link]:
    """Give, by party, the live reply links to which mail from the party's own address came, with case and party."""
    links = Link.objects.select_related("case", "party").filter(party__in=parties, purpose=Link.Purpose.REPLY)
    return {link.party_id: link for link in links.filter(revoked_at__isnull=True, answered_at__isnull=False)}


def prove_answered(answered: Sequence[tuple[int, datetime]]) -> None:
    """Note on links, by key with the moment, that mail from their party's own address came to them; the first time counts."""
    first = Link.objects.filter(pk__in=[link for link, _ in answered], answered_at__isnull=True)
    first.update(answered_at=min(at for _, at in answered))


def near_reply_link(secret: str) -> Link | None:
    """Give the live reply link whose secret differs from this text by one slip of a hand: a hint for a person, never a key.

    One letter wrong, missing, added, or two changed about; in one query.
    """
    if not (abs(len(secret) - REPLY_LENGTH) <= 1 and secret.isascii()):
        return None
    digests = [_digest(meant) for meant in _one_slip_from(secret)]
    known = Link.objects.select_related("case").filter(
        purpose=Link.Purpose.REPLY, digest__in=digests, revoked_at__isnull=True
    )
    return known.first()


def _one_slip_from(secret: str) -> Iterator[str]:
    for at in range(len(secret) + 1):
        before, after = secret[:at], secret[at:]
        if len(secret) < REPLY_LENGTH:
            yield from (before + letter + after for letter in REPLY_LETTERS)
        elif len(secret) > REPLY_LENGTH:
            yield before + after[1:]
        elif after:
            yield from (before + letter + after[1:] for letter in REPLY_LETTERS)
            yield before + after[1:2] + after[:1] + after[2:]


def revoke(*, link: Link, now: datetime) -> None:
    """End a link; the next letter issues another."""
    Link.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=now)


def _issue(*, party: Party, purpose: Link.Purpose, now: datetime) -> str:
    if is_new(party):
        return _issue_first(party=party, purpose=purpose, now=now)
    last = Link.objects.filter(party=party, purpose=purpose).order_by("-generation").first()
    if last is None or last.revoked_at is not None:
        last = _create(party=party, purpose=purpose, generation=last.generation + 1 if last else 1, now=now)
    return _secret(party.pk, purpose, last.generation)


def _issue_first(*, party: Party, purpose: Link.Purpose, now: datetime) -> str:
    """Issue to a party whom nobody else knows yet."""
    if not any(link.party_id == party.pk and link.purpose == purpose for link in added(Link)):
        add(_link(party=party, purpose=purpose, generation=1, now=now))
    return _secret(party.pk, purpose, 1)


def _create(*, party: Party, purpose: Link.Purpose, generation: int, now: datetime) -> Link:
    link = _link(party=party, purpose=purpose, generation=generation, now=now)
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError:
        return Link.objects.get(party=party, purpose=purpose, revoked_at__isnull=True)
    return link


def _link(*, party: Party, purpose: Link.Purpose, generation: int, now: datetime) -> Link:
    return Link(
        case_id=party.case_id,
        party=party,
        purpose=purpose,
        digest=_digest(_secret(party.pk, purpose, generation)),
        generation=generation,
        issued_at=now,
    )


def _secret(party_id: int, purpose: str, generation: int) -> str:
    made = hmac.new(derived_key("link"), f"{purpose}:{party_id}:{generation}".encode(), hashlib.sha256).digest()
    if purpose == Link.Purpose.REPLY:
        return base64.b32encode(made[:REPLY_BYTES]).decode().lower()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
