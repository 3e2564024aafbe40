"""What the pages of laws show: every law with its figures and doubts, and the dates of a "what if"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.models import ConfirmedFigure
from cases.organisation import organisation
from cases.places import home_place
from cases.services.reckoning import confirmed_keys
from desk.words import duty_name, law_name
from law import clock, promise, regimes
from law.applicable import Applicable, applicable
from law.clock import Clock, DutyDeadline
from law.figures import Figure, Key, confirmed, figures
from law.marks import Mark
from law.places import Place, local_date
from law.promise import Promise
from law.records import Regime
from law.words import Right


@dataclass(frozen=True)
class LawRow:
    """A law in the list: where and since when it holds, and how many of its figures nobody has verified."""

    law: Regime
    places: str
    unverified: int
    count: int


@dataclass(frozen=True)
class FigureRow:
    """A figure on the page of its law; `confirmed` is an administrator's word that it is right, `open` that it needs one."""

    figure: Figure
    rights: str
    confirmed: ConfirmedFigure | None
    open: bool


@dataclass(frozen=True)
class Answered:
    """What one law, or the promise, says to a "what if": each duty's date with its working, or why there is none."""

    name: str
    because: str
    duties: Sequence[tuple[str, DutyDeadline]]


def law_rows() -> list[LawRow]:
    """Give every law, by name."""
    known = confirmed_keys()
    return [_row(law, known.get(law.id, frozenset())) for law in sorted(regimes.all(), key=lambda law: law.short_name)]


def figure_rows(law: Regime) -> list[FigureRow]:
    """Give the figures of a law with what was confirmed in its present version."""
    said = ConfirmedFigure.objects.filter(regime=law.id, regime_version=law.version, taken_back_at__isnull=True)
    by_key = {(row.right, row.part): row for row in said.select_related("by")}
    rows = []
    for figure in figures(law):
        found = by_key.get((figure.right, figure.part))
        rights = ", ".join(right.replace("_", " ") for right in figure.rights) or "the whole law"
        rows.append(FigureRow(figure, rights, found, not figure.verified and found is None))
    return rows


def what_if(
    *, law: str, right: Right, place: Place | None, received: date | datetime, marks: Sequence[Mark]
) -> list[Answered]:
    """Compute one law, or with an empty `law` those that apply and the promise. Raises LawError."""
    home = home_place()
    where = place or home
    received_on = local_date(where, received) if isinstance(received, datetime) else received
    if law:
        return [_answered(Applicable(law, "", ""), right, place, received, marks)]
    laws = applicable(place=place, received_on=received_on, right=right, home=home)
    found = [_answered(one, right, place, received_on, marks) for one in laws]
    current = organisation()
    ours = Promise(current.acknowledge_working_days, current.resolve_days, closed=current.closing_days)
    kept = promise.run(promise=ours, place=home, received_on=received_on, right=right)
    return [*found, Answered(law_name(promise.PROMISE), "the privacy policy says so", _duties(kept))]


def _row(law: Regime, keys: frozenset[Key]) -> LawRow:
    shown = figures(law)
    unverified = sum(not one.verified and (one.right, one.part) not in keys for one in shown)
    names = sorted(Place.parse(code).name() for code in law.places)
    places = ", ".join(names) if len(names) <= 3 else f"{len(names)} places"
    return LawRow(law, places, unverified, len(shown))


def _answered(
    law: Applicable, right: Right, place: Place | None, received: date | datetime, marks: Sequence[Mark]
) -> Answered:
    regime = confirmed(law.regime_id, confirmed_keys().get(law.regime_id, frozenset()))
    home = home_place()
    where = next((one for one in (place, home) if one and one.within(regime.places)), Place.parse(regime.default_place))
    result = clock.run(regime=regime, right=right, place=where, received=received, marks=marks)
    return Answered(law_name(regime.id), law.because, _duties(result))


def _duties(result: Clock) -> list[tuple[str, DutyDeadline]]:
    return [(duty_name(deadline.duty), deadline) for deadline in result.deadlines]
