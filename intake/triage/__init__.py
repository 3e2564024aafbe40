"""What a mail asks for, as a suggestion with its reason; an officer decides."""

from dataclasses import dataclass
from typing import Literal

from intake.parse.message import ParsedMessage

Procedure = Literal["complaint", "rights_request", "appeal", "none"]


@dataclass(frozen=True)
class Suggestion:
    """What a mail seems to ask for, and the words that say so.

    `rights` in the words of the glossary (`access`, `erasure`, ...), `language` an ISO 639-1 code or '', `place` an ISO 3166
    code (country or country-subdivision) or ''.
    """

    procedure: Procedure
    rights: tuple[str, ...] = ()
    language: str = ""
    place: str = ""
    agent: bool = False
    reason: str = ""


def suggest(parsed: ParsedMessage) -> Suggestion:
    """Suggest what the new text of a mail asks for."""
    return suggest_for(subject=parsed.subject, text=parsed.reply_text or parsed.text, from_email=parsed.from_email)


def suggest_for(*, text: str, subject: str = "", from_email: str = "", place: str = "") -> Suggestion:
    """Suggest what a text asks for; a form may give the place that the person named."""
    return Suggestion("complaint", language="en", reason="Not looked at yet.")
