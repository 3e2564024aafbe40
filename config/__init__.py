"""Settings, Celery and its schedule, URLs. No room imports from here."""

# Loaded with Django, so that a task sent from any process reaches our broker and not amqp://localhost.
from config.celery import app as celery_app

__all__ = ["celery_app"]
