"""The daily digest: at the start of the office's day each member of staff is mailed the numbers of Today that wait for them.

Numbers and links only. A day on which nothing waits has none, and a day that an outage ate is not made up for.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from cases.models import User
from cases.office import is_working, office_day
from cases.organisation import organisation
from correspondence.services.digests import queue_digest
from desk.home import Number, needs
from reports.services.schedules import DueReport, due_reports, settle

SUBJECT = "What waits for you at the desk today"


def make_digests(*, now: datetime) -> int:
    """Queue today's digest for each who wants it and has none yet, in the office's hours; give how many were queued.

    The day is settled for each person in one transaction, so that a second run, or a second worker, queues nothing.
    """
    if not is_working(now):
        return 0
    return sum(_make(user, now=now) for user in _waiting(now))


def _waiting(now: datetime) -> QuerySet[User]:
    today = office_day(now)
    asked_for = Q(daily_digest=True) | Q(report_schedules__next_on__lte=today)
    staff = User.objects.filter(asked_for, is_active=True, is_staff=True).exclude(email="").distinct()
    return staff.filter(Q(digested_on__isnull=True) | Q(digested_on__lt=today)).order_by("pk")


@transaction.atomic
def _make(user: User, *, now: datetime) -> bool:
    """Queue a person's digest: the numbers, where they want them, and the reports that are due to them by mail."""
    today = office_day(now)
    waiting = needs(user=user, now=now) if user.daily_digest else []
    due = due_reports(user=user, on=today)
    body = _body(waiting, due) if waiting or due else ""
    queued = queue_digest(user=user, on=today, subject=SUBJECT, body=body, now=now) is not None
    if queued:
        settle(due, on=today)
    return queued


def _body(waiting: Sequence[Number], due: Sequence[DueReport]) -> str:
    facts = {
        "numbers": waiting,
        "reports": due,
        "site": settings.PUBLIC_URL,
        "home": reverse("admin:index"),
        "organisation": organisation(),
    }
    return render_to_string("admin/desk/digest.txt", facts)
