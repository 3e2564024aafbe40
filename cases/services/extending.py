"""Which rights of a case may take longer when that is announced on a day: the law room is asked, and nothing is saved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cases.errors import Refused, TooLate
from cases.models import Case
from cases.services.dates import load_papers
from cases.services.reckoning import Dated, Ground, Question, ground, reckon
from law.clock import Mark
from law.errors import LawError
from law.words import Duty, MarkName


@dataclass(frozen=True)
class Room:
    """Whether one right may be extended: `refusal` says why not, None where it may.

    `last_day` is None where no day ends it: while the clock stands still for the person, its end only moves on.
    """

    right: str
    last_day: date | None
    refusal: Refused | None


def room_to_extend(*, case: Case, on: date) -> list[Room]:
    """Tell of each right of the case whether an extension announced on a day is taken by every law that gives it one."""
    paper, standing = load_papers([case])[case.pk], ground()
    return [_room(case, paper.question(right), standing, on) for right in paper.rights]


def _room(case: Case, question: Question, standing: Ground, on: date) -> Room:
    giving = [dated for dated in reckon(question, standing).dated if _gives(dated)]
    last_day = _last_day(giving)
    refusal = _refusal(case, question, standing, Mark(MarkName.EXTENDED, on), giving, last_day)
    shown = last_day if refusal or last_day is None or on <= last_day else None  # a law that takes a further one
    return Room(question.right, shown, refusal)


def _refusal(
    case: Case, question: Question, standing: Ground, mark: Mark, giving: Iterable[Dated], last_day: date | None
) -> Refused | None:
    laws = {dated.regime for dated in giving}
    if not laws:
        return Refused(f"No law that applies to case {case.reference} allows an extension.")
    try:
        refused = reckon(replace(question, marks=(*question.marks, mark)), standing).refused
    except LawError as error:
        return Refused(str(error))
    if mark not in question.marks and not laws & refused:
        return None
    if any(before.name is MarkName.EXTENDED for before in question.marks):
        return Refused(
            f"Case {case.reference} was already extended as often as the law allows. Answer by the date that stands."
        )
    return TooLate(reference=case.reference, last_day=last_day or mark.on, deed="announce an extension")


def _gives(dated: Dated) -> bool:
    return dated.duty == Duty.ANNOUNCE_EXTENSION and dated.statutory and dated.due_on is not None


def _last_day(giving: Iterable[Dated]) -> date | None:
    """Give the first of the days on which a law's clock that runs stops taking it."""
    days = [dated.firm_on or dated.due_on for dated in giving if dated.stopped_since is None]
    return min((day for day in days if day is not None), default=None)
