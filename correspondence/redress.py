"""Where a person may complain about us: the authority that each law of their case names, as the law's file has it."""

from dataclasses import dataclass

from cases.models import Case
from law import regimes
from law.errors import LawError


@dataclass(frozen=True)
class Redress:
    """One law of a case: its id and short name, the authority's name and where it takes complaints.

    Both are "" where the file does not say where to go: a name alone leads nobody there.
    """

    regime: str
    law: str
    authority: str
    address: str


def redress_of(case: Case) -> list[Redress]:
    """Give the authority under each law that applies to the case, in the order of the laws."""
    return [_redress(law["regime"]) for law in case.regimes]


def _redress(regime: str) -> Redress:
    try:
        law = regimes.get(regime)
    except LawError:  # its file was taken off the shelf since the case was last computed
        return Redress(regime, "", "", "")
    address = law.authority.complaint_url or law.authority.website
    return Redress(regime, law.short_name, law.authority.name if address else "", address)
