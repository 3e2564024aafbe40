"""Deeds that both procedures share and that need a letter: acknowledge, ask for clarification, extend, write."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from cases.errors import NotOpen, Refused, StopRefused, TooLate
from cases.gathering import added, gathered, is_new
from cases.models import Case, ClockMark, Party
from cases.organisation import organisation
from cases.places import today_for
from cases.services.clock import mark_clock, waits_for
from cases.services.extending import room_to_extend
from cases.services.history import record
from cases.services.move import start_work
from cases.words import SYSTEM, Actor, Kind, Role
from correspondence.caps import cap_reached, count_automatic
from correspondence.extensions import extensions_allowed, reason_with_rights
from correspondence.letters import Draft, draft
from correspondence.models import Letter, OutboxState
from correspondence.services.outbox import is_loop, queue_letter
from law.words import Duty, MarkName

# A letter in one of these states has told the person nothing.
NOT_ARRIVED = (OutboxState.WITHDRAWN, OutboxState.BOUNCED, OutboxState.FAILED)


@gathered()
def acknowledge(*, case: Case, withheld_because: str = "", now: datetime) -> Letter | None:
    """Queue the acknowledgement to who opened the case, once; over a cap, or told to, withhold it and say so on the file.

    The letter carries reference, answer date and status link, and nothing that the person wrote.
    """
    opener = _opener(case)
    why = withheld_because or _capped(opener, now=now)
    if opener is None or why:
        record(case=case, kind=Kind.ACKNOWLEDGEMENT_WITHHELD, by=SYSTEM, now=now, why=why)
        return None
    count_automatic(opener.email, now=now)
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
def send_acknowledgement_by_hand(*, case: Case, by: Actor, now: datetime, postal_address: str = "") -> Letter:
    """Queue an acknowledgement that was withheld or did not arrive, on an officer's word. Raises NotOpen, Refused."""
    hold(case)
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="an acknowledgement")
    opener = opener_of(case)
    before = case.letters.filter(name="acknowledgement")
    if before.exclude(state__in=NOT_ARRIVED).exists():
        raise Refused(f"Case {case.reference} was already acknowledged.")
    return queue_letter(
        case=case,
        party=opener,
        draft=replace(draft(name="acknowledgement", case=case, party=opener, now=now), postal_address=postal_address),
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
    hold(case)
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="asking for clarification")
    if _on_its_way(case, MarkName.CLARIFICATION_REQUESTED, besides=key):
        raise StopRefused(
            f"A question is already on its way to the person of case {case.reference}. "
            "Wait for the answer, or take that letter back first."
        )
    if waits_for(case=case, stop=MarkName.CLARIFICATION_REQUESTED):
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


def extension_draft(
    *, case: Case, reason: str, now: datetime, extended_to: date | None = None, rights: Sequence[str] | None = None
) -> Draft:
    """Give the letter that announces an extension: reason, new date, and by which provision; for the officer to change.

    Of several rights it says which take longer, where not all do; by default those that may be extended now.
    """
    language = organisation().letter_language_for(case.language)
    rooms = room_to_extend(case=case, on=today_for(case, now))
    extended = list(rights) if rights is not None else [room.right for room in rooms if room.refusal is None]
    part = extended if len(extended) < len(rooms) else []
    return draft(
        name="extension",
        case=case,
        party=opener_of(case),
        reason=reason_with_rights(reason=reason.strip(), rights=part, language=language),
        extended_to=extended_to,
        provisions=extensions_allowed(case=case, language=language, rights=extended),
        now=now,
    )


