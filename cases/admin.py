"""The file's records in the admin: to look up, never to change."""

from collections.abc import Collection
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cases.models import AccessRecord, Anchor, Case, Event, Heartbeat, Membership, Notice, Team, User, WorkItem
from cases.naming import closed_in, unnamed
from cases.selectors import staff_who_work
from cases.services.history import record_access
from cases.sight import visible_to

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):
    """Pages without counting to the end: of more than ten thousand rows the first ten thousand can be turned over."""

    @cached_property
    def count(self) -> int:
        """Count up to the cap."""
        rows = self.object_list
        return rows.order_by()[:MOST_COUNTED].count() if isinstance(rows, QuerySet) else len(rows)


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table to look up: services alone write it."""

    actions = None
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Say no: a service adds it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Say no: a service changes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Say no: a service removes it."""
        return False


def _texts(value: Any) -> list[str]:
    """Give the texts of a column: its own, or those of the facts in it."""
    return [text for text in (value.values() if isinstance(value, dict) else [value]) if isinstance(text, str)]


def _unnamed(value: Any, closed: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: _unnamed(fact, closed) for key, fact in value.items()}
    return unnamed(value, closed) if isinstance(value, str) else value


class FileAdmin(ReadOnlyAdmin):
    """A table that belongs to cases: of restricted cases only for who may open them; opening a row is recorded.

    `case_path` is the way from the row to its case, as in a query.
    """

    case_path = "case__"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Give the rows of the cases that this member of staff may open."""
        rows = super().get_queryset(request)
        return rows.filter(visible_to(request.user, self.case_path)) if isinstance(request.user, User) else rows.none()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Give a row to look at, without the references of cases that are closed to this member of staff."""
        found = super().get_object(request, object_id, from_field)
        if found is None or not isinstance(request.user, User):
            return found
        said = {field.attname: getattr(found, field.attname) for field in found._meta.concrete_fields}
        own = self.case_of(found)
        texts = [text for value in said.values() for text in _texts(value)]
        closed = closed_in(user=request.user, texts=texts, own=own.reference if own else "")
        for name, value in said.items() if closed else ():
            setattr(found, name, _unnamed(value, closed))
        return found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a row, and note that it was read."""
        shown = self.get_object(request, object_id)
        if shown is not None and self.has_view_permission(request, shown) and isinstance(request.user, User):
            what = f"{self.opts.model_name} {shown.pk}"
            record_access(by=request.user.actor, what=what, now=timezone.now(), case=self.case_of(shown))
        return super().change_view(request, object_id, form_url, extra_context)

    def case_of(self, shown: Any) -> Case | None:
        """Give the case that a row belongs to."""
        case: Case | None = shown.case
        return case


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """Cases live in the queue and on their own pages: the model's addresses lead there."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the queue."""
        return redirect("admin:queue")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the file, if this member of staff may open it."""
        rows = Case.objects.filter(visible_to(request.user)) if isinstance(request.user, User) else Case.objects.none()
        case = rows.filter(pk=object_id).first() if object_id.isdecimal() else None
        address = reverse("admin:case", args=[case.reference]) if case else reverse("admin:queue")
        return HttpResponseRedirect(address)


@admin.register(Event)
class EventAdmin(FileAdmin):
    """The histories, newest event first."""

    list_display = ("case", "seq", "kind", "actor", "occurred_at", "recorded_at")
    list_filter = ("kind",)
    list_select_related = ("case",)


@admin.register(Notice)
class NoticeAdmin(FileAdmin):
    """What the watch of the dates told."""

    list_display = ("case", "duty", "threshold", "for_on", "officer", "for_leads", "created_at", "seen_at")
    list_filter = ("threshold",)
    list_select_related = ("case", "officer")


@admin.register(WorkItem)
class WorkItemAdmin(FileAdmin):
    """Everything that people had to do."""

    list_display = ("title", "case", "owner", "due_on", "opened_at", "done_at")
    list_select_related = ("case", "owner")


@admin.register(AccessRecord)
class AccessRecordAdmin(FileAdmin):
    """Who read what: for those who are given the permission to view it."""

    list_display = ("seq", "at", "actor", "what", "case")
    list_select_related = ("case",)


@admin.register(Anchor)
class AnchorAdmin(ReadOnlyAdmin):
    """The daily anchors of the histories."""

    list_display = ("on", "cases", "taken_at", "heads")


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """When each background process last showed that it lives."""

    list_display = ("name", "at", "problem")


TEAM_WORDS = (
    "A case belongs to the team of its officer, or to the one that it was given to. Whoever leads a team is told of the dates of "
    "its cases; where nobody does, all team leads are. Teams do not decide who may open a case: groups do. Who moves to another "
    "team leaves their cases with the old one until these are assigned anew."
)


class MembershipInline(admin.StackedInline):
    """Who works in the team, and who leads it."""

    model = Membership
    extra = 1
    verbose_name = "person"
    verbose_name_plural = "Who works in it"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer those who work on cases."""
        if db_field.name == "person":
            kwargs["queryset"] = staff_who_work()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leave the signs beside a choice out: people are kept on their own page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "person" and field is not None:
            widget: Any = field.widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return field


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    """Teams of staff; the admin's own history tells who changed one. Never deleted: cases name them."""

    actions = None
    list_display = ("name", "people", "leads", "is_active")
    inlines = (MembershipInline,)
    fieldsets = ((None, {"fields": ("name", "is_active"), "description": TEAM_WORDS}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        """Give the teams with their people."""
        return super().get_queryset(request).prefetch_related("memberships__person")

    def has_delete_permission(self, request: HttpRequest, obj: Team | None = None) -> bool:
        """Say no: untick "active" instead."""
        return False

    @admin.display(description="People")
    def people(self, team: Team) -> str:
        """Name who works in it."""
        return ", ".join(str(one.person) for one in team.memberships.all()) or "Nobody yet"

    @admin.display(description="Led by")
    def leads(self, team: Team) -> str:
        """Name who leads it."""
        return ", ".join(str(one.person) for one in team.memberships.all() if one.leads) or "All team leads"
