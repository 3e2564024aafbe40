"""Findings on complaints in the admin, to look up."""

from django.contrib import admin

from cases.admin import FileAdmin
from cases.models import Case
from complaints.models import Finding


@admin.register(Finding)
class FindingAdmin(FileAdmin):
    """Every finding, those superseded too."""

    case_path = "complaint__case__"
    list_display = ("complaint", "outcome", "by", "at")
    list_filter = ("outcome",)
    list_select_related = ("complaint__case", "by")

    def case_of(self, shown: Finding) -> Case:
        """Give the complaint's case."""
        return shown.complaint.case
