"""The frame of the admin site around the pages that allauth renders."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

PAGES = ("/admin/account/", "/admin/login/")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the pages of signing in what the admin's own pages get from their site."""
    return admin.site.each_context(request) if request.path.startswith(PAGES) else {}
