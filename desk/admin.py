"""Accounts and groups in the admin: kept by administrators, every change recorded and told, no password known to another."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone

from cases.admin import ReadOnlyAdmin
from cases.errors import Refused
from cases.models import AccountChange, User
from desk import accounts
from desk.door import staff_of


class NewStaffForm(forms.ModelForm):
    """A new account: whose it is. Its owner sets the password, by the link that is sent to them."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = "The link to set a password goes to this address, and nowhere else."

    def save(self, commit: bool = True) -> User:
        """Make it without a password."""
        user: User = super().save(commit=False)
        user.set_unusable_password()
        user.is_staff = True
        if commit:
            user.save()
        return user


@admin.register(User)
class StaffAdmin(UserAdmin):
    """Members of staff: never deleted, since the histories name them; made inactive instead."""

    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "groups")
    # No two-column chooser: it styles itself inline, which our policy forbids. Permissions are given by groups alone.
    filter_horizontal = ()
    add_form = NewStaffForm
    add_form_template = None
    add_fieldsets = ((None, {"fields": ("username", "first_name", "last_name", "email")}),)
    fieldsets = (
        (None, {"fields": ("username",)}),
        ("Who", {"fields": ("first_name", "last_name", "email", "daily_digest")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("When", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    change_form_template = "admin/cases/user/change_form.html"

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Say no: untick "active" instead."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Keep from everybody to give themselves more: another administrator does that."""
        own = ("is_active", "is_staff", "is_superuser", "groups") if obj == request.user else ()
        return (*self.readonly_fields, *own)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Remember what the account was."""
        form.before = accounts.account_of(obj) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Record what became of the account, groups included."""
        super().save_related(request, form, formsets, change)
        done = {"person": form.instance, "by": staff_of(request), "now": timezone.now()}
        if form.before is None:
            accounts.note_made(**done)
        else:
            accounts.note_changed(before=form.before, **done)

    def get_urls(self) -> list[URLPattern]:
        """Give the address at which an administrator protects somebody's sign-in."""
        address = path(
            "<int:pk>/protect/<str:deed>/", self.admin_site.admin_view(self.protect_view), name="cases_user_protect"
        )
        return [address, *super().get_urls()]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002 - Django's name
        """Lead to where a link is sent: an administrator sets nobody's password. Raises PermissionDenied, Http404."""
        person = self.get_object(request, unquote(id))
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if person is None:
            raise Http404
        return redirect("admin:cases_user_protect", person.pk, "password")

    def protect_view(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """Ask first; then do for somebody's sign-in what the address names. Raises Http404."""
        person = User.objects.filter(pk=pk).first()
        if person is None or deed not in PROTECTIONS or not self.has_change_permission(request, person):
            raise Http404
        title, done, do = PROTECTIONS[deed]
        if request.method == "POST":
            try:
                do(person=person, by=staff_of(request), now=timezone.now())
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, done.format(person=person))
            return redirect("admin:cases_user_change", pk)
        frame = self.admin_site.each_context(request)
        facts = {"title": title, "person": person, "deed": deed, "opts": self.opts}
        return TemplateResponse(request, "admin/cases/user/protect.html", {**frame, **facts})


# What an administrator does for somebody's sign-in: the end of the address, what it is called, what is said then, the service.
PROTECTIONS = {
    "password": ("Send a link to set a password", "A link was sent to {person}.", accounts.send_link),
    "sign-out": ("Sign out everywhere", "Done for {person}. They must sign in again.", accounts.sign_out),
    "second-factors": (
        "Take second factors away",
        "Done for {person}. They must sign in again.",
        accounts.take_factors_away,
    ),
}
admin.site.unregister(Group)


@admin.register(Group)
class KeptGroupAdmin(GroupAdmin):
    """Groups of staff with their permissions; the desk's own are set again at each preparation."""

    filter_horizontal = ()

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Say no: take the people out of it instead."""
        return False

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        """Remember what the group was allowed."""
        form.before = accounts.permissions_of(obj) if change else frozenset()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Record what became of it."""
        super().save_related(request, form, formsets, change)
        accounts.note_group(group=form.instance, before=form.before, by=staff_of(request), now=timezone.now())


@admin.register(AccountChange)
class AccountChangeAdmin(ReadOnlyAdmin):
    """What was done to accounts, by whom."""

    list_display = ("at", "what", "person", "by")
    list_filter = ("what",)
    list_select_related = ("person", "by")
