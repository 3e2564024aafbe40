"""Questions about arrivals: the ledger, and what waits."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Model, Q, QuerySet

from cases.models import Case, User
from cases.sight import audiences_of, visible_to
from correspondence.models import Letter
from intake.models import WAITING, Arrival, ArrivalState


def ledger(*, now: datetime) -> dict[str, Any]:
    """Count arrivals, cases and letters by state; `oldest_waiting_s` is null when nothing waits."""
    oldest = (
        Arrival.objects.filter(state__in=WAITING).order_by("received_at").values_list("received_at", flat=True).first()
    )
    arrivals, cases = _by_state(Arrival), _by_state(Case)
    return {
        "arrivals": {"total": sum(arrivals.values()), "by_state": arrivals},
        "cases": {"total": sum(cases.values()), "by_state": cases},
        "outbox": {"by_state": _by_state(Letter)},
        "oldest_waiting_s": None if oldest is None else max(0, round((now - oldest).total_seconds())),
        "quarantine": arrivals.get(ArrivalState.QUARANTINED, 0),
    }


def arrivals_for_staff(user: User) -> QuerySet[Arrival]:
    """Give the arrivals that a member of staff may read: what is or may be of a case only if they may open that.

    Of those on no case, applicants' mail is human resources' and the officers never see it, nor they the officers'.
    """
    if not user.has_perm("intake.decide_quarantine"):
        return Arrival.objects.none()
    of_case = Q(case__isnull=True, audience__in=audiences_of(user)) | visible_to(user, "case__")
    of_suggested = Q(suggested_case__isnull=True) | visible_to(user, "suggested_case__")
    return Arrival.objects.filter(of_case, of_suggested)


def quarantined(user: User) -> QuerySet[Arrival]:
    """Give the arrivals that wait for this officer, oldest first."""
    return arrivals_for_staff(user).filter(state=ArrivalState.QUARANTINED).order_by("received_at", "pk")


def all_quarantined() -> QuerySet[Arrival]:
    """Give every arrival in quarantine, for the system's own work: no person is shown this."""
    return Arrival.objects.filter(state=ArrivalState.QUARANTINED).order_by("received_at", "pk")


def failed_in_quarantine() -> QuerySet[Arrival]:
    """Give those of them that could not be read, which a fix may let through."""
    return all_quarantined().exclude(last_error="")


def _by_state(model: type[Model]) -> dict[str, int]:
    rows = model._default_manager.order_by().values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in rows}
