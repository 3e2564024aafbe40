"""What the procedure of rights requests refuses."""

from cases.errors import Refused


class DecisionIncomplete(Refused):
    """A right without an outcome, or a refusal without article and reasons."""
