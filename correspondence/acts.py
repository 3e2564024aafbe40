"""Deeds that both procedures share and that need a letter: acknowledge, ask for clarification, extend, write."""

from datetime import date, datetime, timedelta

from django.db import transaction

from cases.errors import NotOpen, Refused, StopRefused, TooLate
from cases.models import Case, ClockMark, Deadline, Party
from cases.organisation import organisation
from cases.places import today_for
from cases.services.clock import mark_clock, waits_for
from cases.services.history import record
from cases.services.move import start_work
from cases.words import SYSTEM, Actor, Kind, Role
from correspondence.extensions import extensions_allowed
from correspondence.letters import Draft, draft
from correspondence.models import Letter, OutboxState
from correspondence.services.outbox import is_loop, queue_letter
from law.words import Duty, MarkName

# Acknowledgements are what a stranger could make us send: caps per address and day, and per domain and hour.
ADDRESS_CAP = 5
DOMAIN_CAP = 50
# A letter in one of these states has told the person nothing.
NOT_ARRIVED = (OutboxState.WITHDRAWN, OutboxState.BOUNCED, OutboxState.FAILED)


@transaction.atomic(savepoint=False)
def acknowledge(*, case: Case, opener: Party | None = None, withheld_because: str = "", now: datetime) -> Letter | None:
    """Queue the acknowledgement to who opened the case, once; over a cap, or told to, withhold it and say so on the file.

    The letter carries reference, answer date and status link, and nothing that the person wrote. `opener` spares a
    look-up to who has the person at hand.
    """
    opener = opener or case.parties.filter(opened_case=True).first()
    why = withheld_because or _capped(opener, now=now)
    if opener is None or why:
        record(case=case, kind=Kind.ACKNOWLEDGEMENT_WITHHELD, by=SYSTEM, now=now, why=why)
        return None
    return queue_letter(
        case=case,
        party=opener,
        draft=draft(name="acknowledgement", case=case, party=opener, now=now),
        key=f"acknowledgement:{case.pk}",
        by=SYSTEM,
        now=now,
        meets=Duty.ACKNOWLEDGE,
        automatic=True,
    )


@transaction.atomic
def send_acknowledgement_by_hand(*, case: Case, by: Actor, now: datetime) -> Letter:
    """Queue an acknowledgement that was withheld or did not arrive, on an officer's word. Raises Refused, NoAddress."""
    opener = opener_of(case)
    before = case.letters.filter(name="acknowledgement")
    if before.exclude(state__in=NOT_ARRIVED).exists():
        raise Refused(f"Case {case.reference} was already acknowledged.")
    return queue_letter(
        case=case,
        party=opener,
        draft=draft(name="acknowledgement", case=case, party=opener, now=now),
        key=f"acknowledgement-by-hand:{case.pk}:{before.count()}",
        by=by,
        now=now,
        meets=Duty.ACKNOWLEDGE,
    )


def clarification_draft(*, case: Case, question: str, now: datetime) -> Draft:
    """Give the letter that asks the person something, for the officer to read and change."""
    return draft(name="clarification", case=case, party=opener_of(case), question=question.strip(), now=now)


@transaction.atomic
def ask_clarification(*, case: Case, letter: Draft, key: str, by: Actor, now: datetime) -> Letter:
    """Queue the question; the clock stops, where the law says so, on the day it leaves. Raises NotOpen, StopRefused."""
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="asking for clarification")
    asked = case.letters.filter(
        mark=MarkName.CLARIFICATION_REQUESTED, state__in=[OutboxState.QUEUED, OutboxState.SENDING]
    )
    if asked.exclude(key=key).exists() or waits_for(case=case, stop=MarkName.CLARIFICATION_REQUESTED):
        raise StopRefused(f"Case {case.reference} already waits for an answer of the person. Record that answer first.")
    start_work(case=case, by=by, now=now)
    return queue_letter(
        case=case,
        party=opener_of(case),
        draft=letter,
        key=key,
        by=by,
        now=now,
        mark=MarkName.CLARIFICATION_REQUESTED,
    )


