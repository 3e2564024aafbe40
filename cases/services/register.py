"""Registers a case: the file, its rights, the person who opened it, the first event and the dates."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.gathering import add, add_all, gathered, once, units
from cases.models import Case, InvokedRight, Party
from cases.places import local_day
from cases.services.clock import first_dates
from cases.services.history import record
from cases.words import Actor, Channel, Kind, Procedure, Role

# No character that is mistaken for another when read aloud or typed.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Opener:
    """Who opened the case, as they say it: an unverified contact. `email` is one address or empty."""

    role: Role
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Receipt:
    """How and when the request reached us: `received_at` is aware and ours; `place` an ISO 3166 code or empty."""

    channel: Channel
    received_at: datetime
    place: str = ""
    language: str = "en"


@gathered()
def register(
    *,
    procedure: Procedure,
    receipt: Receipt,
    opener: Opener,
    rights: Sequence[str],
    title: str,
    by: Actor,
    now: datetime,
    about: Case | None = None,
) -> Case:
    """Open the file. `rights` are names of invoked rights, or the procedure itself where it is no right."""
    case = _create(procedure=procedure, receipt=receipt, title=title, about=about)
    add_all([InvokedRight(case=case, right=right) for right in dict.fromkeys(rights)])
    opened_by = Party(case=case, role=opener.role, name=opener.name[:200], email=opener.email, opened_case=True)
    add(opened_by, keyed=True)
    record(
        case=case,
        kind=Kind.REGISTERED,
        by=by,
        now=now,
        occurred_at=receipt.received_at,
        procedure=procedure,
        channel=receipt.channel,
        received_on=case.received_on,
        place=receipt.place,
        rights=list(dict.fromkeys(rights)),
    )
    first_dates(case=case, rights=rights, by=by, now=now)
    return case


def _create(*, procedure: Procedure, receipt: Receipt, title: str, about: Case | None) -> Case:
    case = Case(
        reference=_free_reference(),
        procedure=procedure,
        channel=receipt.channel,
        received_at=receipt.received_at,
        received_on=local_day(place=receipt.place, moment=receipt.received_at),
        place=receipt.place,
        language=receipt.language,
        title=title[:200],
        about=about,
        salt=secrets.token_bytes(32),
    )
    return add(case, keyed=True)


def _free_reference() -> str:
    """Give a reference that nobody has; one draw in 850 thousand million meets a given case's."""
    free = once(_free_references, units())
    while not free:
        free = _free_references(1)
    return free.pop()


def _free_references(count: int) -> list[str]:
    drawn = {new_reference() for _ in range(count)}
    return list(drawn.difference(Case.objects.filter(reference__in=drawn).values_list("reference", flat=True)))


def new_reference() -> str:
    """Draw a reference: random, not a counter, made to be read aloud (CD-7K3M-Q9XT)."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"CD-{drawn[:4]}-{drawn[4:]}"
