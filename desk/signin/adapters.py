"""What we ask of django-allauth: staff alone, nobody signs up, guesses are counted by account and address."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac

from cases.models import User
from cases.organisation import organisation

REQUIRED = "required"
NOT_KNOWN = (
    "Your sign-in worked, but the desk does not know you. Ask an administrator to make you an account "
    "with the same e-mail address."
)
NO_ADDRESS = "0.0.0.0"  # noqa: S104 (who comes by a unix socket without a proxy's word shares one count)
NOT_STAFF = "This account may not use the desk. Ask an administrator."


class StaffAccountAdapter(DefaultAccountAdapter):
    """Signing in by password or passkey."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "The username or the password is not right.",
        "too_many_login_attempts": "Too many attempts failed. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: an administrator makes accounts."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Give the member of staff; who is none is told nothing else than who mistyped."""
        user = super().authenticate(request, **credentials)
        return user if isinstance(user, User) and user.is_staff else None

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **facts: Any) -> HttpResponse | None:
        """Let in active members of staff alone, by whatever way they come."""
        if isinstance(user, User) and user.is_staff and user.is_active:
            return None
        messages.error(request, NOT_STAFF)
        return redirect("account_login")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing on signing in and out: the page shows it."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by account and address together: who guesses from elsewhere does not lock the owner out."""
        name = one_spelling(str(credentials.get("username", "")))
        return salted_hmac("desk.signin.attempts", f"{name} {self.get_client_ip(request)}").hexdigest()

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the sender's address, as our outermost proxy wrote it down.

        Where `X-Forwarded-For` is missing, too short for our proxies or no address, the peer of the connection counts: nobody
        chooses that one, and nobody is turned away.
        """
        proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        written = request.headers.get("X-Forwarded-For", "").split(",") if proxies else []
        claimed = written[-proxies] if 0 < proxies <= len(written) else ""
        return clean_client_ip(claimed) or clean_client_ip(request.META.get("REMOTE_ADDR", "")) or NO_ADDRESS


class StaffMFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets are encrypted in the database, and the last one stays where one is required."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret under a key derived from SECRET_KEY."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Give the secret back. Raises InvalidToken when SECRET_KEY has changed."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Give the name that the authenticator app shows."""
        return f"Claims Desk {organisation().name}"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor where one is required."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return settings.STAFF_MFA != REQUIRED or others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


class StaffSocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: known members of staff alone, found by an address that the provider has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Say no: an administrator makes accounts."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join the sign-in to the one member of staff of its address, the first time; refuse who is unknown."""
        if sociallogin.is_existing:
            return
        user = _known(sociallogin)
        if user is None:
            messages.error(request, NOT_KNOWN)
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> None:
        """Lead back to the sign-in page with a sentence."""
        messages.error(request, "Signing in by your company account did not work. Try again, or use your password.")
        raise ImmediateHttpResponse(redirect("account_login"))


def one_spelling(username: str) -> str:
    """Give the one spelling under which all are counted that look or fold alike: wide letters, ligatures, cases, blanks."""
    folded = User.normalize_username(username).casefold()
    return User.normalize_username(folded).strip()


def _known(sociallogin: SocialLogin) -> User | None:
    """Give the only active member of staff with a verified address of this sign-in."""
    addresses = [address.email for address in sociallogin.email_addresses if _is_verified(address.verified)]
    found = [user for address in addresses for user in _staff_at(address)]
    return found[0] if len(found) == 1 and found[0].is_active else None


def _is_verified(claim: object) -> bool:
    """Tell whether the provider vouches for the address; some write the claim as a word, and "false" is no yes."""
    return bool(settings.OIDC_TRUST_EMAIL) or claim is True or claim == "true"


def _staff_at(address: str) -> list[User]:
    """Give the members of staff with this address, but for the case of ASCII letters.

    A database that ignores case takes the Turkish ı for an i, and whoever owns such an address is somebody else.
    """
    alike = User.objects.filter(email__iexact=address, is_staff=True)
    return [user for user in alike if user.email == address or (user.email.isascii() and address.isascii())]


def _fernet() -> Fernet:
    key = salted_hmac("desk.signin.secrets", "second factors", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
