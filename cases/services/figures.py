"""An administrator confirms a figure that nobody had verified, so that its dates rule and letters cite it; or takes that back."""

from datetime import datetime

from django.db import transaction

from cases.bell import ring_on_commit
from cases.errors import Refused
from cases.models import ConfirmedFigure, User
from law import regimes
from law.errors import LawError
from law.figures import Figure, figures
from law.records import Regime

# A source that can be looked up, and a reason, take more words than "yes".
SHORTEST_SOURCE = 10
SHORTEST_REASON = 10


@transaction.atomic
def confirm_figure(*, regime: str, right: str, part: str, source: str, administrator: User, now: datetime) -> None:
    """Take a figure of low confidence as sure, with the source where it was read, and ring for the recompute.

    It holds for every right of the law that shares the figure, and for this version of the law only. Raises Refused.
    """
    if not administrator.is_superuser:
        raise Refused("Only an administrator confirms a figure.")
    law, figure = _figure(regime, right, part)
    if figure.verified:
        raise Refused(f"This figure of {law.short_name} is already of {figure.confidence} confidence.")
    if len(source.strip()) < SHORTEST_SOURCE:
        raise Refused("Name the source where you read it: provision, edition or address, and the day.")
    confirmed, made = ConfirmedFigure.objects.get_or_create(
        regime=law.id,
        regime_version=law.version,
        right=figure.right,
        part=part,
        taken_back_at=None,
        defaults={"source": source.strip(), "by": administrator, "at": now},
    )
    if not made:
        raise Refused(f"This figure of {law.short_name} was confirmed on {confirmed.at:%-d %B %Y}.")
    ring_on_commit("cases.recompute_deadlines", confirmed.pk, queue="housekeeping")


@transaction.atomic
def take_back_confirmation(*, confirmed: ConfirmedFigure, reason: str, administrator: User, now: datetime) -> None:
    """Take a confirmation back, with the reason: its dates are alarms again, and the recompute is rung for. Raises Refused."""
    if not administrator.is_superuser:
        raise Refused("Only an administrator takes a confirmation back.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused("Say why it no longer holds: what was misread, or what has changed.")
    rows = ConfirmedFigure.objects.filter(pk=confirmed.pk, taken_back_at__isnull=True)
    if not rows.update(taken_back_at=now, taken_back_by=administrator, taken_back_because=reason.strip()):
        raise Refused("It was taken back already.")
    ring_on_commit("cases.recompute_deadlines", confirmed.pk, queue="housekeeping")


def _figure(regime: str, right: str, part: str) -> tuple[Regime, Figure]:
    try:
        law = regimes.get(regime)
    except LawError as error:
        raise Refused(str(error)) from error
    for figure in figures(law):
        if figure.part == part and (right == figure.right or right in figure.rights):
            return law, figure
    raise Refused(f"{law.short_name} has no figure {part!r} for {right or 'the law as a whole'!r}.")
