"""Takes in what came by post, telephone or at the counter: raw first, as every arrival, with the day on which it truly came."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from django.db import transaction

from cases.errors import Refused
from cases.models import Case, Deadline, User
from cases.organisation import organisation
from cases.places import local_day
from cases.rulings import ruling
from cases.services.register import Opener, Receipt
from cases.words import SYSTEM, Channel, Procedure, Role
from complaints.services.open import open_complaint
from dsar.services.open import open_request
from intake.doors.receive import Delivery, receive
from intake.models import Arrival
from intake.services.opening import known_place
from intake.services.process import process
from intake.submission import Submission
from law.places import Place, time_zone

CHANNELS = (Channel.POST, Channel.TELEPHONE, Channel.IN_PERSON)


def moment_of(*, on: date, place: str, now: datetime) -> datetime:
    """Give the moment of receipt for a day that an officer names: noon where the person is, or now if that has not come.

    Raises Refused for a day to come.
    """
    if on > local_day(place=place, moment=now):
        raise Refused("It cannot have come on a day to come. Give the day on which it reached us.")
    zone = time_zone(Place.parse(place)) if place else organisation().time_zone
    return min(datetime.combine(on, time(12), tzinfo=zone), now)


def enter(*, said: Submission, channel: Channel, on: date, key: str, officer: User, now: datetime) -> Arrival:
    """Keep what came and when, then open its case or join the one that it names; the same `key` does it once.

    Raises Refused; OSError, DatabaseError if it could not be stored. What fails after that waits for the sweep.
    """
    moment = moment_of(on=on, place=known_place(said.place), now=now)
    delivery = Delivery(
        raw=replace(said, entered_by=officer.pk).to_bytes(),
        channel=channel,
        source="desk",
        received_at=moment,
        nonce=f"desk:{key}",
        processed_here=True,
    )
    arrival, _new = receive(delivery, now=now)
    process(arrival_id=arrival.pk, now=now)
    arrival.refresh_from_db()
    return arrival


def dates_of(*, said: Submission, channel: Channel, on: date, now: datetime) -> Sequence[Deadline]:
    """Give the dates that rule what would be opened; nothing of it stays. Raises Refused."""
    place = known_place(said.place)
    receipt = Receipt(
        channel=channel, received_at=moment_of(on=on, place=place, now=now), place=place, language=said.language
    )
    with transaction.atomic():
        case = _registered(said, receipt, now)
        rows = ruling(Deadline.objects.filter(case=case, due_on__isnull=False))
        transaction.set_rollback(True)
    return sorted(rows, key=lambda row: (row.on or date.max, row.duty))


def _registered(said: Submission, receipt: Receipt, now: datetime) -> Case:
    opener = Opener(role=Role.REQUESTER)
    if said.procedure == Procedure.RIGHTS_REQUEST:
        return open_request(receipt=receipt, opener=opener, rights=said.rights, wish="", title="", by=SYSTEM, now=now)
    appeal = said.procedure == Procedure.APPEAL
    return open_complaint(receipt=receipt, opener=opener, what_happened="", title="", by=SYSTEM, now=now, appeal=appeal)
