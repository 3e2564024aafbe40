"""The figures of a law, one by one with citation, source and confidence; and a law with some of them confirmed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from law import regimes
from law.periods import count_words
from law.records import Cited, Effect, Extension, NoPeriod, Period, Regime, RightRules
from law.words import Confidence, Right, StopMode

# What can be confirmed of a right, in the order of the procedure; `counting` is the law's own, under no right.
PARTS = ("acknowledge", "respond", "extension", "identity", "clarification", "complete")
COUNTING = "counting"
PART_NAMES = {
    "acknowledge": "Acknowledge",
    "respond": "Answer",
    "extension": "Extension",
    "identity": "While identity is checked",
    "clarification": "While the person is asked",
    "complete": "Carry out",
    COUNTING: "How days are counted",
}
MODES = {
    StopMode.NONE: "the period runs on",
    StopMode.PAUSE: "the days of waiting do not count",
    StopMode.RESET: "the period starts again with the answer",
    StopMode.DENY_AT_DEADLINE: "the period runs on; without an answer the request may be refused at its end",
}
# (right, part), the right empty for the way of counting.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a law: which right and part, what it says, and where it was read; `rights` share the very same one."""

    right: str
    part: str
    says: str
    citation: str
    source: str
    confidence: Confidence
    rights: tuple[str, ...]

    @property
    def verified(self) -> bool:
        """Whether a public date may rest on it."""
        return self.confidence is not Confidence.LOW

    @property
    def name(self) -> str:
        """What it is about, in words."""
        return PART_NAMES[self.part]


def figures(regime: Regime) -> tuple[Figure, ...]:
    """Give every figure of a law once: how it counts, then right by right, those that several rights share together."""
    return (_counting(regime), *_of_rights(regime))


def confirmed(regime_id: str, keys: frozenset[Key]) -> Regime:
    """Give a law of the shelf with the named figures taken as sure, and with them every right that shares one.

    Keys that the law does not have are left aside. Raises `UnknownRegime`.
    """
    regime = regimes.get(regime_id)
    return _confirmed(regime_id, regime.version, keys) if keys else regime


def _counting(regime: Regime) -> Figure:
    profile = regime.profile
    rolls = "a last day of rest moves to the next working day" if profile.roll_over else "a last day of rest stays"
    says = "; ".join(filter(None, (profile.start_text, rolls)))
    return Figure("", COUNTING, says, profile.citation, profile.source, profile.confidence, ())


def _of_rights(regime: Regime) -> Iterator[Figure]:
    shared: dict[tuple[str, Cited], list[str]] = {}
    for right, rules in regime.rights.items():
        for part in PARTS:
            figure = getattr(rules, part)
            if isinstance(figure, Cited):
                shared.setdefault((part, figure), []).append(right.value)
    for (part, figure), rights in shared.items():
        yield Figure(rights[0], part, says(figure), figure.citation, figure.source, figure.confidence, tuple(rights))


def says(figure: Any) -> str:
    """Say a figure in words: `1 month: within one month of receipt`."""
    if isinstance(figure, NoPeriod):
        return figure.text
    if isinstance(figure, Period):
        return _period_words(figure)
    if isinstance(figure, Extension):
        return _extension_words(figure)
    return _effect_words(figure)


def _period_words(period: Period) -> str:
    start = " after the answer" if period.after_response else ""
    guidance = " (by guidance, not by the law itself)" if period.guidance else ""
    since = f" (for what is received from {period.in_force_from} on)" if period.in_force_from else ""
    length = f"{count_words(period.amount, period.unit)}{start}{guidance}{since}"
    return f"{length}: {period.text}" if period.text else length


def _extension_words(extension: Extension) -> str:
    if extension.amount is None or extension.unit is None:
        length = "to a date that is announced"
    else:
        length = count_words(extension.amount, extension.unit)
    times = "" if extension.max_count == 1 else f", {extension.max_count} times"
    return f"{length} more{times}; {extension.notice}" if extension.notice else f"{length} more{times}"


def _effect_words(effect: Effect) -> str:
    return f"{MODES[effect.mode]}: {effect.text}" if effect.text else MODES[effect.mode]


@lru_cache(maxsize=512)
def _confirmed(regime_id: str, _version: str, keys: frozenset[Key]) -> Regime:
    regime = regimes.get(regime_id)
    figures_meant = [
        (part, getattr(regime.rights[Right(right)], part, None))
        for right, part in keys
        if part in PARTS and right in set(Right) and Right(right) in regime.rights
    ]
    rights = {right: _sure_rules(rules, figures_meant) for right, rules in regime.rights.items()}
    profile = replace(regime.profile, confidence=Confidence.HIGH) if ("", COUNTING) in keys else regime.profile
    return replace(regime, rights=MappingProxyType(rights), profile=profile)


def _sure_rules(rules: RightRules, meant: list[tuple[str, Any]]) -> RightRules:
    sure = {
        part: replace(figure, confidence=Confidence.HIGH)
        for part, figure in meant
        if figure is not None and getattr(rules, part) == figure
    }
    return replace(rules, **sure) if sure else rules
