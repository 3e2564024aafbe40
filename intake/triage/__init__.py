"""What a mail asks for, as a suggestion with its reason; an officer decides.

The rules are phrases in `rules/<language>.toml`, written to be read and changed by an officer; `phrases.py` explains their
notation. Only the new text of a mail is read, never what it quotes.
"""

from intake.parse.message import ParsedMessage
from intake.triage.decide import suggest_for
from intake.triage.suggestion import Procedure, Suggestion
from intake.wordings import FORWARD_MARK

_LOOKED_AT = 100_000

__all__ = ["Procedure", "Suggestion", "suggest", "suggest_for"]


def suggest(parsed: ParsedMessage) -> Suggestion:
    """Suggest what the new text of a mail asks for; of one passed on without a word of its own, what was passed on."""
    said = suggest_for(subject=parsed.subject, text=parsed.reply_text or parsed.text, from_email=parsed.from_email)
    if said.procedure == "none" and FORWARD_MARK.search(parsed.text[:_LOOKED_AT]):
        return suggest_for(subject=parsed.subject, text=parsed.text, from_email=parsed.from_email)
    return said
