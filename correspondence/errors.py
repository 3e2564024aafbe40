"""What correspondence refuses."""

from collections.abc import Sequence

from cases.errors import Refused


class NoAddress(Refused):
    """The party has no mail address, and a machine posts nothing."""

    def __init__(self, *, reference: str) -> None:
        super().__init__(
            f"Case {reference} has no mail address to write to by itself. Write the letter yourself: it is made to be posted."
        )


class TooManyAutomatic(Refused):
    """An automatic letter more would feed a loop."""

    def __init__(self, *, reference: str) -> None:
        super().__init__(
            f"Case {reference} has sent this address as many automatic letters as it may in an hour. Write it by hand, or wait."
        )


class TooLateToWithdraw(Refused):
    """The letter has left or is leaving."""

    def __init__(self) -> None:
        super().__init__(
            "The letter is already on its way and cannot be taken back. Write another one that corrects it."
        )


class NotPosted(Refused):
    """The letter does not wait to be posted, or cannot have been posted on that day."""


class Unwritable(Exception):
    """No mail can be made of the letter: its address is none, or a header would be two."""


class TextRefused(Refused):
    """The text of a letter is not what its letters must be; `faults` says why, a sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults
