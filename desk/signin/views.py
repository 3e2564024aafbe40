"""The pages of one's own sign-in: what protects it, setting a password by a link, and signing out everywhere."""

from typing import Any

import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.models import User
from cases.services.people import end_sessions
from desk.accounts import note_password_set
from desk.door import show, staff_of


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what protects this account."""
    user = staff_of(request)
    factors = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return show(
        request, "my_sign_in.html", title="Your sign-in", factors=factors, has_password=user.has_usable_password()
    )


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of this account, this one too."""
    end_sessions(user=staff_of(request))
    logout(request)
    messages.success(request, "You are signed out everywhere.")
    return redirect("account_login")


def company_sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead to the provider of single sign-on, or say that it does not answer. Raises Http404 for another."""
    try:
        answer: HttpResponseBase = openid_connect.login(request, provider_id)
    except requests.RequestException:
        messages.error(request, "Your company’s sign-in does not answer. Try again later, or use your password.")
        return redirect("account_login")
    return answer


def nobody_signs_up(request: HttpRequest) -> HttpResponse:
    """Say that there is no such page: accounts are made by an administrator. Raises Http404."""
    raise Http404


class SetPassword(PasswordResetConfirmView):
    """Set one's password by the link that was sent; nobody is signed in by it, and a second factor is asked for as before."""

    template_name = "account/set_password.html"
    success_url = reverse_lazy("account_login")

    def get_user(self, uidb64: str) -> User | None:
        """Give whom the link names, if they may still use the desk."""
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.is_staff and user.is_active else None

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Set it, record it and tell; sessions under the old password end."""
        answer = super().form_valid(form)
        note_password_set(person=form.user, now=timezone.now())
        messages.success(self.request, "Your password is set. Log in with it.")
        return answer
