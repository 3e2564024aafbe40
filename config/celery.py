"""The Celery app: the broker only rings a bell, so that whatever it loses a sweep finds again in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("claims_desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
