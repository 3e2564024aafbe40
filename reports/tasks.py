"""Celery tasks of the reports."""

from celery import shared_task
from django.utils import timezone

from reports.services.freezing import freeze_months
from reports.services.refresh import bring_up_to_date


@shared_task(name="reports.bring_up_to_date")
def bring_up_to_date_task() -> None:
    """Take the latest events into facts and tallies; a second run finds nothing new."""
    bring_up_to_date(now=timezone.now(), most_steps=60)


@shared_task(name="reports.freeze_months")
def freeze_months_task() -> None:
    """Freeze the months that have ended; a second run finds them frozen."""
    freeze_months(now=timezone.now())
