"""Where a person may complain about us: the authority that each law of their case names, as the law's file has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from law import regimes
from law.errors import LawError
from law.words import Confidence


@dataclass(frozen=True)
class Redress:
    """One law of a case: its id and short name, the authority's name and where it takes complaints.

    Both are "" where the file does not say where to go, since a name alone leads nobody there, or where nobody has verified it.
    """

    regime: str
    law: str
    authority: str
    address: str


def redress_of(regimes_of_case: Sequence[Mapping[str, Any]], on: date) -> list[Redress]:
    """Give the authority under each law of a case, in the order of the laws, with the name that it has on that day."""
    return [_redress(law["regime"], on) for law in regimes_of_case]


def _redress(regime: str, on: date) -> Redress:
    try:
        law = regimes.get(regime)
    except LawError:  # its file was taken off the shelf since the case was last computed
        return Redress(regime, "", "", "")
    sure = law.authority.confidence != Confidence.LOW
    address = (law.authority.complaint_url or law.authority.website) if sure else ""
    return Redress(regime, law.short_name, law.authority.name_on(on) if address else "", address)
