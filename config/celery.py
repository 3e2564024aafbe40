"""The Celery app: the broker only rings a bell, so that whatever it loses a sweep finds again in the database."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("claims_desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def begin_at_once(**_signal: Any) -> None:
    """Have the first sign of life asked for when beat starts, and what a change of law touched, which came with a start."""
    app.send_task("cases.heartbeat", queue="sweep", expires=60)
    app.send_task("cases.recompute_deadlines", queue="housekeeping")
