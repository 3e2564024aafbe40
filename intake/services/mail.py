"""What follows from a mail: classified, matched by the secret that we issued, opened as a case, or left to a person.

Strangers choose nothing: From, subject, Cc and In-Reply-To are claims and never join a message to a case.
"""

from dataclasses import replace
from datetime import datetime

from django.conf import settings

from cases.gathering import defer
from cases.models import User
from cases.organisation import organisation
from cases.words import SYSTEM, Audience, Procedure
from correspondence.links import prove_answered
from correspondence.models import Letter
from correspondence.services.inbox import add_message
from correspondence.services.returns import bounce as letter_bounced
from intake.classify import Classification, Kind, classify
from intake.match import Match, match
from intake.models import Arrival, ArrivalState
from intake.parse.message import Parsed, ParsedMessage
from intake.parse.spam import spam_verdict
from intake.services.ended import tell_if_ended
from intake.services.flood import OPENINGS_PER_HOUR
from intake.services.known import Asked, CameBefore, Known
from intake.services.opening import Opening, open_case
from intake.services.reading import received_from_mail
from intake.services.result import End
from intake.services.rules import discarded_because
from intake.services.senders import want_check
from intake.services.threads import note_answered, offer_answers
from intake.triage import Suggestion, suggest

QUIET_ENDS = {
    Kind.AUTO_REPLY: ArrivalState.AUTO_REPLY,
    Kind.REPORT: ArrivalState.REPORT,
    Kind.LOOP: ArrivalState.LOOP,
}
TO_APPLICANTS = (
    "The same message came before to a mailbox of the officers. This copy came to the mailbox of applicants: decide "
    "whose it is."
)
FLOOD = (
    f"This sender has opened {OPENINGS_PER_HOUR} cases within an hour, so what else they send waits for a person. "
    "A request in it still counts from when it came."
)


def handle_mail(*, asked: Asked, parsed: Parsed, known: Known, now: datetime) -> End:
    """Decide on a mail that was read and looked up, inside the caller's transaction; its thread learns of it."""
    arrival = asked.arrival
    end = _decide(asked, parsed, known, now=now)
    want_check(arrival, from_email=parsed.message.from_email, now=now)
    if end.state == ArrivalState.QUARANTINED:
        note_answered(arrival, parsed.message)
    elif end.case_id is not None:
        offer_answers(known.answered.get(asked.id_key, ()), case_id=end.case_id)
    return end


def _decide(asked: Asked, parsed: Parsed, known: Known, *, now: datetime) -> End:
    arrival, mail = asked.arrival, parsed.message
    twin = _note_content(asked, known)
    matched = match(mail, recipients=asked.recipients, candidates=known.candidates(asked))
    if twin is not None and not _leads_elsewhere(matched, twin):
        return _copy(arrival, twin)
    kind = classify(mail, our_addresses=organisation().mailboxes, null_return_path=arrival.null_return_path)
    if kind.kind == Kind.BOUNCE:
        return _take_bounce(kind, matched, now=now)
    if kind.kind == Kind.AUTO_REPLY and matched.kind == "new" and (said := _said(parsed)).procedure != "none":
        return _quarantine(f"{kind.reason} Yet it reads like a request, as agent services send them.", said)
    if kind.kind in QUIET_ENDS:
        return End(QUIET_ENDS[kind.kind], kind.reason, case_id=matched.case_id)
    if mail.must_wait:
        return End(
            ArrivalState.QUARANTINED, f"The mail is built in a way that we do not read whole ({mail.must_wait})."
        )
    if matched.kind == "join":
        return replace(_join(arrival, parsed, matched, known, now=now), twin_id=twin.pk if twin else None)
    said = _said(parsed)
    if matched.kind == "quarantine":
        return _quarantine(matched.reason, said, suggested_case_id=matched.suggested_case_id)
    return _open(asked, parsed, kind, said, known, now=now)


def _said(parsed: Parsed) -> Suggestion:
    """Give what the mail seems to ask for: as the child said, who is not asked of what should join a case."""
    return parsed.said or suggest(parsed.message)


def opening_from(said: Suggestion, *, withhold: str = "") -> Opening:
    """Give what triage suggests as an opening."""
    return Opening(
        procedure=Procedure(said.procedure),
        rights=list(said.rights) if said.procedure == "rights_request" else [],
        place=said.place,
        language=said.language,
        by_agent=said.agent,
        withhold_acknowledgement=withhold,
    )


def _leads_elsewhere(matched: Match, twin: CameBefore) -> bool:
    """Tell whether a copy came to the private reply address of a case on which the message is not yet."""
    return matched.kind == "join" and matched.by_secret and matched.case_id not in twin.cases


def _copy(arrival: Arrival, twin: CameBefore) -> End:
    """End a copy that leads nowhere new; the first to come to applicants' mailbox shows a person that it did."""
    if arrival.audience == Audience.APPLICANTS and Audience.APPLICANTS not in twin.audiences:
        return End(
            ArrivalState.QUARANTINED, TO_APPLICANTS, twin_id=twin.pk, suggested_case_id=min(twin.cases, default=None)
        )
    return End(ArrivalState.DUPLICATE, "The same message came before, by this or another door.", twin_id=twin.pk)


