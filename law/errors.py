"""Refusals of the law room: each says what was wrong and what is accepted."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path


class LawError(Exception):
    """A question that the law room cannot answer, with a sentence for the person who asked."""


class UnknownWord(LawError):
    """A code that is none of ours."""

    def __init__(self, kind: str, given: object, accepted: Iterable[str]) -> None:
        self.given = given
        super().__init__(f"Unknown {kind} {given!r}; accepted are: {', '.join(accepted)}.")


class UnknownRegime(UnknownWord):
    """A law that is not on the shelf."""

    def __init__(self, given: object, accepted: Iterable[str]) -> None:
        super().__init__("law", given, accepted)


class UnknownPlace(LawError):
    """A place that is not an ISO 3166 code of ours."""


class BadDate(LawError):
    """A text that is neither a date nor a moment with its offset."""

    def __init__(self, what: str, given: object) -> None:
        super().__init__(
            f"{given!r} is not a {what}; accepted is a date like 2026-01-31 "
            "or a moment with its offset like 2026-01-31T23:30-08:00."
        )


class BadQuestion(LawError):
    """A question that lacks a part or has one too many."""


class RegimeInvalid(LawError):
    """A regime file that cannot be trusted."""

    def __init__(self, path: Path, where: str, wrong: str) -> None:
        super().__init__(f"{path.name}, {where}: {wrong}")


class CalendarUnknown(LawError):
    """A year whose public holidays in a place nobody told us."""


class DateOutOfRange(LawError):
    """A period that ends beyond the calendar that dates can hold."""


class NotInForce(LawError):
    """A law that did not hold on the day of receipt."""

    def __init__(self, law: str, received_on: date, span: str, successor: str) -> None:
        other = f" Use {successor!r}." if successor else ""
        super().__init__(f"{law} does not apply to what was received on {received_on}: it is in force {span}.{other}")


class MarkRefused(LawError):
    """A mark that cannot be true beside the others."""


class MarkBeforeReceipt(MarkRefused):
    """A mark dated before the request was there."""

    def __init__(self, mark: str, on: date, received_on: date) -> None:
        super().__init__(
            f"The mark {mark} is dated {on}, before the receipt on {received_on}; "
            "accepted are dates from the day of receipt on."
        )


class ResumeWithoutStop(MarkRefused):
    """An answer to a question that was not asked."""

    def __init__(self, mark: str, on: date, opener: str) -> None:
        super().__init__(
            f"The mark {mark} on {on} has no open {opener} before it; accepted is one answer per question."
        )


class ExtensionTooLate(MarkRefused):
    """An extension announced after the period that it would have lengthened."""

    def __init__(self, on: date, last_day: date, citation: str) -> None:
        super().__init__(
            f"The extension was announced on {on}, after {last_day}, the last day on which it could be ({citation}); "
            f"accepted are dates until {last_day}."
        )


class ExtensionNotAllowed(MarkRefused):
    """An extension that the law does not give, or not once more."""
