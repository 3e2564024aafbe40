"""What follows from a mail: classified, matched by the secret that we issued, opened as a case, or left to a person.

Strangers choose nothing: From, subject, Cc and In-Reply-To are claims and never join a message to a case.
"""

import json
from datetime import datetime

from django.conf import settings

from cases import vault
from cases.models import Case, Party, User
from cases.organisation import organisation
from cases.words import SYSTEM, Procedure
from correspondence.links import link_for, near_reply_link
from correspondence.models import Letter, Link, Message
from correspondence.services.inbox import add_message
from correspondence.services.outbox import bounce as letter_bounced
from intake.classify import Classification, Kind, classify
from intake.match import Match, MatchCandidates, match, references_in, tokens_in
from intake.models import Arrival, ArrivalState
from intake.parse.message import Parsed, ParsedMessage
from intake.parse.spam import spam_verdict
from intake.services.ended import tell_if_ended
from intake.services.opening import Opening, open_case
from intake.services.reading import received_from_mail
from intake.services.result import End
from intake.services.rules import discarded_because
from intake.services.senders import want_check
from intake.services.threads import message_id_key, note_answered, offer_answers
from intake.triage import Suggestion, suggest

QUIET_ENDS = {
    Kind.AUTO_REPLY: ArrivalState.AUTO_REPLY,
    Kind.REPORT: ArrivalState.REPORT,
    Kind.LOOP: ArrivalState.LOOP,
}
MOST_NEAR = 3


def handle_mail(*, arrival: Arrival, parsed: Parsed, now: datetime) -> End:
    """Decide on a mail that was read, inside the caller's transaction; its thread learns of it."""
    end = _decide(arrival, parsed, now=now)
    want_check(arrival, from_email=parsed.message.from_email, now=now)
    if end.state == ArrivalState.QUARANTINED:
        note_answered(arrival, parsed.message)
    elif end.case_id is not None:
        offer_answers(arrival, case_id=end.case_id)
    return end


def _decide(arrival: Arrival, parsed: Parsed, *, now: datetime) -> End:
    mail = parsed.message
    twin = _note_content(arrival, mail)
    if twin is not None:
        return End(ArrivalState.DUPLICATE, "The same message came before, by this or another door.", twin_id=twin)
    kind = classify(mail, our_addresses=organisation().mailboxes, null_return_path=arrival.null_return_path)
    matched = _match(arrival, mail)
    if kind.kind == Kind.BOUNCE:
        return _take_bounce(kind, matched, now=now)
    if kind.kind == Kind.AUTO_REPLY and matched.kind == "new" and suggest(mail).procedure != "none":
        return _quarantine(f"{kind.reason} Yet it reads like a request, as agent services send them.", suggest(mail))
    if kind.kind in QUIET_ENDS:
        return End(QUIET_ENDS[kind.kind], kind.reason, case_id=matched.case_id)
    if mail.must_wait:
        return End(
            ArrivalState.QUARANTINED, f"The mail is built in a way that we do not read whole ({mail.must_wait})."
        )
    if matched.kind == "join":
        return _join(arrival, parsed, matched, now=now)
    said = suggest(mail)
    if matched.kind == "quarantine":
        return _quarantine(matched.reason, said, suggested_case_id=matched.suggested_case_id)
    return _open(arrival, parsed, kind, said, now=now)


def suggestion_as_json(said: Suggestion) -> dict[str, object]:
    """Give a suggestion as the arrival keeps it."""
    return {
        "procedure": said.procedure,
        "rights": list(said.rights),
        "language": said.language,
        "place": said.place,
        "agent": said.agent,
        "urgent": said.urgent,
        "reason": said.reason,
    }


def opening_from(said: Suggestion, *, withhold: str = "") -> Opening:
    """Give what triage suggests as an opening."""
    return Opening(
        procedure=Procedure(said.procedure),
        rights=list(said.rights) if said.procedure == Procedure.RIGHTS_REQUEST else [],
        place=said.place,
        language=said.language,
        by_agent=said.agent,
        withhold_acknowledgement=withhold,
    )


