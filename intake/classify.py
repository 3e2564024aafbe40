"""What kind of mail this is, with the reason: a person's, or a bounce, an automatic reply, a report, a list, our own."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from intake.parse.message import ParsedMessage

OWN_HEADER = "X-Claims-Desk"  # on every mail that we send; who sees it come back has found a loop


class Kind(StrEnum):
    """The kinds of mail, each with its own way through intake."""

    PERSON = "person"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    REPORT = "report"
    LIST = "list"
    LOOP = "loop"


@dataclass(frozen=True)
class Bounce:
    """Whom a bounce names and what it means: `hard` the address does not work, `delay` the server still tries."""

    recipients: tuple[str, ...]
    statuses: tuple[str, ...]
    hard: bool
    delay: bool
    original_message_id: str = ""


@dataclass(frozen=True)
class Classification:
    """The kind of a mail and why; an acknowledgement is suppressed for the reason given, '' where it may go."""

    kind: Kind
    reason: str
    bounce: Bounce | None = None
    is_feedback_report: bool = False
    is_forward: bool = False
    suppress_reason: str = ""

    @property
    def suppress_acknowledgement(self) -> bool:
        """Tell whether this mail must not be answered automatically."""
        return bool(self.suppress_reason)


def classify(
    parsed: ParsedMessage, *, our_addresses: Collection[str], null_return_path: bool = False
) -> Classification:
    """Say what kind of mail this is; `null_return_path` when the door saw an empty envelope sender."""
    return Classification(Kind.PERSON, "Nothing says that a machine wrote it.")
