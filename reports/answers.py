"""Makes an answer of tallies: parts in an order that one expects, and totals in which each case counts once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

from reports.asked import Answer, Asked
from reports.cuts import CUTS
from reports.figures import Tally, figures_of
from reports.period import months_before

DATED = ("month", "week")
Key = tuple[Any, ...]


def answer_from(asked: Asked, tallies: Mapping[Key, Tally]) -> Answer:
    """Give the answer of tallies by the values of what `asked.by` names: newest month or week first, else the most cases first.

    A case counts under each of its rights, and once in the totals.
    """
    parts: dict[tuple[str, ...], list[Tally]] = defaultdict(list)
    for key, tally in tallies.items():
        codes = (CUTS[name].codes(value) for name, value in zip(asked.by, key, strict=True))
        for part in product(*codes):
            parts[part].append(tally)
    rows = [(part, figures_of(found, as_of=asked.as_of)) for part, found in parts.items()]
    if asked.by and asked.by[0] in DATED:
        rows.sort(key=lambda row: row[0][1:])
        rows.sort(key=lambda row: row[0][0], reverse=True)
    else:
        rows.sort(key=lambda row: (-row[1].received, row[0]))
    return Answer(asked, tuple(rows), figures_of(tallies.values(), as_of=asked.as_of))


def only_with(answer: Answer, figure: str) -> Answer:
    """Give the parts that a figure counts something in; those not in order of time with the most of it first."""
    parts = [part for part in answer.parts if getattr(part[1], figure)]
    if not answer.asked.by or answer.asked.by[0] not in DATED:
        parts.sort(key=lambda part: -getattr(part[1], figure))
    return replace(answer, parts=tuple(parts))


def all_between(months: list[date]) -> list[date]:
    """Give every month from the first to the last, so that an empty one shows as such."""
    if not months:
        return []
    first, last = min(months), max(months)
    count = (last.year - first.year) * 12 + last.month - first.month
    return [months_before(first, -later) for later in range(count + 1)]
