"""Puts a person on it when the mailroom stands still: each cause is told once, and its work item is finished when it is over."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from cases.models import WorkItem
from intake.models import WAITING, Arrival, MailboxState

ARRIVAL_WAITS_AT_MOST = timedelta(minutes=15)
MAILBOX_UNREAD_AT_MOST = timedelta(minutes=30)
# A difference that was healed stays in the list of work for this long.
TOLD_FOR = timedelta(days=1)

KIND = "mailroom"
WAITING_KEY = "mailroom:waiting"


def watch(*, mailboxes: Sequence[str], now: datetime) -> None:
    """Tell when the oldest arrival waits over 15 minutes, or a mailbox was not read for 30; take it back when it is over."""
    if oldest_waiting_for_long(now=now):
        _tell(
            key=WAITING_KEY, title="Mail has waited to be processed for over 15 minutes: tell an administrator", now=now
        )
    else:
        _over(key=WAITING_KEY, now=now)
    unread = set(unread_mailboxes(mailboxes, now=now))
    for state in MailboxState.objects.filter(name__in=mailboxes):
        key = f"mailroom:unread:{state.pk}"
        if state.name in unread:
            _tell(key=key, title="A mailbox was not read for over 30 minutes: tell an administrator", now=now)
        else:
            _over(key=key, now=now)


def oldest_waiting_for_long(*, now: datetime) -> bool:
    """Tell whether an arrival has waited longer than it may; what is tried again later counts from when it came."""
    return Arrival.objects.filter(state__in=WAITING, received_at__lt=now - ARRIVAL_WAITS_AT_MOST).exists()


def unread_mailboxes(mailboxes: Sequence[str], *, now: datetime) -> list[str]:
    """Give the names of the mailboxes whose last good fetch is too long ago."""
    late = Q(fetched_at__isnull=True) | Q(fetched_at__lt=now - MAILBOX_UNREAD_AT_MOST)
    return list(MailboxState.objects.filter(late, name__in=mailboxes).values_list("name", flat=True))


def tell_difference(state: MailboxState, *, count: int, now: datetime) -> None:
    """Tell that mail lay in the mailbox which should have been here before; by now it is. Without any, an old word ends."""
    key = f"mailroom:difference:{state.pk}"
    if count:
        mails = "1 mail that was" if count == 1 else f"{count} mails that were"
        _tell(
            key=key,
            title=f"The mailbox held {mails} missing here until {now:%Y-%m-%d %H:%M} UTC: see when they came",
            now=now,
        )
    elif WorkItem.objects.filter(key=key, opened_at__lt=now - TOLD_FOR).exists():
        _over(key=key, now=now)


def tell_unfetchable(state: MailboxState, *, uids: Collection[int], now: datetime) -> None:
    """Tell of the mails of a mailbox that cannot be fetched, while the others are; take back what is no longer so."""
    stem = f"mailroom:uid:{state.pk}:"
    keys = {f"{stem}{state.uidvalidity}:{uid}": uid for uid in uids}
    for key, uid in keys.items():
        title = f"A mail in the mailbox cannot be fetched (UID {uid}): read it there with a mail program"
        _tell(key=key, title=title, now=now)
    for item in WorkItem.objects.filter(kind=KIND, key__startswith=stem).exclude(key__in=keys):
        _over(key=str(item.key), now=now)


def tell_subscription(*, now: datetime) -> None:
    """Tell that Amazon asks to confirm where it posts what became of our letters."""
    title = "Amazon SNS asks to confirm a subscription for tracking: confirm it in its console if it is yours"
    _tell(key=f"mailroom:subscription:{now:%Y-%m-%d}", title=title, now=now)


def _tell(*, key: str, title: str, now: datetime) -> None:
    """Open the work item once; one that somebody finished while its cause holds stays finished."""
    if WorkItem.objects.filter(key=key).exists():
        return
    try:
        with transaction.atomic():
            WorkItem.objects.create(kind=KIND, title=title[:200], opened_at=now, key=key)
    except IntegrityError:
        return  # another worker told it a moment earlier


def _over(*, key: str, now: datetime) -> None:
    """Finish the work item and let its key go, so that the same cause is told again another time."""
    rows = WorkItem.objects.filter(key=key)
    rows.filter(done_at__isnull=True).update(done_at=now)
    rows.update(key=None)
