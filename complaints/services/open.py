"""Opens a complaint: the file, what happened and what is asked for."""

from datetime import datetime

from cases.gathering import add, gathered
from cases.models import Case
from cases.services.register import Opener, Receipt, register
from cases.words import Actor, Procedure
from complaints.models import Complaint, Ground
from law.words import Right


@gathered()
def open_complaint(
    *,
    receipt: Receipt,
    opener: Opener,
    what_happened: str,
    title: str,
    by: Actor,
    now: datetime,
    ground: Ground = Ground.OTHER,
    what_is_asked: str = "",
    about: Case | None = None,
    appeal: bool = False,
) -> Case:
    """Open a complaint, about another case where it is about how a request was dealt with.

    An appeal against our decision on a request is investigated as a complaint is, under a clock of its own.
    """
    case = register(
        procedure=Procedure.APPEAL if appeal else Procedure.COMPLAINT,
        receipt=receipt,
        opener=opener,
        rights=[Right.APPEAL.value if appeal else Right.COMPLAINT.value],
        title=title,
        by=by,
        now=now,
        about=about,
    )
    add(Complaint(case=case, ground=ground, what_happened=what_happened, what_is_asked=what_is_asked), keyed=True)
    return case
