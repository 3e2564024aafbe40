"""What triage answers: a suggestion for the officer, never a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

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

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; `from_json` gives the same suggestion back."""
        return vars(self) | {"rights": list(self.rights)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Suggestion:
        """Build the suggestion from what `to_json` returned."""
        return cls(**(values | {"rights": tuple(values["rights"])}))
