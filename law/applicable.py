"""temp"""

from dataclasses import dataclass
from datetime import date
from law.places import Place
from law.words import Right


@dataclass(frozen=True)
class Applicable:
    regime_id: str
    because: str
    citation: str = ""


def applicable(*, place: Place | None, received_on: date, right: Right, home: Place):
    return (Applicable("eu-gdpr", "temp"),)
