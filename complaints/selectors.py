"""Questions about complaints: what was found, what is put right, what authorities took up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases.models import Case
from complaints.models import Escalation, Finding, Remedy
from law import regimes
from law.errors import LawError


def findings_of(case: Case) -> QuerySet[Finding]:
    """Give the findings that stand, oldest first."""
    return Finding.objects.filter(complaint__case=case, taken_back_at__isnull=True).order_by("at", "pk")


def remedies_of(case: Case) -> QuerySet[Remedy]:
    """Give the remedies, next date first."""
    return Remedy.objects.filter(complaint__case=case).order_by("due_on", "pk")


def open_remedies(case: Case) -> int:
    """Count the remedies that are not carried out yet."""
    return remedies_of(case).filter(done_on__isnull=True).count()


def open_escalations(case: Case) -> int:
    """Count the authorities' files that are not closed yet."""
    return Escalation.objects.filter(case=case, closed_on__isnull=True).count()


def authorities_for(regimes_of_case: Sequence[Mapping[str, Any]], *, on: date) -> list[str]:
    """Give the names that the authorities of the case's laws have on that day, each once."""
    return list(dict.fromkeys(name for law in regimes_of_case if (name := _authority(str(law["regime"]), on))))


def _authority(regime: str, on: date) -> str:
    try:
        return regimes.get(regime).authority.name_on(on)
    except LawError:  # its file was taken off the shelf since the case was last computed
        return ""
