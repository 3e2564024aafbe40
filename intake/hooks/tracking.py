"""What a provider says became of a letter, in our words: only for a letter that carries our mark for this provider."""

from datetime import datetime
from typing import Any

import structlog
from anymail.signals import AnymailTrackingEvent, EventType

from correspondence.models import Letter
from correspondence.services.returns import bounce, complained, delivered
from correspondence.tracking import letter_of

log = structlog.get_logger(__name__)

FAILED = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}


def take_event(event: AnymailTrackingEvent, *, provider: str, now: datetime) -> None:
    """Set the letter's delivery state. An event without our mark, or about another address, changes nothing. Raises TooEarly."""
    letter = letter_of(event.metadata, provider=provider)
    if letter is None or not _is_about(event, letter):
        log.info("webhook.not_ours", provider=provider, what=str(event.event_type))
        return
    at = min(event.timestamp, now) if event.timestamp and event.timestamp.tzinfo else now
    if event.event_type == EventType.DELIVERED:
        delivered(letter=letter, at=at)
    elif event.event_type in FAILED:
        bounce(letter=letter, hard=_is_final(event), status=str(event.reject_reason or event.event_type), now=now)
    elif event.event_type == EventType.DEFERRED:
        bounce(letter=letter, hard=False, status="deferred", now=now)
    elif event.event_type == EventType.COMPLAINED:
        complained(letter=letter, at=at, now=now)


def _is_about(event: AnymailTrackingEvent, letter: Letter) -> bool:
    return str(event.recipient or "").strip().lower() == letter.to.lower()


def _is_final(event: AnymailTrackingEvent) -> bool:
    """Tell whether nobody tries any more; each provider says a passing failure in its own way."""
    said: dict[str, Any] = event.esp_event if isinstance(event.esp_event, dict) else {}
    bounced: Any = said.get("bounce")
    passing = (
        said.get("event") == "soft_bounce"  # Brevo
        or said.get("hard_bounce") is False  # Mailjet
        or said.get("Type") in ("SoftBounce", "Transient")  # Postmark
        or (isinstance(bounced, dict) and bounced.get("bounceType") == "Transient")  # Amazon
    )
    return not passing
