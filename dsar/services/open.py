"""Opens a rights request: the file with the rights it invokes, and the wish in the person's words."""

from collections.abc import Sequence
from datetime import datetime

from cases.gathering import add, gathered
from cases.models import Case
from cases.services.register import Opener, Receipt, register
from cases.words import Actor, Procedure
from dsar.models import RightsRequest
from law.words import Right


@gathered()
def open_request(
    *,
    receipt: Receipt,
    opener: Opener,
    rights: Sequence[str],
    wish: str,
    title: str,
    by: Actor,
    now: datetime,
    by_agent: bool = False,
) -> Case:
    """Open a rights request; a request whose right is not clear counts as one for access until an officer says otherwise."""
    case = register(
        procedure=Procedure.RIGHTS_REQUEST,
        receipt=receipt,
        opener=opener,
        rights=list(rights) or [Right.ACCESS.value],
        title=title,
        by=by,
        now=now,
    )
    add(RightsRequest(case=case, wish=wish, by_agent=by_agent), keyed=True)
    return case
