"""Who comes in to the reports, and the frame that their pages stand in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.models import User
from reports.cuts import allowed_cuts
from reports.services.refresh import HowFar
from reports.services.schedules import SEE_REPORTS

STILL_COUNTING = (
    "The figures are still being counted ({} % of the history is in them). Ask for the file again in some minutes."
)
View = Callable[..., HttpResponseBase]


def for_readers(view: View) -> Callable[..., HttpResponseBase]:
    """Let in who may read reports, by the admin's own log-in; only to read."""
    return require_safe(for_subscribers(view))


def for_subscribers(view: View) -> Callable[..., HttpResponseBase]:
    """Let in who may read reports, by the admin's own log-in."""

    @wraps(view)
    def entered(request: HttpRequest, **named: str) -> HttpResponseBase:
        if not reader(request).has_perm(SEE_REPORTS):
            raise PermissionDenied
        return view(request, **named)

    return admin.site.admin_view(entered)


def reader(request: HttpRequest) -> User:
    """Give who reads."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Render a page of the reports in the admin's frame."""
    frame = admin.site.each_context(request)
    return render(request, f"admin/reports/{template}", {**frame, "all_cuts": allowed_cuts(), **context})


def still_counting(behind: HowFar) -> HttpResponse:
    """Refuse a file of figures that are not whole: nothing in it would say so."""
    words = STILL_COUNTING.format(behind.per_cent)
    return HttpResponse(words, "text/plain; charset=utf-8", status=503, headers={"Retry-After": "120"})
