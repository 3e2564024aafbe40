"""What is left of a right's rules when the figures that nobody has verified are put aside."""

from collections.abc import Sequence
from dataclasses import replace

from law.marks import Mark
from law.records import Effect, RightRules
from law.words import Confidence, MarkName, StopMode


def verified(rules: RightRules, marks: Sequence[Mark]) -> tuple[RightRules, Sequence[Mark]]:
    """Give the rules with questions that stop nothing, and the marks without an extension, where unverified."""
    known = replace(rules, identity=_known(rules.identity), clarification=_known(rules.clarification))
    if rules.extension is None or rules.extension.confidence is not Confidence.LOW:
        return known, marks
    return known, [mark for mark in marks if mark.name is not MarkName.EXTENDED]


def _known(effect: Effect) -> Effect:
    if effect.confidence is not Confidence.LOW:
        return effect
    return replace(effect, mode=StopMode.NONE, text="that this stops the period is not verified")
