"""What follows from a form or an API call: it opens a case, or joins the case whose status page it came from."""

from datetime import datetime

from cases.models import Party
from cases.words import REQUESTER, SYSTEM, Actor, Channel, Procedure, staff
from correspondence.services.inbox import add_message
from intake.models import Arrival, ArrivalState
from intake.services.ended import tell_if_ended
from intake.services.opening import Opening, open_case
from intake.services.reading import received_from_submission
from intake.services.result import End
from intake.submission import Submission


def handle_submission(*, arrival: Arrival, said: Submission, now: datetime) -> End:
    """Decide on a submission inside the caller's transaction."""
    received = received_from_submission(said, raw=arrival.raw, received_at=arrival.received_at)
    if said.link_party is not None:
        party = Party.objects.select_related("case").get(pk=said.link_party)
        add_message(case=party.case, party=party, received=received, now=now)
        tell_if_ended(case=party.case, now=now)
        where = "Entered by an officer." if said.entered_by else "Written on the case's own status page."
        return End(ArrivalState.JOINED, where, case_id=party.case_id)
    opening = Opening(
        procedure=Procedure(said.procedure),
        rights=said.rights,
        ground=said.ground,
        what_is_asked=said.what_is_asked,
        place=said.place,
        language=said.language,
        by_agent=said.by_agent,
        about=said.about,
        applicant=said.applicant,
    )
    case = open_case(arrival=arrival, opening=opening, received=received, by=_by(arrival, said), now=now)
    return End(ArrivalState.OPENED, _why(said), case_id=case.pk)


def _by(arrival: Arrival, said: Submission) -> Actor:
    if said.entered_by is not None:
        return staff(said.entered_by)
    return SYSTEM if arrival.channel == Channel.API else REQUESTER


def _why(said: Submission) -> str:
    return "Entered by an officer." if said.entered_by else "The person chose the procedure themselves."