def _note_content(asked: Asked, known: Known) -> CameBefore | None:
    """Give the arrival that brought the same message before; else note this one's content as the first.

    Same Message-ID and same From, Date, Subject and text is one message by two routes. Same id with other content is
    another message: kept, and flagged. Without an id nothing is compared.
    """
    if not asked.id_key:
        return None
    arrival, twin = asked.arrival, known.twins.get(asked.content_key)
    arrival.content_key = None if twin else asked.content_key
    arrival.message_id_key = asked.id_key
    arrival.same_id_other_content = twin is None and asked.id_key in known.ids
    return twin


def _take_bounce(kind: Classification, matched: Match, *, now: datetime) -> End:
    """Mark the letter that did not arrive, if the bounce came back to the address that we issued with it."""
    original = kind.bounce.original_message_id if kind.bounce else ""
    letter = Letter.objects.select_related("case").filter(message_id=original).first()
    has_secret = matched.kind == "join" and matched.by_secret
    if not has_secret or letter is None or letter.case_id != matched.case_id or kind.bounce is None:
        return End(ArrivalState.BOUNCE, f"{kind.reason} No letter of ours is named by it with the secret it left with.")
    status = ", ".join(kind.bounce.statuses[:3]) or "no status"
    letter_bounced(letter=letter, hard=kind.bounce.hard, status=status, now=now)
    return End(ArrivalState.BOUNCE, kind.reason, case_id=letter.case_id)


def _join(arrival: Arrival, parsed: Parsed, matched: Match, known: Known, *, now: datetime) -> End:
    """Put the message on the case that its secret names. No address of it is ever added to the case."""
    party = known.party(matched.party_id)
    received = received_from_mail(
        parsed, raw=arrival.raw, received_at=arrival.received_at, other_address=matched.from_unverified_address
    )
    link = known.link(matched.party_id)
    if matched.by_secret and not matched.from_unverified_address and link.answered_at is None:
        defer(prove_answered, [(link.pk, now)])
    add_message(case=party.case, party=party, received=received, now=now, may_wait=party.case_id in known.waiting)
    tell_if_ended(case=party.case, now=now)
    return End(ArrivalState.JOINED, matched.reason, case_id=party.case_id)


def _open(asked: Asked, parsed: Parsed, kind: Classification, said: Suggestion, known: Known, *, now: datetime) -> End:
    arrival, mail = asked.arrival, parsed.message
    if why := _why_wait(mail, kind, said):
        discard = discarded_because(mail.from_email) if said.procedure == "none" and not mail.from_ambiguous else ""
        return End(ArrivalState.DISCARDED, discard) if discard else _quarantine(why, said, mail=mail)
    if known.floods(asked):
        return _quarantine(FLOOD, said, mail=mail)
    arrival.sender_key = asked.sender_key or None  # counted only with what opens a case
    received = received_from_mail(parsed, raw=arrival.raw, received_at=arrival.received_at)
    opening = replace(
        opening_from(said, withhold=kind.suppress_reason), applicant=arrival.audience == Audience.APPLICANTS
    )
    case = open_case(arrival=arrival, opening=opening, received=received, by=SYSTEM, now=now)
    return End(ArrivalState.OPENED, said.reason, case_id=case.pk, suggestion=said.to_json())


def _why_wait(mail: ParsedMessage, kind: Classification, said: Suggestion) -> str:
    """Say why a mail that belongs to no case is for a person to read first, '' where it may open one."""
    if not mail.from_email or mail.from_ambiguous:
        return "It does not say clearly who sent it, so nobody could be answered."
    if kind.kind == Kind.LIST:
        return f"{kind.reason} A request in it still counts from when it came."
    if spam := spam_verdict(mail, least_score=settings.SPAM_SCORE):
        return f"{spam} A request in it still counts from when it came."
    if kind.is_forward and mail.forwarded_email and _is_of_the_house(mail.from_email):
        return "An address of our own passed it on: check who asks, the person who wrote first is filled in."
    if said.procedure == "none":
        return f"Whether it is a complaint or a request is for a person to read. {said.reason}"
    return ""


def _is_of_the_house(email: str) -> bool:
    """Tell whether an address says it is of a colleague; anybody can write one, so it only brings a person in."""
    if email.rpartition("@")[2].lower() == organisation().mail_domain:
        return True
    return User.objects.filter(email__iexact=email, is_staff=True, is_active=True).exists()


def _quarantine(
    reason: str, said: Suggestion, *, suggested_case_id: int | None = None, mail: ParsedMessage | None = None
) -> End:
    first = {"name": mail.forwarded_name, "email": mail.forwarded_email} if mail and mail.forwarded_email else {}
    return End(
        ArrivalState.QUARANTINED,
        reason,
        suggested_case_id=suggested_case_id,
        suggestion=said.to_json() | ({"wrote_first": first} if first else {}),
    )
