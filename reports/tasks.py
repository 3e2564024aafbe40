"""Celery tasks of the reports."""

from celery import shared_task
from django.utils import timezone

from cases.bell import ring
from reports.services.files import MAKE_TASK, due_files, make_file, tidy_files
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


@shared_task(name=MAKE_TASK, soft_time_limit=3500, time_limit=3600)
def make_file_task(file_id: int) -> None:
    """Make the file of a long list, if it waits and nobody else makes it."""
    make_file(file_id=file_id, now=timezone.now())


@shared_task(name="reports.sweep_files")
def sweep_files() -> None:
    """Ring for files that wait, and delete those whose day is over; a second run finds nothing."""
    for file_id in due_files(now=timezone.now()):
        ring(MAKE_TASK, file_id, queue="packages")
    tidy_files(now=timezone.now())
