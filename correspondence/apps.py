"""The room as Django knows it."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    """Correspondence."""

    name = "correspondence"
    verbose_name = "Correspondence"
