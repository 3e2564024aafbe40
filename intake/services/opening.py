"""Opens a case from an arrival: the procedure's file, the message on it, and the acknowledgement, in one transaction."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.gathering import gathered
from cases.models import Case
from cases.organisation import organisation
from cases.services.register import Opener, Receipt
from cases.services.sight import give_to_applicants, keep_sight
from cases.words import Actor, Audience, Channel, Procedure, Role
from complaints.models import Ground
from complaints.services.open import open_complaint
from correspondence.acts import acknowledge, opener_of
from correspondence.masking import hidden
from correspondence.services.inbox import Received, add_message
from dsar.services.open import open_request
from intake.models import Arrival
from law.errors import LawError
from law.places import Place

TITLE_WIDTH = 80


@dataclass(frozen=True)
class Opening:
    """What the case is opened as: by triage's suggestion, the form's choice or an officer's word."""

    procedure: Procedure
    rights: Sequence[str] = ()
    ground: str = ""
    what_is_asked: str = ""
    place: str = ""
    language: str = ""
    by_agent: bool = False
    applicant: bool = False
    withhold_acknowledgement: str = ""
    opener_name: str = ""  # where an officer says that another than the sender asks
    opener_email: str = ""
    about: str = ""  # the reference of the case that a complaint or appeal is about


@gathered()
def open_case(*, arrival: Arrival, opening: Opening, received: Received, by: Actor, now: datetime) -> Case:
    """Open the case, put the message on it and acknowledge."""
    receipt = Receipt(
        channel=Channel(arrival.channel),
        received_at=arrival.received_at,
        place=known_place(opening.place),
        language=opening.language or organisation().languages[0],
    )
    case = _open(opening=opening, receipt=receipt, received=received, by=by, now=now)
    if case.about is not None:
        keep_sight(of=case.about, on=case, by=by, now=now)
    if opening.applicant and case.audience != Audience.APPLICANTS:
        give_to_applicants(case=case, by=by, now=now)
    add_message(case=case, party=opener_of(case), received=received, now=now)
    acknowledge(case=case, withheld_because=opening.withhold_acknowledgement, now=now)
    return case


def known_place(code: str) -> str:
    """Give the code if it names a place, else nothing: a wrong one must not keep a case from being opened."""
    try:
        return str(Place.parse(code)) if code else ""
    except LawError:
        return ""


def _open(*, opening: Opening, receipt: Receipt, received: Received, by: Actor, now: datetime) -> Case:
    said = received.reply_text or received.text
    title = hidden(received.subject) or _first_words(hidden(said))
    if opening.procedure == Procedure.RIGHTS_REQUEST:
        role = Role.AUTHORISED_AGENT if opening.by_agent else Role.REQUESTER
        return open_request(
            receipt=receipt,
            opener=_opener(role, opening, received),
            rights=opening.rights,
            wish=said,
            title=title,
            by=by,
            now=now,
            by_agent=opening.by_agent,
        )
    return open_complaint(
        receipt=receipt,
        opener=_opener(Role.COMPLAINANT, opening, received),
        what_happened=said,
        what_is_asked=opening.what_is_asked,
        title=title,
        ground=Ground(opening.ground) if opening.ground else Ground.OTHER,
        by=by,
        now=now,
        about=Case.objects.filter(reference=opening.about).first() if opening.about else None,
        appeal=opening.procedure == Procedure.APPEAL,
    )


def _opener(role: Role, opening: Opening, received: Received) -> Opener:
    if opening.opener_email and opening.opener_email.lower() != received.from_email.lower():
        return Opener(role=role, name=opening.opener_name, email=opening.opener_email)
    return Opener(role=role, name=received.from_name, email=received.from_email)


def _first_words(text: str) -> str:
    """Give the beginning of a text as the title of what came without a subject, as forms do."""
    return textwrap.shorten(text, width=TITLE_WIDTH, placeholder=" …")
