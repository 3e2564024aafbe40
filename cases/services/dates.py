"""Computes the dates of cases anew from their marks and writes only what changed: for one case, or for a batch at once.

The number of queries does not depend on the number of rights, laws and duties, nor on that of the cases.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cases.bulk import update_rows
from cases.gathering import add_all, is_new
from cases.models import Case, CaseLaw, ClockMark, ContractPromise, Deadline, InvokedRight, Notice
from cases.office import next_working_moment
from cases.rulings import ruling, ruling_dates
from cases.services.history import Line, record_lines
from cases.services.reckoning import COMPUTED, OURS, Ground, Question, reckon
from cases.services.summary import SUMMARY, summarise
from cases.words import Actor, Kind, Threshold
from law.clock import Mark
from law.edition import calendar_edition
from law.promise import Contract
from law.words import Duty, MarkName

Dates = dict[tuple[str, str], date]
KEPT = (*COMPUTED, "next_check_at")
ON_CASE = (*SUMMARY, "regimes", "computed_from")
TOLD_ON_CASE = (*SUMMARY, "regimes")
WRITE_SIZE = 500


@dataclass
class Paper:
    """What a case's dates are computed from, and the rows that hold them."""

    case: Case
    rights: list[str] = field(default_factory=list)
    marks: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    rows: list[Deadline] = field(default_factory=list)
    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    contract: Contract | None = None
    told: set[tuple[str, date, str]] = field(default_factory=set)

    def question(self, right: str) -> Question:
        """Give what the law room is asked about one right."""
        return Question(
            right=right,
            place=self.case.place,
            received_on=self.case.received_on,
            marks=tuple(self.marks[right]),
            added=frozenset(self.added),
            removed=frozenset(self.removed),
            contract=self.contract,
        )


@dataclass
class Work:
    """What a case's new dates change: rows to write and to remove, columns of the case, and dates that moved."""

    case: Case
    changed: list[Deadline]
    gone: list[int]
    case_changed: bool
    moves: list["Move"]


@dataclass(frozen=True)
class Move:
    """A ruling date that moved, with the law that rules it now and its version; `new` is None where none rules any more."""

    right: str
    duty: str
    old: date
    new: date | None
    regime: str
    version: str
    working: str


def load_papers(cases: Sequence[Case]) -> dict[int, Paper]:
    """Read what the dates of these cases are computed from: a fixed number of queries."""
    papers = {case.pk: Paper(case) for case in cases}
    ids = list(papers)
    for case_id, right in InvokedRight.objects.filter(case__in=ids).order_by("id").values_list("case_id", "right"):
        papers[case_id].rights.append(right)
    marks = ClockMark.objects.filter(case__in=ids, superseded_by__isnull=True, taken_off_at__isnull=True)
    for case_id, right, name, on in marks.order_by("on", "id").values_list("case_id", "right", "mark", "on"):
        papers[case_id].marks[right].append(Mark(MarkName(name), on))
    for row in Deadline.objects.filter(case__in=ids):
        papers[row.case_id].rows.append(row)
    for case_id, regime, applies in CaseLaw.objects.filter(case__in=ids).values_list("case_id", "regime", "applies"):
        (papers[case_id].added if applies else papers[case_id].removed).add(regime)
    for case_id, days, words in ContractPromise.objects.filter(case__in=ids).values_list("case_id", "days", "citation"):
        papers[case_id].contract = Contract(days, words)
    told = Notice.objects.filter(case__in=ids).values_list("case_id", "duty", "for_on", "threshold")
    for case_id, duty, for_on, threshold in told:
        papers[case_id].told.add((duty, for_on, threshold))
    return papers


def work_out(paper: Paper, standing: Ground) -> Work:
    """Compute the dates of one case, set them on its objects in memory, and say what changed. Raises LawError."""
    case = paper.case
    reckoned = {right: reckon(paper.question(right), standing) for right in paper.rights}
    before = ruling_dates(paper.rows)
    known = {(row.right, row.regime, row.duty): row for row in paper.rows}
    old = {id(row): _columns(row, KEPT) for row in paper.rows}
    case_old = _columns(case, TOLD_ON_CASE)
    met = {(row.right, row.duty): row.met_on for row in paper.rows}
    acknowledged = next((row.met_on for row in paper.rows if row.duty == Duty.ACKNOWLEDGE and row.met_on), None)
    rows = []
    for right, answer in reckoned.items():
        for dated in answer.dated:
            row = known.pop((right, dated.regime, dated.duty), None)
            if row is None:  # what was done under one law is done under all
                row = Deadline(case=case, right=right, regime=dated.regime, duty=dated.duty)
                row.met_on = met.get((right, dated.duty))
                if dated.duty == Duty.ACKNOWLEDGE:  # a request is acknowledged whole, also a right found in it later
                    row.met_on = row.met_on or acknowledged
            for name in COMPUTED:
                setattr(row, name, getattr(dated, name))
            rows.append(row)
    case.regimes = _all_laws(reckoned.values())
    case.computed_from = standing.stamp
    summarise(case=case, rows=rows, told=paper.told)
    return Work(
        case=case,
        changed=[row for row in rows if _columns(row, KEPT) != old.get(id(row))],
        gone=[row.pk for row in known.values()],
        case_changed=_columns(case, TOLD_ON_CASE) != case_old,
        moves=list(_moves(case, before, rows)),
    )