@transaction.atomic
def extend(
    *, case: Case, letter: Draft, key: str, by: Actor, now: datetime, rights: Sequence[str] | None = None
) -> Letter:
    """Queue the notice that lengthens the period of these rights, by default of all that may take longer now.

    Raises NotOpen, TooLate, Refused.
    """
    hold(case)
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="an extension")
    if _on_its_way(case, MarkName.EXTENDED, besides=key):
        raise Refused(
            f"A notice of extension is already on its way to the person of case {case.reference}. "
            "Read it under the letters of the case; take it back first if it should say something else."
        )
    extended = [] if case.letters.filter(key=key).exists() else _extended_by(case, rights, now=now)
    return queue_letter(
        case=case,
        party=opener_of(case),
        draft=letter,
        key=key,
        by=by,
        now=now,
        mark=MarkName.EXTENDED,
        mark_rights=extended,
    )


def _extended_by(case: Case, rights: Sequence[str] | None, *, now: datetime) -> list[str]:
    """Give the rights that a notice of today lengthens. Raises Refused, TooLate where the law does not take it."""
    rooms = room_to_extend(case=case, on=today_for(case, now))
    asked = [room for room in rooms if rights is None or room.right in rights]
    refusals = [room.refusal for room in asked if room.refusal is not None]
    if not asked:
        raise Refused(f"Choose at least one right of case {case.reference} that takes longer.")
    if refusals and (rights is not None or len(refusals) == len(asked)):
        raise next((refusal for refusal in refusals if isinstance(refusal, TooLate)), refusals[0])
    return [room.right for room in asked if room.refusal is None]


def free_draft(*, case: Case, party: Party, now: datetime) -> Draft:
    """Give an empty letter with greeting, reference and signature; one to an authority in its own words."""
    name = "authority" if party.role == Role.SUPERVISORY_AUTHORITY else "free"
    return draft(name=name, case=case, party=party, now=now)


@transaction.atomic
def write_letter(*, case: Case, party: Party, letter: Draft, key: str, by: Actor, now: datetime) -> Letter:
    """Queue a letter of the officer's own words; it meets no duty. Raises Refused."""
    return queue_letter(case=case, party=party, draft=letter, key=key, by=by, now=now)


def hold(case: Case) -> None:
    """Let whoever does something on the same case wait until this deed is saved; its state is read anew.

    A case that is just being opened is nobody else's yet.
    """
    if is_new(case):
        return
    case.state = Case.objects.select_for_update().values_list("state", flat=True).get(pk=case.pk)


def refuse_while_asking(case: Case) -> None:
    """Keep a case from ending while a question or a notice of extension waits to leave: it would come to one who is done.

    One that was tried already can no longer be taken back, and holds nothing up. Raises Refused.
    """
    hold(case)
    if case.letters.filter(state=OutboxState.QUEUED, attempts=0).exclude(mark="").exists():
        raise Refused(
            f"A letter that asks the person of case {case.reference} something, or moves their date, is still in the outbox. "
            "Take it back on the file, or wait until it has left."
        )


def _on_its_way(case: Case, mark: MarkName, *, besides: str) -> bool:
    """Tell whether another letter that will set this mark waits to leave."""
    waiting = case.letters.filter(mark=mark, state__in=[OutboxState.QUEUED, OutboxState.SENDING])
    return waiting.exclude(key=besides).exists()


def opener_of(case: Case) -> Party:
    """Give the person who opened the case. Raises Refused."""
    opener = _opener(case)
    if opener is None:
        raise Refused(f"Case {case.reference} has no person to write to. Add one first.")
    return opener


def _opener(case: Case) -> Party | None:
    if is_new(case):
        return next((party for party in added(Party) if party.case_id == case.pk and party.opened_case), None)
    return case.parties.filter(opened_case=True).first()


def _capped(opener: Party | None, *, now: datetime) -> str:
    """Give the code of the cap that is reached or of what else forbids an automatic letter, or nothing."""
    if opener is None or not opener.email:
        return "no_address"
    if not opener.email.rpartition("@")[0].isascii():
        return "foreign_address"  # most mail servers do not take it (RFC 6531), and a rewritten one is somebody else's
    if is_loop(case=opener.case, to=opener.email, now=now):
        return "loop_cap"
    return cap_reached(opener.email, now=now)
