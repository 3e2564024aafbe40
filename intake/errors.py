"""What intake refuses."""

from cases.errors import Refused


class NotInQuarantine(Refused):
    """The arrival was decided meanwhile."""

    def __init__(self) -> None:
        super().__init__("This arrival is no longer in quarantine: somebody decided on it a moment ago.")


class Overtaken(Exception):
    """Another worker took the arrival over after our lease ended; its result holds and ours is rolled back."""


class DoorClosed(Exception):
    """A door would open wider than its settings make safe; it stays closed."""
