"""Arrivals in the admin, to look up; keys of the API, to issue and to end."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone

from cases.admin import FileAdmin, ReadOnlyAdmin
from cases.errors import Refused
from cases.models import User
from cases.sight import RESTRICTED
from intake.api.keys import issue, revoke
from intake.models import ApiKey, Arrival, MailboxState
from intake.selectors import arrivals_for_staff


@admin.register(Arrival)
class ArrivalAdmin(FileAdmin):
    """Everything that came in, with where it ended and why."""

    list_display = ("received_at", "channel", "source", "state", "case", "size", "attempts", "reason")
    list_filter = ("state", "channel")
    list_select_related = ("case",)
    exclude = ("raw", "digest", "content_key", "message_id_key", "nonce", "event_id", "last_error")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Give those on no case too, to who decides on quarantine."""
        user = request.user
        return (arrivals_for_staff(user) if isinstance(user, User) else Arrival.objects.none()).order_by("-pk")

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Show the traceback, which may quote a mail, to who guards restricted cases alone."""
        hidden = self.exclude or ()
        return tuple(name for name in hidden if name != "last_error") if request.user.has_perm(RESTRICTED) else hidden


@admin.register(MailboxState)
class MailboxStateAdmin(ReadOnlyAdmin):
    """The mailboxes that are fetched, and how the last time went."""

    list_display = ("name", "fetched_at", "problem", "failures", "reconciled_at", "difference")


class KeyForm(forms.Form):
    """What a new key is for."""

    name = forms.CharField(max_length=80, label="Name", help_text="The system that will use it.")
    scopes = forms.MultipleChoiceField(
        choices=ApiKey.Scope.choices, widget=forms.CheckboxSelectMultiple, label="What it may do"
    )


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """The keys of the company's own systems: the key itself is shown once, when it is made."""

    list_display = ("name", "prefix", "scopes", "created_at", "revoked_at")
    exclude = ("digest",)
    change_form_template = "admin/intake/apikey/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let who holds the model's own permission make one."""
        return request.user.has_perm("intake.add_apikey")

    def get_urls(self) -> list[URLPattern]:
        """Give the address at which a key ends."""
        ended = path("<int:pk>/revoke/", self.admin_site.admin_view(self.revoke_view), name="intake_apikey_revoke")
        return [ended, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Make a key and show it, this once."""
        if not isinstance(request.user, User) or not self.has_add_permission(request):
            return redirect("admin:index")
        form = KeyForm(request.POST if request.method == "POST" else None)
        made = ""
        if form.is_valid():
            try:
                _, made = issue(by=request.user.actor, now=timezone.now(), **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
        frame = self.admin_site.each_context(request)
        facts = {"title": "A key for the API", "form": form, "made": made, "opts": self.opts}
        return TemplateResponse(request, "admin/intake/apikey/add.html", {**frame, **facts, **(extra_context or {})})

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End a key; a look at the address changes nothing."""
        key = ApiKey.objects.filter(pk=pk).first()
        may = isinstance(request.user, User) and request.user.has_perm("intake.change_apikey")
        if request.method == "POST" and may and key is not None and isinstance(request.user, User):
            revoke(key=key, by=request.user.actor, now=timezone.now())
            messages.success(request, f"The key “{key}” opens nothing any more.")
        return redirect("admin:intake_apikey_changelist")
