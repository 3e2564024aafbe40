"""The doors of the desk: who may enter a page, and the one way by which an officer reaches a case."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from cases.models import Case, User
from cases.selectors import cases_for_staff

WORK = "cases.work_case"
RESTRICTED = "cases.see_restricted"
BREAK_GLASS = "cases.break_glass"
ACCESS = "cases.list_access"
QUARANTINE = "intake.decide_quarantine"
REPORTS = "cases.see_reports"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(permission: str, *, administrators: bool = False) -> Callable[[View[P]], View[P]]:
    """Let in who holds the permission, and where said administrators; for others the page does not exist (404)."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def entered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user = staff_of(request)
            if not (user.has_perm(permission) or (administrators and user.is_superuser)):
                raise Http404
            return view(request, *args, **kwargs)

        return entered

    return decorate


def staff_of(request: HttpRequest) -> User:
    """Give the member of staff who asks; the admin site let nobody else this far."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def case_for_staff(user: User, reference: str) -> Case:
    """Give a case that this member of staff may open. Raises Http404 alike for none and for a restricted one."""
    case = cases_for_staff(user).select_related("officer").filter(reference=reference).first()
    if case is None:
        raise Http404
    return case


def show(request: HttpRequest, template: str, *, title: str, status: int = 200, **context: Any) -> TemplateResponse:
    """Render a page of the desk in the frame of the admin site."""
    frame = admin.site.each_context(request)
    return TemplateResponse(request, f"admin/desk/{template}", {**frame, "title": title, **context}, status=status)
