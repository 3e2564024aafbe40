"""The officers' site: Django's admin with the desk's own pages before it and Today as its home."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from desk.urls import desk_urls
from desk.views.home import home


class DeskSite(AdminSite):
    """The default admin site; rooms register plain ModelAdmins with @admin.register."""

    site_header = "Claims Desk"
    site_title = "Claims Desk"
    index_title = "Records"
    index_template = "admin/desk/records.html"
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Give the desk's pages first, then the admin's own; the list of models moves to /admin/records/."""
        records = path("records/", self.admin_view(super().index), name="records")
        return [*desk_urls(self), records, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show Today, what needs this member of staff now."""
        return home(request)
