"""The room as Django knows it."""

from django.apps import AppConfig


class DsarConfig(AppConfig):
    """Rights requests."""

    name = "dsar"
    verbose_name = "Rights requests"
