"""The pages of one's own sign-in: what protects it, and signing out everywhere."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from cases.services.people import end_sessions
from desk.door import show, staff_of


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what protects this account."""
    user = staff_of(request)
    factors = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return show(request, "my_sign_in.html", title="Your sign-in", factors=factors, has_password=user.has_usable_password())


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of this account, this one too."""
    end_sessions(user=staff_of(request))
    logout(request)
    messages.success(request, "You are signed out everywhere.")
    return redirect("account_login")


def nobody_signs_up(request: HttpRequest) -> HttpResponse:
    """Say that there is no such page: accounts are made by an administrator. Raises Http404."""
    raise Http404
