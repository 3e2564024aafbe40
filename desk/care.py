"""What a case file shows beside thread and dates: findings, remedies, authorities, links, corrections and the hold.

Nothing is asked for that the history does not tell of, so an ordinary file costs no query more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from cases.models import Case, CaseLink, Correction, LegalHold, User
from cases.sight import visible_to
from cases.words import Kind, Tie
from complaints.models import Escalation, Finding, Remedy
from desk.words import day, language_name, place_name

TIES = {
    Tie.RELATED.value: ("Related to", "Related to"),
    Tie.DUPLICATE.value: ("Duplicate of", "Its duplicate"),
    Tie.SPLIT.value: ("Split from", "Split off"),
}


@dataclass(frozen=True)
class Linked:
    """Another case and how it is linked, in words."""

    words: str
    case: Case


@dataclass(frozen=True)
class Corrected:
    """A correction in words."""

    what: str
    old: str
    new: str
    correction: Correction


@dataclass(frozen=True)
class Care:
    """What there is of each; `held` is the hold that is not released."""

    findings: Sequence[Finding]
    remedies: Sequence[Remedy]
    escalations: Sequence[Escalation]
    links: Sequence[Linked]
    corrections: Sequence[Corrected]
    held: LegalHold | None


def care_of(*, case: Case, user: User, kinds: Collection[str]) -> Care:
    """Load what the history tells of."""
    return Care(
        findings=_findings(case) if Kind.FINDING in kinds else [],
        remedies=_remedies(case) if Kind.REMEDY_SET in kinds else [],
        escalations=list(Escalation.objects.filter(case=case)) if Kind.ESCALATED in kinds else [],
        links=_links(case, user) if Kind.LINKED in kinds else [],
        corrections=_corrections(case) if Kind.CORRECTED in kinds else [],
        held=_held(case) if Kind.HELD in kinds else None,
    )


def _findings(case: Case) -> list[Finding]:
    standing = Finding.objects.filter(complaint__case=case, taken_back_at__isnull=True)
    return list(standing.select_related("by", "message", "attachment", "work_item"))


def _remedies(case: Case) -> list[Remedy]:
    return list(Remedy.objects.filter(complaint__case=case).select_related("owner"))


def _links(case: Case, user: User) -> list[Linked]:
    """Give the links to cases that this member of staff may open."""
    rows = CaseLink.objects.filter(Q(case=case) | Q(other=case)).filter(
        visible_to(user, "case__") & visible_to(user, "other__")
    )
    return [
        Linked(TIES[link.tie][0], link.other) if link.case_id == case.pk else Linked(TIES[link.tie][1], link.case)
        for link in rows.select_related("case", "other")
    ]


def _corrections(case: Case) -> list[Corrected]:
    rows = Correction.objects.filter(case=case).select_related("by")
    return [Corrected(row.get_what_display(), _said(row, row.old), _said(row, row.new), row) for row in rows]


def _said(row: Correction, value: str) -> str:
    if row.what == Correction.What.RECEIVED_ON:
        return day(value)
    if row.what == Correction.What.PLACE:
        return place_name(value)
    return language_name(value) if row.what == Correction.What.LANGUAGE else value or "no name"


def _held(case: Case) -> LegalHold | None:
    return LegalHold.objects.select_related("by").filter(case=case, released_at__isnull=True).first()
