"""What correspondence refuses."""

from cases.errors import Refused


class NoAddress(Refused):
    """The party has no mail address."""

    def __init__(self, *, reference: str) -> None:
        super().__init__(
            f"Case {reference} has no mail address to write to. Answer by post and record the posting day, or ask for an address."
        )


class TooLateToWithdraw(Refused):
    """The letter has left or is leaving."""

    def __init__(self) -> None:
        super().__init__(
            "The letter is already on its way and cannot be taken back. Write another one that corrects it."
        )
