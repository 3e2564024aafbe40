"""Checks the DKIM signatures of mail after it is on its case, in the background: the result is shown and verifies nobody.

Wanted checks are rows; a check that is done twice gives the same row. A name server that does not answer is asked three times.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from cases import vault
from cases.errors import BlobUnreadable
from cases.gathering import defer
from correspondence.models import Message
from intake.dkimcheck import Found, Lookup, check
from intake.errors import PostUnreadable
from intake.hooks.mails import mails_in, provider_of
from intake.models import Arrival, SenderCheck

MOST_ATTEMPTS = 3
RETRY_AFTER = timedelta(minutes=5)
TRUST_NAME = "own_dkim"  # beside spf, dkim and dmarc of our mail server


def want_check(arrival: Arrival, *, from_email: str, now: datetime) -> None:
    """Ask for a check of this mail where the setting is on; asked twice it is one."""
    if settings.CHECK_SENDERS:
        defer(_want, [SenderCheck(arrival=arrival, from_email=from_email[:254], wanted_at=now)])


def _want(checks: list[SenderCheck]) -> None:
    SenderCheck.objects.bulk_create(checks, ignore_conflicts=True)


def check_waiting(*, now: datetime, limit: int = 100, lookup: Lookup | None = None) -> int:
    """Check the oldest that wait and give how many are settled."""
    waiting = SenderCheck.objects.filter(checked_at=None, wanted_at__lte=now).select_related("arrival__raw")
    return sum(_settle(one, now=now, lookup=lookup) for one in waiting.order_by("pk")[:limit])


def _settle(wanted: SenderCheck, *, now: datetime, lookup: Lookup | None) -> bool:
    found = _check(wanted, lookup)
    if found.result == "temperror" and wanted.attempts + 1 < MOST_ATTEMPTS:
        SenderCheck.objects.filter(pk=wanted.pk).update(attempts=F("attempts") + 1, wanted_at=now + RETRY_AFTER)
        return False
    _note(wanted, found, now=now)
    return True


def _check(wanted: SenderCheck, lookup: Lookup | None) -> Found:
    arrival = wanted.arrival
    provider = provider_of(arrival.source)
    try:
        raw = vault.load(arrival.raw)
        mail = mails_in(raw, provider=provider)[0].raw if provider else raw
    except (BlobUnreadable, PostUnreadable, ConnectionError):
        return Found("permerror")
    return check(mail, from_email=wanted.from_email, lookup=lookup)


@transaction.atomic
def _note(wanted: SenderCheck, found: Found, *, now: datetime) -> None:
    """Write the result beside what our mail server said, on the arrival and on the message that it became."""
    words = found.words()[:320]
    SenderCheck.objects.filter(pk=wanted.pk).update(checked_at=now, attempts=F("attempts") + 1, dkim=words)
    for message in Message.objects.select_for_update().filter(raw=wanted.arrival.raw_id):
        message.sender_trust[TRUST_NAME] = words
        message.save(update_fields=["sender_trust"])