@transaction.atomic
def record_answer(*, case: Case, on: date, by: Actor, now: datetime) -> None:
    """Record that the person answered our question on a day, by whatever way: the clock goes on. Raises StopRefused."""
    asked = ClockMark.objects.filter(case=case, mark=MarkName.CLARIFICATION_REQUESTED, stop_open=True).first()
    if asked is None:
        raise StopRefused(f"Case {case.reference} is not waiting for an answer of the person.")
    if not asked.on <= on <= today_for(case, now):
        raise StopRefused(
            f"The answer cannot have come on {on:%-d %B %Y}: the question left on {asked.on:%-d %B %Y}, "
            f"and today is {today_for(case, now):%-d %B %Y}. Give a day between the two."
        )
    mark_clock(case=case, mark=MarkName.CLARIFIED, on=on, by=by, now=now)


def extension_draft(*, case: Case, reason: str, now: datetime, extended_to: date | None = None) -> Draft:
    """Give the letter that announces an extension: reason, new date, and by which provision; for the officer to change."""
    return draft(
        name="extension",
        case=case,
        party=opener_of(case),
        reason=reason.strip(),
        extended_to=extended_to,
        provisions=extensions_allowed(case=case, language=organisation().letter_language_for(case.language)),
        now=now,
    )


@transaction.atomic
def extend(*, case: Case, letter: Draft, key: str, by: Actor, now: datetime) -> Letter:
    """Queue the notice that lengthens the period, while there is time to give it. Raises NotOpen, TooLate, Refused."""
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="an extension")
    last_day = last_day_to_extend(case)
    if last_day is None:
        raise Refused(f"No law that applies to case {case.reference} allows an extension.")
    if today_for(case, now) > last_day:
        raise TooLate(reference=case.reference, last_day=last_day, deed="announce an extension")
    return queue_letter(case=case, party=opener_of(case), draft=letter, key=key, by=by, now=now, mark=MarkName.EXTENDED)


def last_day_to_extend(case: Case) -> date | None:
    """Give the last day on which every law that allows an extension still lets it be announced."""
    rows = Deadline.objects.filter(
        case=case, statutory=True, duty=Duty.ANNOUNCE_EXTENSION, due_on__isnull=False, met_on__isnull=True
    )
    return min((row.on for row in rows if row.on), default=None)


def free_draft(*, case: Case, party: Party, now: datetime) -> Draft:
    """Give an empty letter with greeting, reference and signature; one to an authority in its own words."""
    name = "authority" if party.role == Role.SUPERVISORY_AUTHORITY else "free"
    return draft(name=name, case=case, party=party, now=now)


@transaction.atomic
def write_letter(*, case: Case, party: Party, letter: Draft, key: str, by: Actor, now: datetime) -> Letter:
    """Queue a letter of the officer's own words; it meets no duty. Raises NoAddress."""
    return queue_letter(case=case, party=party, draft=letter, key=key, by=by, now=now)


def opener_of(case: Case) -> Party:
    """Give the person who opened the case. Raises Refused."""
    opener = case.parties.filter(opened_case=True).first()
    if opener is None:
        raise Refused(f"Case {case.reference} has no person to write to. Add one first.")
    return opener


def _capped(opener: Party | None, *, now: datetime) -> str:
    """Give the code of the cap that is reached or of what else forbids an automatic letter, or nothing."""
    if opener is None or not opener.email:
        return "no_address"
    if not opener.email.rpartition("@")[0].isascii():
        return "foreign_address"  # most mail servers do not take it (RFC 6531), and a rewritten one is somebody else's
    automatic = Letter.objects.filter(automatic=True).exclude(state=OutboxState.WITHDRAWN)
    # Many a mailbox takes its name in any case, so Anna@ and anna@ share the cap.
    if automatic.filter(to__iexact=opener.email, queued_at__gt=now - timedelta(days=1)).count() >= ADDRESS_CAP:
        return "address_cap"
    if is_loop(case=opener.case, to=opener.email, now=now):
        return "loop_cap"
    domain = opener.email.rpartition("@")[2]
    if automatic.filter(to__iendswith="@" + domain, queued_at__gt=now - timedelta(hours=1)).count() >= DOMAIN_CAP:
        return "domain_cap"
    return ""