def write(works: Sequence[Work], *, by: Actor, now: datetime, cause: str = "") -> None:
    """Save what changed, in bulk, with an event for each date that moved; `cause` is a code for these events."""
    _save_rows([row for work in works for row in work.changed])
    gone = [pk for work in works for pk in work.gone]
    if gone:
        Deadline.objects.filter(pk__in=gone).delete()
    _save_cases(works)
    record_lines(
        [Line(work.case, Kind.DATE_MOVED, _facts(move, cause)) for work in works for move in work.moves],
        by=by,
        now=now,
    )


def tell_moved(works: Sequence[Work], *, now: datetime) -> None:
    """Leave one notice to the officer of each case of which a date moved; a date that moves back is told anew."""
    shown_at = next_working_moment(now)
    notices = [
        Notice(
            case=work.case,
            duty=move.duty,
            threshold=Threshold.DATE_MOVED,
            for_on=move.new or move.old,
            statutory=move.regime not in OURS,
            officer_id=work.case.officer_id,
            created_at=now,
            shown_at=shown_at,
        )
        for work in works
        if (move := _most_telling(work.moves)) is not None
    ]
    Notice.objects.bulk_create(
        notices,
        batch_size=WRITE_SIZE,
        update_conflicts=True,
        unique_fields=["case", "duty", "threshold", "for_on", "for_leads"],
        update_fields=["created_at", "officer", "seen_at", "shown_at", "statutory"],
    )


def _most_telling(moves: Sequence[Move]) -> Move | None:
    order = (Duty.RESPOND, Duty.ACKNOWLEDGE, Duty.COMPLETE, Duty.ANNOUNCE_EXTENSION)
    return min(moves, key=lambda move: (order.index(Duty(move.duty)), move.right), default=None)


def _columns(row: Any, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _all_laws(answers: Any) -> list[dict[str, str]]:
    """Give the laws of all rights, each once, in the order in which the rights name them."""
    return list({law["regime"]: law for answer in answers for law in answer.laws}.values())


def _moves(case: Case, before: Dates, rows: Sequence[Deadline]) -> Iterator[Move]:
    rules = {(row.right, row.duty): row for row in ruling(rows)}
    versions = {law["regime"]: law["version"] for law in case.regimes}
    for (right, duty), old in before.items():
        row = rules.get((right, duty))
        new = row.on if row else None
        if new != old:
            regime = row.regime if row else ""
            yield Move(right, duty, old, new, regime, versions.get(regime, ""), _digest(row.working) if row else "")


def _facts(move: Move, cause: str) -> dict[str, Any]:
    return {
        "right": move.right,
        "duty": move.duty,
        "old": move.old,
        "new": move.new,
        "regime": move.regime,
        "version": move.version,
        "calendar": calendar_edition(),
        "working": move.working,
        "cause": cause,
    }


def _digest(working: list[dict[str, Any]]) -> str:
    """Give the SHA-256 of a working, so that the history can prove which one it was without keeping its words."""
    return hashlib.sha256(json.dumps(working, sort_keys=True).encode()).hexdigest()


def _save_rows(rows: Sequence[Deadline]) -> None:
    """Overwrite rows that are there and insert new ones; another worker that was first with a new one is overwritten too."""
    update_rows([row for row in rows if row.pk is not None], KEPT)
    fresh = [row for row in rows if row.pk is None]
    add_all([row for row in fresh if is_new(row.case)])
    Deadline.objects.bulk_create(
        [row for row in fresh if not is_new(row.case)],
        batch_size=WRITE_SIZE,
        update_conflicts=True,
        unique_fields=["case", "right", "regime", "duty"],
        update_fields=list(KEPT),
    )


def _save_cases(works: Sequence[Work]) -> None:
    """Write the columns of the cases that changed; where it is the edition alone, for all of them at once."""
    kept = [work for work in works if not is_new(work.case)]
    update_rows([work.case for work in kept if work.case_changed], ON_CASE)
    same = [work.case for work in kept if not work.case_changed]
    for stamp in {case.computed_from for case in same}:
        Case.objects.filter(pk__in=[case.pk for case in same]).exclude(computed_from=stamp).update(computed_from=stamp)
