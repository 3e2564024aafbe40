"""Brings the dates of cases that still owe an answer up to the present edition of law, calendars and promise, batch by batch.

What is behind is found by the edition that a case's dates were computed from, never by a span of time; how far a run has
come is a row, so that a run that was cut off goes on, two at once share the work, and a second run changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from cases import lifecycle
from cases.models import Case, Recomputing
from cases.services.dates import Paper, Work, load_papers, tell_moved, work_out, write
from cases.services.history import Line, record_lines
from cases.services.reckoning import Ground, ground
from cases.services.work import open_work_item
from cases.words import SYSTEM, Kind
from law.errors import LawError

log = structlog.get_logger(__name__)

BATCH = 500
CAUSE = "law_changed"
REFUSED_TITLE = "The law refuses to date this case: check its place, rights and marks"


@dataclass(frozen=True)
class Stretch:
    """What one batch came to: cases looked at, cases of which a date moved, cases that could not be dated."""

    looked_at: int
    moved: int
    refused: int


@transaction.atomic
def recompute_some(*, now: datetime, limit: int = BATCH) -> Stretch:
    """Compute up to `limit` cases that owe an answer and whose dates stand on another edition, in the order of their keys.

    `looked_at` is 0 when none is left. A case that the law now refuses keeps its dates and becomes a work item.
    """
    standing = ground()
    stamp = standing.stamp
    Recomputing.objects.get_or_create(edition=stamp, defaults={"started_at": now})
    run = Recomputing.objects.select_for_update().get(edition=stamp)
    cases = _behind(stamp, run.after, limit)
    if not cases and run.after:  # some may have been reopened behind us, or written by a process of an older edition
        run.after = 0
        cases = _behind(stamp, 0, limit)
    stretch = _compute(cases, standing, now=now)
    _note(run, cases, stretch, now=now)
    return stretch


def _behind(stamp: str, after: int, limit: int) -> list[Case]:
    rows = Case.objects.filter(state__in=lifecycle.OWING, pk__gt=after).exclude(computed_from=stamp)
    return list(rows.select_for_update(of=("self",)).order_by("pk")[:limit])


def _compute(cases: Sequence[Case], standing: Ground, *, now: datetime) -> Stretch:
    works, refused = [], []
    for paper in load_papers(cases).values():
        work = _try(paper, standing)
        if work is None:
            refused.append(paper.case)
        else:
            works.append(work)
    write(works, by=SYSTEM, now=now, cause=CAUSE)
    tell_moved(works, now=now)
    _hand_over(refused, standing.stamp, now=now)
    return Stretch(len(cases), sum(bool(work.moves) for work in works), len(refused))


def _try(paper: Paper, standing: Ground) -> Work | None:
    try:
        return work_out(paper, standing)
    except LawError as error:
        log.error("recompute.refused", case=paper.case.reference, error=type(error).__name__)
        return None


def _hand_over(cases: Sequence[Case], stamp: str, *, now: datetime) -> None:
    """Give to a person what the law refuses; the case counts as looked at, so that it does not hold up the others."""
    for case in cases:
        key = f"dates-refused:{case.pk}:{stamp}"
        open_work_item(case=case, kind="dates_refused", title=REFUSED_TITLE, by=SYSTEM, now=now, key=key)
        Case.objects.filter(pk=case.pk).update(computed_from=stamp)
    record_lines([Line(case, Kind.DATES_REFUSED, {"edition": stamp}) for case in cases], by=SYSTEM, now=now)


def _note(run: Recomputing, cases: Sequence[Case], stretch: Stretch, *, now: datetime) -> None:
    if cases:
        run.after = cases[-1].pk
    run.looked_at += stretch.looked_at
    run.moved += stretch.moved
    run.refused += stretch.refused
    run.finished_at = None if cases else (run.finished_at or now)
    run.save()