def _note_content(arrival: Arrival, mail: ParsedMessage) -> int | None:
    """Give the arrival that brought the same message before; else note this one's content as the first.

    Same Message-ID and same From, Date, Subject and text is one message by two routes. Same id with other content is
    another message: kept, and flagged. Without an id nothing is compared.
    """
    if not mail.message_id:
        return None
    claimed = [mail.message_id, mail.from_email, str(mail.date_utc), mail.subject, mail.text]
    content_key = vault.fingerprint(json.dumps(claimed).encode())
    arrival.message_id_key = message_id_key(mail.message_id)
    others = Arrival.objects.exclude(pk=arrival.pk)
    twin = others.filter(content_key=content_key).values_list("pk", flat=True).first()
    Arrival.objects.filter(pk=arrival.pk).update(
        content_key=None if twin else content_key,
        message_id_key=arrival.message_id_key,
        same_id_other_content=twin is None and others.filter(message_id_key=arrival.message_id_key).exists(),
    )
    return twin


def _match(arrival: Arrival, mail: ParsedMessage) -> Match:
    recipients = [*arrival.envelope_to, *mail.recipients]
    return match(mail, recipients=recipients, candidates=_candidates(recipients, mail))


def _candidates(recipients: list[str], mail: ParsedMessage) -> MatchCandidates:
    by_token: dict[str, tuple[int, int]] = {}
    party_emails: dict[int, str] = {}
    near_tokens: dict[str, int] = {}
    for token in tokens_in(recipients, organisation().mailboxes)[:20]:
        link = link_for(purpose=Link.Purpose.REPLY, secret=token)
        if link is not None:
            by_token[token] = (link.case_id, link.party_id)
            party_emails[link.party_id] = link.party.email
        elif len(near_tokens) < MOST_NEAR and (near := near_reply_link(token)) is not None:
            near_tokens[token] = near.case_id
    return MatchCandidates(
        by_token=by_token,
        party_emails=party_emails,
        near_tokens=near_tokens,
        by_message_id=_known_ids([*mail.in_reply_to, *mail.references][-50:]),
        by_reference=dict(
            Case.objects.filter(reference__in=references_in(mail.subject)).values_list("reference", "pk")
        ),
    )


def _known_ids(ids: list[str]) -> dict[str, tuple[int, str]]:
    """Give, of the Message-IDs that a mail answers, those that we sent or keep on a file."""
    if not ids:
        return {}
    kept = Message.objects.filter(message_id__in=ids).values_list("message_id", "case_id", "from_email")
    sent = Letter.objects.filter(message_id__in=ids).values_list("message_id", "case_id", "to")
    return {message_id: (case_id, address) for message_id, case_id, address in [*kept, *sent]}


def _take_bounce(kind: Classification, matched: Match, *, now: datetime) -> End:
    """Mark the letter that did not arrive, if the bounce came back to the address that we issued with it."""
    original = kind.bounce.original_message_id if kind.bounce else ""
    letter = Letter.objects.select_related("case").filter(message_id=original).first()
    if matched.kind != "join" or letter is None or letter.case_id != matched.case_id or kind.bounce is None:
        return End(ArrivalState.BOUNCE, f"{kind.reason} No letter of ours is named by it with the secret it left with.")
    status = ", ".join(kind.bounce.statuses[:3]) or "no status"
    letter_bounced(letter=letter, hard=kind.bounce.hard, status=status, now=now)
    return End(ArrivalState.BOUNCE, kind.reason, case_id=letter.case_id)


def _join(arrival: Arrival, parsed: Parsed, matched: Match, *, now: datetime) -> End:
    """Put the message on the case that its secret names. No address of it is ever added to the case."""
    party = Party.objects.select_related("case").get(pk=matched.party_id or 0)
    received = received_from_mail(
        parsed, raw=arrival.raw, received_at=arrival.received_at, other_address=matched.from_unverified_address
    )
    add_message(case=party.case, party=party, received=received, now=now)
    tell_if_ended(case=party.case, now=now)
    return End(ArrivalState.JOINED, matched.reason, case_id=party.case_id)


def _open(arrival: Arrival, parsed: Parsed, kind: Classification, said: Suggestion, *, now: datetime) -> End:
    mail = parsed.message
    if why := _why_wait(mail, kind, said):
        discard = discarded_because(mail.from_email) if said.procedure == "none" and not mail.from_ambiguous else ""
        return End(ArrivalState.DISCARDED, discard) if discard else _quarantine(why, said, mail=mail)
    received = received_from_mail(parsed, raw=arrival.raw, received_at=arrival.received_at)
    opening = opening_from(said, withhold=kind.suppress_reason)
    case = open_case(arrival=arrival, opening=opening, received=received, by=SYSTEM, now=now)
    return End(ArrivalState.OPENED, said.reason, case_id=case.pk, suggestion=suggestion_as_json(said))


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
        suggestion=suggestion_as_json(said) | ({"wrote_first": first} if first else {}),
    )
