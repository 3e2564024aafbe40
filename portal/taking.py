"""Takes in what a form says: kept and committed first, then processed at once; whatever fails later waits for the sweep."""

from datetime import datetime

import structlog
from django.db import DatabaseError

from cases.models import Case, Party
from cases.words import Audience, Channel
from intake.doors.receive import Delivery, receive
from intake.models import Arrival
from intake.services.process import process
from intake.submission import Submission
from portal.suspicion import reason_to_set_aside
from portal.tokens import FormToken, arrival_key

log = structlog.get_logger(__name__)


def take_in(*, said: Submission, token: FormToken, trap: str, now: datetime) -> Arrival:
    """Store the submission, once per form and content, and open its case. Raises OSError, DatabaseError if not stored."""
    raw = said.to_bytes()
    suspect = reason_to_set_aside(trap=trap, after=now - token.shown_at, text=said.text)
    delivery = Delivery(
        raw=raw,
        channel=Channel.FORM,
        source="form",
        received_at=now,
        nonce=arrival_key(token, raw),
        processed_here=True,
        set_aside=suspect,
        meant_for=_case_of(said),
        audience=Audience.APPLICANTS if said.applicant else Audience.GENERAL,
    )
    arrival, _new = receive(delivery, now=now)
    _process(arrival, now=now)
    return arrival


def _case_of(said: Submission) -> int | None:
    """Give the case whose status page it came from: who may not open that case finds nothing of it in quarantine."""
    if said.about:
        return Case.objects.filter(reference=said.about).values_list("pk", flat=True).first()
    parties = Party.objects.filter(pk=said.link_party) if said.link_party is not None else Party.objects.none()
    return parties.values_list("case_id", flat=True).first()


def _process(arrival: Arrival, *, now: datetime) -> None:
    """Open the case in this request, so that the receipt can name it; a failure leaves the arrival to the sweep."""
    try:
        process(arrival_id=arrival.pk, now=now)
    except DatabaseError as error:
        log.warning("form.waits", arrival=arrival.pk, error=type(error).__name__)
