"""Notices are seen: an officer says so, once, and they leave Today."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from cases.models import Notice, User
from cases.selectors import notices_for, same_date


def see_notices(*, ids: Sequence[int], officer: User, now: datetime) -> int:
    """Mark those of the named notices that are for this member of staff as seen; give how many were not before.

    What one team lead has seen, the team leads have seen; and with a notice the earlier ones about the same date.
    """
    seen = list(notices_for(officer, now=now).filter(pk__in=list(ids)).values_list("pk", flat=True))
    read = Notice.objects.filter(**same_date(), pk__in=seen, pk__gte=OuterRef("pk"))
    Notice.objects.filter(Exists(read), seen_at__isnull=True).update(seen_at=now)
    return len(seen)
