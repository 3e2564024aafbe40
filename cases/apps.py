"""The room as Django knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The file."""

    name = "cases"
    verbose_name = "The file"
