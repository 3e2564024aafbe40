"""Celery task of the desk: run twice, late or again after a crash, nobody gets a second digest on a day."""

from celery import shared_task
from django.utils import timezone

from desk.digest import make_digests


@shared_task(name="desk.make_digests")
def make_digests_task() -> None:
    """Queue the day's digests; who has one already is passed over."""
    make_digests(now=timezone.now())
