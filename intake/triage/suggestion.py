"""What triage answers: a suggestion for the officer, never a decision."""

from dataclasses import dataclass
from typing import Literal

Procedure = Literal["complaint", "rights_request", "appeal", "none"]


@dataclass(frozen=True)
class Suggestion:
    """What a mail seems to ask for, and in `reason` the words that say so.

    `rights` in the glossary's words (`access`, `erasure`, ...); `language` an ISO 639-1 code or ''; `place` an ISO 3166
    country or subdivision (`DE`, `US-CA`) or ''; `agent` when someone seems to write for another person, `urgent` when its words
    say that it cannot wait.
    """

    procedure: Procedure
    rights: tuple[str, ...] = ()
    language: str = ""
    place: str = ""
    agent: bool = False
    urgent: bool = False
    reason: str = ""
