"""The room as Django knows it."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Complaints."""

    name = "complaints"
    verbose_name = "Complaints"
