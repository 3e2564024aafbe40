"""What a list says of the cases that its figure counts and that are closed to its reader.

A number there tells what the closed cases are like: who narrows a list to one place, officer or day reads from it that a closed
case is such a one. So it is exact only for many, "fewer than" for few, and a narrow list says the same whether there are any.
"""

from datetime import timedelta

from reports.asked import Asked
from reports.masking import FEW

# Of a shorter span of receipt a few cases can be told apart.
WIDE = timedelta(days=27)
ALWAYS = "Of what is closed to you, nothing is listed here; the figure counts it."


def kept_words(kept: int, asked: Asked, *, things: str) -> str:
    """Say how many are counted and not listed: of all, exactly from five on; of a list that is narrowed, no number."""
    if is_narrow(asked):
        return ALWAYS
    if kept >= FEW:
        return f"{kept:,} {things} closed to you are counted too and not listed here."
    return f"A few {things} closed to you, fewer than {FEW}, are counted too and not listed here." if kept else ""


def is_narrow(asked: Asked) -> bool:
    """Tell whether anything but a month or more of receipt is asked for."""
    first, last = asked.period.first, asked.period.last
    return bool(asked.filters) or (first is not None and (last or asked.as_of) - first < WIDE)
