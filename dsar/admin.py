"""Decisions on rights requests in the admin, to look up."""

from django.contrib import admin

from cases.admin import FileAdmin
from cases.models import Case
from dsar.models import Decision


@admin.register(Decision)
class DecisionAdmin(FileAdmin):
    """Every decision, those superseded too."""

    case_path = "request__case__"
    list_display = ("request", "right", "outcome", "citation", "by", "at")
    list_filter = ("outcome", "right")
    list_select_related = ("request__case", "by")

    def case_of(self, shown: Decision) -> Case:
        """Give the request's case."""
        return shown.request.case
