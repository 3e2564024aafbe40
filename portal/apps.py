"""The room as Django knows it."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Public pages."""

    name = "portal"
    verbose_name = "Public pages"
