"""Makes sure that we talk to the person whose data it is: what we ask for, and that it was shown (Art. 12(6) GDPR)."""

from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from cases.errors import NotOpen, StopRefused
from cases.lifecycle import State
from cases.models import Case, ClockMark, User
from cases.places import today_for
from cases.services.clock import mark_clock, waits_for
from cases.services.move import move
from cases.services.work import add_note
from correspondence.acts import hold, opener_of
from correspondence.letters import Draft, draft
from correspondence.models import Letter, OutboxState
from correspondence.services.outbox import queue_letter
from law.words import MarkName


class Method(StrEnum):
    """How a person showed who they are; no copy of what they showed is kept here."""

    ACCOUNT = "account"
    FACTS = "facts"
    CALL_BACK = "call_back"
    DOCUMENT = "document"
    AUTHORITY_PROOF = "authority_proof"


METHODS: dict[str, str] = {
    Method.ACCOUNT: "They wrote from their account, logged in",
    Method.FACTS: "They answered questions that only they can answer",
    Method.CALL_BACK: "We called them back at the number on the account",
    Method.DOCUMENT: "They showed a document, of which no copy was kept",
    Method.AUTHORITY_PROOF: "An agent showed their authority, and the person confirmed it",
}


def identity_draft(*, case: Case, wanted: str, now: datetime) -> Draft:
    """Give the letter that asks the person to show who they are, for the officer to read and change."""
    return draft(name="identity", case=case, party=opener_of(case), wanted=wanted.strip(), now=now)


@transaction.atomic
def ask_identity(*, case: Case, letter: Draft, key: str, officer: User, now: datetime) -> Letter:
    """Queue the request; the clock stops, where the law says so, on the day it leaves. Raises NotOpen, StopRefused."""
    hold(case)
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed="asking for identity")
    leaving = case.letters.filter(mark=MarkName.IDENTITY_REQUESTED, state__in=[OutboxState.QUEUED, OutboxState.SENDING])
    if leaving.exclude(key=key).exists() or waits_for(case=case, stop=MarkName.IDENTITY_REQUESTED):
        raise StopRefused(f"Case {case.reference} already waits for the person to show who they are.")
    if case.state != State.VERIFYING:
        move(case=case, to=State.VERIFYING, by=officer.actor, now=now)
    return queue_letter(
        case=case,
        party=opener_of(case),
        draft=letter,
        key=key,
        by=officer.actor,
        now=now,
        mark=MarkName.IDENTITY_REQUESTED,
    )


@transaction.atomic
def confirm_identity(*, case: Case, on: date, method: Method, officer: User, now: datetime) -> None:
    """Record on which day and how the person showed who they are: the clock goes on. Raises StopRefused."""
    asked = ClockMark.objects.filter(case=case, mark=MarkName.IDENTITY_REQUESTED, stop_open=True).first()
    if asked is None:
        raise StopRefused(f"Case {case.reference} is not waiting for the person to show who they are.")
    today = today_for(case, now)
    if not asked.on <= on <= today:
        raise StopRefused(
            f"It cannot have been shown on {on:%-d %B %Y}: we asked on {asked.on:%-d %B %Y}, and today is "
            f"{today:%-d %B %Y}. Give a day between the two."
        )
    mark_clock(case=case, mark=MarkName.IDENTITY_CONFIRMED, on=on, by=officer.actor, now=now)
    add_note(case=case, text=f"Identity shown on {on:%-d %B %Y}. {METHODS[method]}.", author=officer, now=now)
    if case.state == State.VERIFYING:
        move(case=case, to=State.IN_PROGRESS, by=officer.actor, now=now)
