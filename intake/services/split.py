"""Splits a case: one message that complains and asks for a right becomes two linked cases, each received when it came."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from cases import vault
from cases.errors import BlobUnreadable, NotOpen, Refused
from cases.models import Case, User
from cases.services.care import link_cases
from cases.services.laws import keep_laws
from cases.services.register import Opener, Receipt
from cases.services.sight import keep_sight
from cases.words import Channel, Procedure, Role, Tie
from complaints.models import Ground
from complaints.services.open import open_complaint
from correspondence.acts import acknowledge, opener_of
from correspondence.models import Message
from correspondence.services.inbox import Received, ReceivedFile, add_message
from dsar.services.open import open_request


@dataclass(frozen=True)
class Part:
    """What is split off: the rights that it asks for, or the ground of its complaint, and the words that say it."""

    procedure: Procedure
    words: str
    rights: tuple[str, ...] = ()
    ground: Ground = Ground.OTHER


@transaction.atomic
def split(*, case: Case, part: Part, officer: User, now: datetime) -> Case:
    """Open the other procedure for what the message also says; it counts from the same receipt. Raises NotOpen, Refused.

    The message is put on both files, with bytes of its own on each, so that each file can be erased alone. Who may not see
    the one may not see the other, and laws and promise chosen for the one hold for the other. The person gets the new case's
    acknowledgement.
    """
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="splitting it")
    if part.procedure == case.procedure:
        raise Refused(
            "What is split off follows the other procedure: a request of a complaint, or the other way round."
        )
    if not part.words.strip():
        raise Refused("Say what of the message the new case is about.")
    if part.procedure == Procedure.RIGHTS_REQUEST and not part.rights:
        raise Refused("Choose at least one right that the request invokes.")
    first = Message.objects.filter(case=case).order_by("received_at", "pk").first()
    received = _copy(first, now) if first is not None else None
    made = _open(case, part, officer, now)
    keep_sight(of=case, on=made, by=officer.actor, now=now)
    keep_laws(of=case, on=made, by=officer.actor, now=now)
    if received is not None:
        add_message(case=made, party=opener_of(made), received=received, now=now)
    link_cases(case=made, other=case, tie=Tie.SPLIT, officer=officer, now=now)
    acknowledge(case=made, now=now)
    return made


def _open(case: Case, part: Part, officer: User, now: datetime) -> Case:
    opener = opener_of(case)
    receipt = Receipt(
        channel=Channel(case.channel), received_at=case.received_at, place=case.place, language=case.language
    )
    by_agent = opener.role == Role.AUTHORISED_AGENT
    title = case.title
    if part.procedure == Procedure.RIGHTS_REQUEST:
        role = Role.AUTHORISED_AGENT if by_agent else Role.REQUESTER
        return open_request(
            receipt=receipt,
            opener=Opener(role=role, name=opener.name, email=opener.email),
            rights=part.rights,
            wish=part.words.strip(),
            title=title,
            by=officer.actor,
            now=now,
            by_agent=by_agent,
        )
    return open_complaint(
        receipt=receipt,
        opener=Opener(role=Role.COMPLAINANT, name=opener.name, email=opener.email),
        what_happened=part.words.strip(),
        title=title,
        by=officer.actor,
        now=now,
        ground=part.ground,
    )


def _copy(message: Message, now: datetime) -> Received:
    """Give the message as it came, with bytes of its own. Raises Refused where its bytes are gone."""
    try:
        received = _without_raw(message)
        return replace(received, raw=vault.store(vault.load(message.raw), now=now)) if message.raw else received
    except BlobUnreadable as error:
        raise Refused(
            "The first message's bytes can no longer be read, so it cannot be put on a second file."
        ) from error


def _without_raw(message: Message) -> Received:
    return Received(
        received_at=message.received_at,
        from_name=message.from_name,
        from_email=message.from_email,
        to=message.to,
        cc=message.cc,
        subject=message.subject,
        text=message.text,
        reply_text=message.reply_text,
        html=message.html,
        message_id=message.message_id,
        date_claimed=message.date_claimed,
        other_address=message.other_address,
        sender_trust=message.sender_trust,
        defects=message.defects,
        files=[
            ReceivedFile(
                name=file.name, content_type=file.content_type, content=vault.load(file.blob), sha256=file.sha256
            )
            for file in message.attachments.select_related("blob")
        ],
    )
