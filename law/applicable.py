"""Which laws apply to a case, why, and which of their dates rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from law import clock, promise, regimes
from law.clock import Clock, DutyDeadline
from law.errors import ExtensionNotAllowed, ExtensionTooLate
from law.figures import Key, confirmed
from law.marks import Mark
from law.places import Place, local_date
from law.promise import Contract, Promise
from law.records import Regime
from law.words import Confidence, Duty, MarkName, Right


@dataclass(frozen=True, slots=True)
class Applicable:
    """A law that applies, and why."""

    regime_id: str
    because: str
    citation: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """The date that rules for one duty, and whose it is; `target_on` is our own day, never a later one.

    `due_on` is None where no law sets a date that is sure enough. `alarm_on` is the earliest day of any stricter
    reading and of any figure of low confidence, which alarms inside the house and rules no public date.
    """

    duty: Duty
    due_on: date | None
    regime_id: str | None
    alarm_on: date | None
    target_on: date | None
    stopped_since: date | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What officers chose for a case beside what its place says: laws that apply too, and laws that do not.

    `confirmed`: for each law by id the figures that an administrator has confirmed (law.figures).
    """

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    confirmed: tuple[tuple[str, frozenset[Key]], ...] = ()

    def keys(self, regime_id: str) -> frozenset[Key]:
        """Give the confirmed figures of a law."""
        return next((keys for law, keys in self.confirmed if law == regime_id), frozenset())


NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class Combined:
    """Everything computed for one right of a case: the laws, their clocks, the promises, and what rules by duty.

    `refusals` names the laws that do not take an announced extension, with the reason; their dates stand without it.
    """

    applicable: tuple[Applicable, ...]
    clocks: tuple[Clock, ...]
    promise: Clock | None
    rulings: tuple[Ruling, ...]
    refusals: tuple[tuple[str, str], ...]
    contract: Clock | None = None

    def ruling(self, duty: Duty) -> Ruling:
        """Give what rules for one duty."""
        return next(ruling for ruling in self.rulings if ruling.duty is duty)


def applicable(*, place: Place | None, received_on: date, right: Right, home: Place) -> tuple[Applicable, ...]:
    """Say which laws apply to a request from a person in `place` (None: unknown) to a controller at `home`.

    A law applies to the people of its places, and some to every person when the controller is established there
    (GDPR Art. 3(1)); when the person's place is unknown, the law of the home applies. Only laws in force on the day of
    receipt that know the right, and none that binds only some controllers; none at all means that the promise rules.
    """
    found = (_why(regime, place, home) for regime in regimes.all() if _knows(regime, right, received_on))
    return tuple(reason for reason in found if reason)


def rules_for_case(
    *,
    place: Place | None,
    received: date | datetime,
    right: Right,
    home: Place,
    marks: Sequence[Mark] = (),
    promised: Promise | None = None,
    contract: Contract | None = None,
    choice: Choice = NO_CHOICE,
) -> Combined:
    """Compute every applicable law and let the earliest date rule; the promise, or a contract's, is the target.

    Raises the refusals of `clock.run`, except that an extension which only one of the laws does not take is noted.
    """
    received_on = local_date(place or home, received) if isinstance(received, datetime) else received
    laws = chosen(applicable(place=place, received_on=received_on, right=right, home=home), choice)
    refusals: list[tuple[str, str]] = []
    clocks = tuple(
        _clock(confirmed(law.regime_id, choice.keys(law.regime_id)), right, place, home, received_on, marks, refusals)
        for law in laws
    )
    target = promise.run(promise=promised, place=home, received_on=received_on, right=right) if promised else None
    bound = (
        promise.run_contract(contract=contract, place=home, received_on=received_on, right=right) if contract else None
    )
    return Combined(
        applicable=laws,
        clocks=clocks,
        promise=target,
        rulings=tuple(_ruling(duty, clocks, [ours for ours in (target, bound) if ours]) for duty in Duty),
        refusals=tuple(refusals),
        contract=bound,
    )


def chosen(laws: tuple[Applicable, ...], choice: Choice) -> tuple[Applicable, ...]:
    """Give the laws that place and home bring, with those that an officer added and without those taken away."""
    kept = tuple(law for law in laws if law.regime_id not in choice.removed)
    more = sorted(choice.added - {law.regime_id for law in kept})
    return (*kept, *(Applicable(law, "an officer added it", regimes.get(law).scope.people) for law in more))


def _knows(regime: Regime, right: Right, received_on: date) -> bool:
    rules = regime.rights.get(right)
    return rules is not None and rules.exists and regime.in_force_on(received_on)


def _why(regime: Regime, place: Place | None, home: Place) -> Applicable | None:
    if regime.scope.only:
        return None  # whether it binds this controller, no place can tell
    if regime.scope.establishment and home.within(regime.places):
        words = f"the controller is established in {home.name()}"
        return Applicable(regime.id, words, regime.scope.establishment)
    if place is None and home.within(regime.places):
        words = f"the person's place is unknown, so the law at home in {home.name()} is taken"
        return Applicable(regime.id, words, regime.scope.people)
    if place is not None and place.within(regime.places):
        return Applicable(regime.id, f"the person is in {place.name()}", regime.scope.people)
    return None


def _clock(
    regime: Regime,
    right: Right,
    place: Place | None,
    home: Place,
    received_on: date,
    marks: Sequence[Mark],
    refusals: list[tuple[str, str]],
) -> Clock:
    where = _calendar_place(regime, place, home)
    try:
        return clock.run(regime=regime, right=right, place=where, received=received_on, marks=marks)
    except (ExtensionTooLate, ExtensionNotAllowed) as refusal:
        refusals.append((regime.id, str(refusal)))
        others = [mark for mark in marks if mark.name is not MarkName.EXTENDED]
        return clock.run(regime=regime, right=right, place=where, received=received_on, marks=others)


def _calendar_place(regime: Regime, place: Place | None, home: Place) -> Place:
    """Take the person's place where it is the law's own, else the home, where the act is done (1182/71 Art. 2(1))."""
    for candidate in (place, home):
        if candidate and candidate.within(regime.places):
            return candidate
    return Place.parse(regime.default_place)


def _ruling(duty: Duty, clocks: Sequence[Clock], targets: Sequence[Clock]) -> Ruling:
    deadlines = [(found.duty(duty), found.regime_id) for found in clocks]
    sure = [pair for pair in deadlines if pair[0].firm_on]
    first, regime_id = min(sure, key=lambda pair: pair[0].firm_on or date.max, default=(None, None))
    due_on = first.firm_on if first else None
    return Ruling(
        duty=duty,
        due_on=due_on,
        regime_id=regime_id,
        alarm_on=_earliest([_alarm(deadline) for deadline, _ in deadlines]),
        target_on=_earliest([*(target.duty(duty).due_on for target in targets), due_on]),
        stopped_since=first.stopped_since if first else None,
    )


def _alarm(deadline: DutyDeadline) -> date | None:
    low = deadline.due_on if deadline.confidence is Confidence.LOW else None
    return _earliest([deadline.alarm_on, low])


def _earliest(days: Sequence[date | None]) -> date | None:
    return min((day for day in days if day), default=None)
