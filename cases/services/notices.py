"""Notices are seen: an officer says so, once, and they leave Today."""

from collections.abc import Sequence
from datetime import datetime

from cases.models import User
from cases.selectors import notices_for


def see_notices(*, ids: Sequence[int], officer: User, now: datetime) -> int:
    """Mark those of the named notices that are for this member of staff as seen; give how many were not before.

    What one team lead has seen, the team leads have seen.
    """
    return notices_for(officer, now=now).filter(pk__in=list(ids)).update(seen_at=now)
