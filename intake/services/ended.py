"""A person writes on a case on which nobody works any more: it joins, changes no state, and an officer is told."""

from datetime import datetime

from cases.models import Case
from cases.services.work import open_work_item
from cases.words import SYSTEM

KIND = "message_after_end"


def tell_if_ended(*, case: Case, now: datetime) -> None:
    """Open a work item when the case is decided or has ended, unless one waits: a machine that answers opens no second."""
    if case.is_open or case.work_items.filter(kind=KIND, done_at=None).exists():
        return
    title = "A message came after the case was decided or ended: read it, and reopen the case if it asks for more"
    open_work_item(case=case, kind=KIND, title=title, by=SYSTEM, now=now)
