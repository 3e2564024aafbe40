"""The closed lists of words that the law room speaks in."""

from enum import StrEnum


class Right(StrEnum):
    """What is invoked; a complaint and an appeal have clocks too, so they stand where a right stands."""

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


class Confidence(StrEnum):
    """How sure the source of a figure is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
