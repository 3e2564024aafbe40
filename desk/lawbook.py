"""What the pages of laws show: every law with its figures and doubts, and the dates of a "what if"."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.models import ConfirmedFigure
from cases.organisation import organisation
from cases.places import home_place
from cases.selectors import cases_dated_by
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
    """A figure on the page of its law; `confirmed` is an administrator's word that it is right, `open` that it needs one.

    `taken_back`: earlier words that no longer hold, latest first.
    """

    figure: Figure
    rights: str
    confirmed: ConfirmedFigure | None
    taken_back: Sequence[ConfirmedFigure]
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
    """Give the figures of a law with what was confirmed in its present version, and what was taken back of that."""
    said: dict[Key, list[ConfirmedFigure]] = defaultdict(list)
    words = ConfirmedFigure.objects.filter(regime=law.id, regime_version=law.version).order_by("-at", "-pk")
    for word in words.select_related("by", "taken_back_by"):
        said[word.right, word.part].append(word)
    return [_figure_row(figure, said[figure.right, figure.part]) for figure in figures(law)]


def confirmed_row(law: Regime, pk: int) -> FigureRow | None:
    """Give the figure of a law that was confirmed by this word, while the word holds."""
    return next((row for row in figure_rows(law) if row.confirmed and row.confirmed.pk == pk), None)


def what_follows_taking_back(law: Regime, figure: Figure) -> list[str]:
    """Say what taking a confirmation back does to open cases, and what it leaves as it is."""
    count = cases_dated_by(regime=law.id, rights=figure.rights).count()
    return [
        "No open case has a date of this law for these rights, so no date changes."
        if not count
        else f"{_open_cases(count)} of this law for these rights: they are computed anew within minutes.",
        "A date that rests on this figure becomes an alarm of ours: it no longer rules, and no letter or page cites it.",
        "Each case of which a date moves gets an entry in its history, and its officer a notice.",
        "Letters that have left are not changed. Your reason is kept beside the figure, which can be confirmed again.",
    ]


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


def _figure_row(figure: Figure, words: Sequence[ConfirmedFigure]) -> FigureRow:
    holds = next((word for word in words if word.taken_back_at is None), None)
    return FigureRow(
        figure=figure,
        rights=", ".join(right.replace("_", " ") for right in figure.rights) or "the whole law",
        confirmed=holds,
        taken_back=[word for word in words if word.taken_back_at is not None],
        open=not figure.verified and holds is None,
    )


def _open_cases(count: int) -> str:
    return "1 open case has dates" if count == 1 else f"{count} open cases have dates"


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
