"""Reading mail: `parse(raw)` gives a `ParsedMessage`, `read(raw)` also the bytes of the attachments; neither ever raises."""

from intake.parse.message import Attachment, AuthResults, DeliveryReport, Parsed, ParsedMessage
from intake.parse.read import read

__all__ = ["Attachment", "AuthResults", "DeliveryReport", "Parsed", "ParsedMessage", "parse", "read"]


def parse(raw: bytes, *, authserv_id: str = "") -> ParsedMessage:
    """Read a mail; `authserv_id` names our own mail server, whose Authentication-Results are believed."""
    return read(raw, authserv_id=authserv_id).message
