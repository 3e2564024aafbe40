"""The words of the law room: rights, duties, marks and how sure a source is, as codes that are stored and shown."""

from enum import StrEnum


class Right(StrEnum):
    """What a person invokes; `complaint` and `appeal` are procedures that have a clock of their own."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    HUMAN_REVIEW = "human_review"
    CONSENT_WITHDRAWAL = "consent_withdrawal"
    OPT_OUT = "opt_out"
    LIMIT_SENSITIVE = "limit_sensitive"
    COMPLAINT = "complaint"
    APPEAL = "appeal"


class Duty(StrEnum):
    """What the law wants done by a date."""

    ACKNOWLEDGE = "acknowledge"
    RESPOND = "respond"
    ANNOUNCE_EXTENSION = "announce_extension"
    COMPLETE = "complete"


class MarkName(StrEnum):
    """A dated fact that the clock reads."""

    IDENTITY_REQUESTED = "identity_requested"
    IDENTITY_CONFIRMED = "identity_confirmed"
    CLARIFICATION_REQUESTED = "clarification_requested"
    CLARIFIED = "clarified"
    EXTENDED = "extended"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Unit(StrEnum):
    """What a period is counted in."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"
    WEEKS = "weeks"
    MONTHS = "months"


class StopMode(StrEnum):
    """What a question to the person does to the period to respond.

    `none`: nothing; `pause`: the days of waiting do not count; `reset`: the period starts again with the answer;
    `deny_at_deadline`: nothing, and without an answer the request may be refused when the period ends.
    """

    NONE = "none"
    PAUSE = "pause"
    RESET = "reset"
    DENY_AT_DEADLINE = "deny_at_deadline"


class Confidence(StrEnum):
    """How sure the source of a figure is: read in the law (high), a secondary source (medium), unverified (low)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_RANKS = {Confidence.LOW: 0, Confidence.MEDIUM: 1, Confidence.HIGH: 2}


def least_sure(*confidences: Confidence) -> Confidence:
    """Give the lowest: a date is no surer than the least sure figure in it."""
    return min(confidences, key=_RANKS.__getitem__)
