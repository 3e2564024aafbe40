"""Who calls the API: `Authorization: Bearer cdk_<prefix>_<secret>`.

rest_framework.views imports this module by its name in the settings, so nothing here may import views.
"""

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from intake.api.keys import find
from intake.models import ApiKey

LONGEST_HEADER = 200
SEND_KEY = "Send your key as the header 'Authorization: Bearer cdk_…'."


class ApiKeyAuthentication(BaseAuthentication):
    """Finds the key of a call; a wrong, unknown or revoked one gets the same answer."""

    def authenticate(self, request: Request) -> tuple[ApiKey, str] | None:
        """Give the key as `user`; nothing when the call carries none. Raises AuthenticationFailed."""
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _, given = header.partition(" ")
        if scheme.lower() != "bearer" or len(header) > LONGEST_HEADER:
            raise AuthenticationFailed(f"The Authorization header is not one that we take. {SEND_KEY}")
        key = find(given.strip())
        if key is None:
            raise AuthenticationFailed(
                "The key is not known or was revoked. Ask the desk's administrator for a new one."
            )
        return key, "key"

    def authenticate_header(self, request: Request) -> str:
        """Give the challenge that goes with a 401."""
        return 'Bearer realm="Claims Desk API"'
