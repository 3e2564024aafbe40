"""Notices are seen: an officer says so, once, and they leave Today."""

from collections.abc import Sequence
from datetime import datetime

from cases.models import User
from cases.selectors import notices_for


def see_notices(*, ids: Sequence[int], officer: User, now: datetime) -> int:
    """Mark those of the named notices that are for this officer as seen; give how many were not seen before."""
    return notices_for(officer).filter(pk__in=list(ids)).update(seen_at=now)
