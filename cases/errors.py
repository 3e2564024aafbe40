"""What a service refuses: each error carries its facts, and its text says what to do next."""

from datetime import date

from cases import lifecycle


class Refused(Exception):
    """An expected refusal; the edge turns its text into a form error, a 409 or a message in the admin."""


class MoveRefused(Refused):
    """The table of moves does not allow this one."""

    def __init__(self, *, reference: str, old: str, to: str) -> None:
        self.reference, self.old, self.to = reference, old, to
        possible = ", ".join(
            sorted(lifecycle.LABELS[state].lower() for state in lifecycle.ALLOWED[lifecycle.State(old)])
        )
        super().__init__(
            f"Case {reference} is {lifecycle.LABELS[lifecycle.State(old)].lower()} and cannot become "
            f"{lifecycle.LABELS[lifecycle.State(to)].lower()}. From here it can become: {possible}."
        )


class MovedMeanwhile(Refused):
    """Somebody else moved the case first."""

    def __init__(self, *, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"Case {reference} was changed by somebody else a moment ago. Open it again to see what it is now."
        )


class StillOwed(Refused):
    """The answer has not reached the person, so the case is not done."""

    def __init__(self, *, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"The answer of case {reference} has not left, was taken back or did not arrive, so it is still owed. "
            "Send it, by post where mail does not arrive, and record the posting day. "
            "Where the person cannot be reached at all, say so when you close the case."
        )


class NotOpen(Refused):
    """The deed needs an open case."""

    def __init__(self, *, reference: str, deed: str) -> None:
        self.reference = reference
        super().__init__(f"Case {reference} is not open, so {deed} is not possible. Reopen it first.")


class StopRefused(Refused):
    """A clock stop that is already open, or a resumption without one."""


class TooLate(Refused):
    """The law's last day for this deed has passed."""

    def __init__(self, *, reference: str, last_day: date, deed: str) -> None:
        self.reference, self.last_day = reference, last_day
        super().__init__(f"Case {reference}: the last day to {deed} was {last_day:%-d %B %Y}.")


class BlobUnreadable(Exception):
    """A blob's bytes or key are gone or changed; nothing of it is served."""
