"""What holds for every signed-in request: how long a session lasts, that staff stays staff, and the second factor."""

import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from cases.models import User
from desk.signin.adapters import REQUIRED
from desk.signin.session import FACTOR, SEEN, SIGNED_IN

# The session is written at most once in this time, not at every request.
SEEN_EVERY = 60
STAFF_PATHS = "/admin/"
# Where a member of staff without a second factor may go: to set one up, and out.
WITHOUT_FACTOR = ("/admin/account/", "/admin/login/", "/admin/logout/", "/admin/jsi18n/")


class SessionLimitsMiddleware:
    """Ends a session that is too old, too long idle, or no longer of staff; leads to set-up where a factor is required."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(STAFF_PATHS):
            translation.activate(settings.LANGUAGE_CODE)  # the desk's words are not translated
            user = request.user
            if isinstance(user, User):
                if not user.is_staff or _is_over(request):
                    logout(request)
                elif _lacks_factor(request, user):
                    messages.warning(request, "The desk asks for a second factor. Set one up to go on.")
                    return redirect("mfa_index")
        return self.get_response(request)


def _is_over(request: HttpRequest) -> bool:
    """Tell whether the session has lasted or stood idle too long; else note now and then that it is in use."""
    now = int(time.time())
    began, seen = request.session.get(SIGNED_IN, 0), request.session.get(SEEN, 0)
    if now - began > settings.SESSION_LASTS.total_seconds() or now - seen > settings.SESSION_IDLE.total_seconds():
        return True
    if now - seen >= min(SEEN_EVERY, settings.SESSION_IDLE.total_seconds() / 2):
        request.session[SEEN] = now
    return False


def _lacks_factor(request: HttpRequest, user: User) -> bool:
    """Tell whether a second factor is required and this session has none; single sign-on answers for its own."""
    if settings.STAFF_MFA != REQUIRED or request.path.startswith(WITHOUT_FACTOR) or request.session.get(FACTOR):
        return False
    by = {record["method"] for record in get_authentication_records(request, user)}
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if not by & {"mfa", "socialaccount"} and not factors.exists():
        return True
    request.session[FACTOR] = True
    return False
