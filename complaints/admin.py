"""What complaints left in the tables, in the admin, to look up."""

from typing import Any

from django.contrib import admin

from cases.admin import FileAdmin
from cases.models import Case
from complaints.models import Conclusion, Escalation, Finding, Remedy


class ComplaintAdmin(FileAdmin):
    """A table that belongs to complaints."""

    case_path = "complaint__case__"

    def case_of(self, shown: Any) -> Case:
        """Give the complaint's case."""
        case: Case = shown.complaint.case
        return case


@admin.register(Conclusion)
class ConclusionAdmin(ComplaintAdmin):
    """Every conclusion, those superseded too."""

    list_display = ("complaint", "outcome", "by", "at")
    list_filter = ("outcome",)
    list_select_related = ("complaint__case", "by")


@admin.register(Finding)
class FindingAdmin(ComplaintAdmin):
    """Every finding, those taken back too."""

    list_display = ("complaint", "asked", "by", "at", "taken_back_at")
    list_select_related = ("complaint__case", "by")


@admin.register(Remedy)
class RemedyAdmin(ComplaintAdmin):
    """Everything that was to be put right."""

    list_display = ("complaint", "what", "owner", "due_on", "done_on")
    list_select_related = ("complaint__case", "owner")


@admin.register(Escalation)
class EscalationAdmin(FileAdmin):
    """Everything that authorities took up."""

    list_display = ("case", "authority", "received_on", "answer_by", "answered_on", "closed_on")
    list_select_related = ("case",)
