"""The Date header as a claim: a moment in UTC when it can be read, and never what a period is counted from."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from intake.parse.headers import header_text


def claimed_date(values: list[str]) -> tuple[datetime | None, list[str]]:
    """Return the moment of the first Date header, and what is wrong with it."""
    if not values:
        return None, ["date_missing"]
    try:
        moment = parsedate_to_datetime(header_text(values[0])[0][:200])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC), []
    except (ValueError, TypeError, IndexError, OverflowError):
        return None, ["date_unreadable"]
