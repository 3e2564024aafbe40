"""What officers decide about the laws of a case: one applies or does not, and a contract promises more."""

from datetime import datetime
from typing import Any

from django.db import transaction

from cases.errors import NotOpen, Refused
from cases.models import Case, CaseLaw, ContractPromise, User
from cases.organisation import organisation
from cases.services.clock import recompute
from cases.services.history import record, sealed
from cases.words import Actor, Kind, LawChoice
from law import regimes
from law.errors import LawError
from law.records import Regime


@transaction.atomic
def choose_law(*, case: Case, regime: str, choice: LawChoice, reason: str, officer: User, now: datetime) -> None:
    """Add a law to a case, take one away, or let the place decide again; the dates are computed anew.

    Raises NotOpen; Refused without a reason, for an unknown law or one not in force on the day of receipt.
    """
    _hold_open(case, "choosing its laws")
    law = _law(regime)
    if not reason.strip():
        raise Refused("Say why: whoever reads the file must see why this law applies or not.")
    if choice is LawChoice.APPLIES and not law.in_force_on(case.received_on):
        raise Refused(
            f"{law.short_name} was not in force on {case.received_on:%-d %B %Y}, when this was received. "
            "Choose the law that was."
        )
    _set_word(case, law, choice, reason.strip(), officer, now)
    record(
        case=case,
        kind=Kind.LAW_CHOSEN,
        by=officer.actor,
        now=now,
        regime=law.id,
        choice=choice.value,
        reason_hmac=sealed(case, reason.strip()),
    )
    recompute(case=case, by=officer.actor, now=now)


@transaction.atomic
def promise_by_contract(*, case: Case, days: int, citation: str, officer: User, now: datetime) -> None:
    """Attach a contract's stricter promise: an answer within so many calendar days. Raises NotOpen, Refused."""
    _hold_open(case, "attaching a contract's promise")
    if not citation.strip():
        raise Refused("Name the contract and its clause: the promise is cited by it.")
    if not 1 <= days < organisation().resolve_days:
        raise Refused(
            f"{days} days are no stricter promise than our own {organisation().resolve_days} days. "
            f"Give a number from 1 to {organisation().resolve_days - 1}."
        )
    facts = {"days": days, "citation": citation.strip()[:200], "by": officer, "at": now}
    ContractPromise.objects.update_or_create(case=case, defaults=facts)
    record(case=case, kind=Kind.CONTRACT_PROMISED, by=officer.actor, now=now, days=days)
    recompute(case=case, by=officer.actor, now=now)


@transaction.atomic
def drop_contract(*, case: Case, officer: User, now: datetime) -> None:
    """Take a contract's promise off the case. Raises NotOpen; Refused where there is none."""
    _hold_open(case, "taking off a contract's promise")
    if not ContractPromise.objects.filter(case=case).delete()[0]:
        raise Refused(f"Case {case.reference} has no promise of a contract.")
    record(case=case, kind=Kind.CONTRACT_PROMISED, by=officer.actor, now=now, days=0)
    recompute(case=case, by=officer.actor, now=now)


def keep_laws(*, of: Case, on: Case, by: Actor, now: datetime) -> None:
    """Let a case that was just made out of another fall under the laws and the promise that officers chose for that one.

    What was said stays the word of who said it; the new case's history tells where it comes from.
    """
    words = list(CaseLaw.objects.filter(case=of))
    promise = ContractPromise.objects.filter(case=of).first()
    for said in words:
        CaseLaw.objects.create(
            case=on, regime=said.regime, applies=said.applies, reason=said.reason, by=said.by, at=said.at
        )
        choice = LawChoice.APPLIES if said.applies else LawChoice.DOES_NOT
        facts: dict[str, Any] = {"regime": said.regime, "choice": choice.value, "reason_hmac": sealed(on, said.reason)}
        record(case=on, kind=Kind.LAW_CHOSEN, by=by, now=now, other=of.reference, **facts)
    if promise is not None:
        facts = {"days": promise.days, "citation": promise.citation, "by": promise.by, "at": promise.at}
        ContractPromise.objects.create(case=on, **facts)
        record(case=on, kind=Kind.CONTRACT_PROMISED, by=by, now=now, other=of.reference, days=promise.days)
    if words or promise is not None:
        recompute(case=on, by=by, now=now)


def _hold_open(case: Case, deed: str) -> None:
    if not case.is_open:
        raise NotOpen(reference=case.reference, deed=deed)


def _law(regime: str) -> Regime:
    try:
        return regimes.get(regime)
    except LawError as error:
        raise Refused(str(error)) from error


def _set_word(case: Case, law: Regime, choice: LawChoice, reason: str, officer: User, now: datetime) -> None:
    said = CaseLaw.objects.filter(case=case, regime=law.id)
    if choice is LawChoice.BY_PLACE:
        if not said.delete()[0]:
            raise Refused(f"Nobody has chosen about {law.short_name} on this case: its place decides already.")
        return
    facts = {"applies": choice is LawChoice.APPLIES, "reason": reason, "by": officer, "at": now}
    CaseLaw.objects.update_or_create(case=case, regime=law.id, defaults=facts)
