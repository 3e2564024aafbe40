"""The room as Django knows it."""

from django.apps import AppConfig
from django.core.checks import register

from intake.hooks.guard import check_webhooks


class IntakeConfig(AppConfig):
    """Intake."""

    name = "intake"
    verbose_name = "Intake"

    def ready(self) -> None:
        """Let `manage.py check` look at the webhooks."""
        register(check_webhooks)
