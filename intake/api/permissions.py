"""What a key's scopes allow."""

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from intake.models import ApiKey


class HasScope(BasePermission):
    """The key carries the scope that the view names in `scope`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Tell whether it does. Raises PermissionDenied with the scope's name."""
        scope: str = view.scope  # type: ignore[attr-defined]  # every view of ours names one
        if not isinstance(request.user, ApiKey):
            return False
        if scope not in request.user.scopes:
            raise PermissionDenied(f"Your key lacks the scope {scope}. Use a key that has it.")
        return True
