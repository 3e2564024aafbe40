"""Reads the kept bytes of a message that is on a case once more, after the reading was mended."""

from datetime import datetime

from django.db.models import QuerySet

from cases import vault
from cases.errors import Refused
from cases.models import User
from cases.words import Channel
from correspondence.models import Message
from correspondence.services.rereading import Anew, bring_up_to
from intake.errors import PostUnreadable
from intake.hooks.mails import mails_in, provider_of
from intake.models import Arrival
from intake.sandbox import ParserFailed
from intake.services.reading import read_mail, received_from_mail

NO_MAIL = "Only a mail can be read again. This came by another way and stands here as it was said."
STILL = (
    "It could not be read whole this time either, and nothing was changed. Save the raw message to see what is in it."
)


def is_mail(message: Message) -> bool:
    """Tell whether a message came as mail whose bytes are kept."""
    return message.raw_id is not None and not _by_other_ways(message).exists()


def read_message_again(*, message: Message, officer: User, now: datetime) -> Anew:
    """Read the raw mail again and take over what differs; no letter follows. Raises Refused, BlobUnreadable."""
    if message.raw is None or not is_mail(message):
        raise Refused(NO_MAIL)
    raw, arrival = vault.load(message.raw), Arrival.objects.filter(raw=message.raw_id).first()
    provider = provider_of(arrival.source) if arrival else ""
    try:
        parsed = read_mail(mails_in(raw, provider=provider)[0].raw if provider else raw)
    except (ParserFailed, PostUnreadable, ConnectionError) as error:
        raise Refused(STILL) from error
    if parsed.message.must_wait:
        raise Refused(STILL)
    received = received_from_mail(parsed, raw=message.raw, received_at=message.received_at)
    return bring_up_to(message=message, received=received, by=officer, now=now)


def _by_other_ways(message: Message) -> QuerySet[Arrival]:
    return Arrival.objects.filter(raw=message.raw_id).exclude(channel=Channel.MAIL)
