"""The officers' site: Django's admin with the desk's own pages before it and Today as its home."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.views import login as sign_in
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import translation

from desk.menu import menu_for
from desk.urls import desk_urls
from desk.views.home import home

SECRETS = {"account", "mfa", "socialaccount"}
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class DeskSite(AdminSite):
    """The default admin site; rooms register plain ModelAdmins with @admin.register."""

    site_header = "Claims Desk"
    site_title = "Claims Desk"
    index_title = "Records"
    index_template = "admin/desk/records.html"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take the rooms' tables; those of signing in hold secrets, and have pages of their own."""
        models = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        kept = [model for model in models if model._meta.app_label not in SECRETS]
        super().register(kept, admin_class, **options)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Give the desk's pages first, then the admin's own; the list of models moves to /admin/records/."""
        records = path("records/", self.admin_view(super().index), name="records")
        return [*desk_urls(self), records, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show Today, what needs this member of staff now."""
        return home(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Put a page behind the log-in, in the desk's language: its words are not translated, so dates are not either."""

        @wraps(view)
        def in_our_language(*args: Any, **kwargs: Any) -> HttpResponseBase:
            translation.activate(settings.LANGUAGE_CODE)
            return view(*args, **kwargs)

        return super().admin_view(cast(View, in_our_language), cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the sign-in page, whose address is ours (desk/signin/urls.py)."""
        answer: HttpResponse = sign_in(request)
        return answer

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Give every page of the site the menu of this member of staff."""
        return {**super().each_context(request), "menu": menu_for(request)}
