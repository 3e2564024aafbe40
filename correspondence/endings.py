"""Deeds that end a case with a letter: a withdrawal confirmed, a duplicate merged, a matter passed to whom it concerns."""

from datetime import datetime

from django.db import transaction

from cases.errors import Refused
from cases.lifecycle import State
from cases.models import Case, Party, User
from cases.services.care import link_cases
from cases.services.ending import end_without_decision
from cases.words import Tie
from correspondence.acts import opener_of, refuse_while_asking
from correspondence.letters import Draft, draft
from correspondence.models import Letter
from correspondence.services.outbox import queue_letter
from correspondence.services.post import last_postal_address
from law import regimes


@transaction.atomic
def end(*, case: Case, to: State, reason: str, officer: User, now: datetime) -> None:
    """End a case without a decision and without a letter, once none waits that asks something. Raises Refused, MoveRefused."""
    refuse_while_asking(case)
    end_without_decision(case=case, to=to, reason=reason, officer=officer, now=now)


def withdrawal_draft(*, case: Case, now: datetime) -> Draft:
    """Give the letter that confirms a withdrawal, for the officer to read and change."""
    return draft(name="withdrawal", case=case, party=opener_of(case), now=now)


@transaction.atomic
def confirm_withdrawal(*, case: Case, reason: str, letter: Draft, key: str, officer: User, now: datetime) -> Letter:
    """End a case that the person withdrew, and confirm it to them. Raises Refused, MoveRefused, NoAddress."""
    end(case=case, to=State.WITHDRAWN, reason=reason, officer=officer, now=now)
    return _tell(case, letter, key, officer, now)


def transfer_draft(*, case: Case, whose: str, contact: str, now: datetime) -> Draft:
    """Give the letter that says whose the matter is and how to reach them."""
    return draft(
        name="transfer", case=case, party=opener_of(case), now=now, whose=whose.strip(), contact=contact.strip()
    )


@transaction.atomic
def transfer(*, case: Case, whose: str, reason: str, letter: Draft, key: str, officer: User, now: datetime) -> Letter:
    """End a case that is not ours and tell the person whose it is. Raises Refused, MoveRefused, NoAddress."""
    if not whose.strip():
        raise Refused("Name whose the matter is: the person must know where to turn.")
    said = f"For {whose.strip()}: {reason.strip()}" if reason.strip() else ""
    end(case=case, to=State.OUT_OF_SCOPE, reason=said, officer=officer, now=now)
    return _tell(case, letter, key, officer, now)


def merge_draft(*, case: Case, kept: Case, now: datetime) -> Draft:
    """Give the letter that says under which reference the matter goes on. Raises Refused as merging would."""
    check_merge(case=case, kept=kept)
    return draft(name="merged", case=case, party=opener_of(case), now=now, kept_reference=kept.reference)


@transaction.atomic
def merge_duplicate(*, case: Case, kept: Case, letter: Draft, key: str, officer: User, now: datetime) -> Letter:
    """End a duplicate, pointing to the case that is kept, and tell the person once. Raises Refused, MoveRefused, NoAddress.

    Its messages stay where they came, one click from the kept case.
    """
    check_merge(case=case, kept=kept)
    link_cases(case=case, other=kept, tie=Tie.DUPLICATE, officer=officer, now=now)
    reason = f"A duplicate of {kept.reference}."
    end(case=case, to=State.DUPLICATE, reason=reason, officer=officer, now=now)
    return _tell(case, letter, key, officer, now)


def check_merge(*, case: Case, kept: Case) -> None:
    """Hold two cases against each other: nothing that the person asked, and no day of theirs, may be lost. Raises Refused."""
    if case.pk == kept.pk:
        raise Refused("A case is no duplicate of itself. Give the reference of the case that is kept.")
    if not kept.is_open:
        raise Refused(f"Case {kept.reference} is not open. Keep an open one, or reopen it first.")
    if kept.procedure != case.procedure:
        raise Refused(
            "One is a complaint and the other a request, so neither is the other's duplicate. Link them instead."
        )
    if not _same_address(opener_of(case), opener_of(kept)):
        raise Refused("Another address opened that case, so its reference is told to nobody here. Link them instead.")
    if case.received_at < kept.received_at:
        raise Refused(
            f"Case {case.reference} came first and its dates are the earlier ones: keep it, and merge the other."
        )
    missing = set(case.rights.values_list("right", flat=True)) - set(kept.rights.values_list("right", flat=True))
    if missing:
        asked = ", ".join(sorted(right.replace("_", " ") for right in missing))
        raise Refused(f"It also asks for {asked}. Add that to {kept.reference} first, so that it is not lost.")
    if more := {law["regime"] for law in case.regimes} - {law["regime"] for law in kept.regimes}:
        names = {law.id: law.short_name for law in regimes.all()}
        laws = ", ".join(sorted(names.get(law, law) for law in more))
        raise Refused(
            f"It falls under {laws} too, whose dates do not count for {kept.reference}. "
            "Correct the place or the laws of that case first, so that no date is lost."
        )


def _same_address(one: Party, other: Party) -> bool:
    """Tell whether both are reached at one address: by mail, or where neither has one, where they were last written to."""
    if one.email or other.email:
        return one.email.lower() == other.email.lower()
    posted = [" ".join(last_postal_address(party).casefold().split()) for party in (one, other)]
    return bool(posted[0]) and posted[0] == posted[1]


def _tell(case: Case, letter: Draft, key: str, officer: User, now: datetime) -> Letter:
    return queue_letter(case=case, party=opener_of(case), draft=letter, key=key, by=officer.actor, now=now)
