"""What an officer decides on a quarantined arrival: open it as a case, attach it to one, or discard it with a reason.

Whatever is opened counts from when it arrived, however long it waited here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from django.db import transaction

from cases import vault
from cases.errors import Refused
from cases.models import Case, User
from cases.sight import APPLICANTS
from cases.words import Audience, Channel
from correspondence.services.inbox import Received, add_message
from intake.errors import NotInQuarantine, PostUnreadable
from intake.hooks.mails import mails_in, provider_of
from intake.models import Answered, Arrival, ArrivalState
from intake.sandbox import ParserFailed
from intake.services.opening import Opening, open_case
from intake.services.reading import read_mail, received_from_mail, received_from_submission, received_unread
from intake.services.threads import answers_to, offer_answers
from intake.submission import Submission

log = structlog.get_logger(__name__)


def open_as(*, arrival: Arrival, opening: Opening, officer: User, now: datetime) -> Case:
    """Open a case from the arrival. Raises NotInQuarantine."""
    received = _read(arrival)
    with transaction.atomic():
        _take(arrival, ArrivalState.OPENED, officer=officer, now=now)
        theirs = replace(opening, applicant=arrival.audience == Audience.APPLICANTS)
        case = open_case(arrival=arrival, opening=theirs, received=received, by=officer.actor, now=now)
        _settle(arrival, case=case, reason="Opened by an officer.")
        offer_answers(answers_to(arrival), case_id=case.pk)
    return case


def attach_to(*, arrival: Arrival, case: Case, officer: User, now: datetime, and_to: Sequence[Case] = ()) -> None:
    """Put the arrival on a case, as the word of the party whose address it says it is from, if any. Raises NotInQuarantine.

    A mail about several cases is put on each (`and_to`), with bytes of its own there, so that each file can be erased alone.
    """
    received = _read(arrival)
    with transaction.atomic():
        _take(arrival, ArrivalState.JOINED, officer=officer, now=now)
        _add(case, received, now=now)
        for other in and_to:
            _add(other, replace(received, raw=vault.store(_mail_of(arrival), now=now)), now=now)
        _settle(arrival, case=case, reason="Attached by an officer.")
        offer_answers(answers_to(arrival), case_id=case.pk)


@transaction.atomic
def discard(*, arrival: Arrival, reason: str, officer: User, now: datetime) -> None:
    """End the arrival without a case; reason and officer stay with it, the raw bytes too. Raises Refused, NotInQuarantine."""
    if not reason.strip():
        raise Refused("Say why it is discarded: a request that is overlooked is a promise broken.")
    _take(arrival, ArrivalState.DISCARDED, officer=officer, now=now)
    _settle(arrival, case=None, reason=reason.strip())


@transaction.atomic
def hand_over(*, arrival: Arrival, to: Audience, officer: User, now: datetime) -> None:
    """Give an arrival to human resources or to the officers. Raises Refused, NotInQuarantine.

    An officer gives away; only who sees applicants' mail gives it to the officers.
    """
    if to == Audience.GENERAL and not officer.has_perm(APPLICANTS):
        raise Refused("Only human resources or the data protection officer give an applicant’s mail to the officers.")
    waits = Arrival.objects.filter(pk=arrival.pk, state=ArrivalState.QUARANTINED).exclude(audience=to)
    if waits.update(audience=to, decided_by=officer) != 1:
        raise NotInQuarantine
    log.info("arrival.handed_over", arrival=arrival.pk, to=str(to), by=officer.pk)


@transaction.atomic
def reprocess(*, arrival: Arrival, officer: User, now: datetime) -> None:
    """Let the machine read the arrival once more, after a fix. Raises NotInQuarantine."""
    _read_again(arrival, decided_by=officer)


@transaction.atomic
def reprocess_by_system(*, arrival: Arrival, now: datetime) -> None:
    """Let the machine read the arrival once more on an administrator's command. Raises NotInQuarantine."""
    _read_again(arrival, decided_by=None)


def _read_again(arrival: Arrival, *, decided_by: User | None) -> None:
    fresh = Arrival.objects.filter(pk=arrival.pk, state=ArrivalState.QUARANTINED).update(
        state=ArrivalState.RECEIVED,
        attempts=0,
        try_after=None,
        content_key=None,
        ended_at=None,
        last_error="",
        decided_by=decided_by,
    )
    if fresh != 1:
        raise NotInQuarantine
    Answered.objects.filter(arrival=arrival).delete()


def sender_of(arrival: Arrival) -> str:
    """Give the one address that the arrival says it is from, '' where that is not clear. Raises BlobUnreadable."""
    received = _read(arrival)
    return received.from_email if arrival.channel == Channel.MAIL and not received.from_unclear else ""


def preview(arrival: Arrival) -> Received:
    """Read an arrival for an officer to look at."""
    return _read(arrival)


def _read(arrival: Arrival) -> Received:
    """Read the raw bytes again; what cannot be read is still a message, with the raw mail one click away."""
    if arrival.channel != Channel.MAIL:
        said = Submission.from_bytes(vault.load(arrival.raw))
        return received_from_submission(said, raw=arrival.raw, received_at=arrival.received_at)
    try:
        return received_from_mail(read_mail(_mail_of(arrival)), raw=arrival.raw, received_at=arrival.received_at)
    except (ParserFailed, PostUnreadable, ConnectionError) as failure:
        return received_unread(raw=arrival.raw, received_at=arrival.received_at, why=str(failure))


def _mail_of(arrival: Arrival) -> bytes:
    """Give the bytes of the mail, out of the provider's post where it came in one. Raises PostUnreadable, ConnectionError."""
    raw, provider = vault.load(arrival.raw), provider_of(arrival.source)
    return mails_in(raw, provider=provider)[0].raw if provider else raw


def _add(case: Case, received: Received, *, now: datetime) -> None:
    party = case.parties.filter(email=received.from_email).first() if received.from_email else None
    add_message(case=case, party=party, received=received, now=now)


def _take(arrival: Arrival, state: ArrivalState, *, officer: User, now: datetime) -> None:
    taken = Arrival.objects.filter(pk=arrival.pk, state=ArrivalState.QUARANTINED).update(
        state=state, decided_by=officer, ended_at=now
    )
    if taken != 1:
        raise NotInQuarantine


def _settle(arrival: Arrival, *, case: Case | None, reason: str) -> None:
    Arrival.objects.filter(pk=arrival.pk).update(case=case, reason=reason[:400])
