"""What every page knows: whose desk it is."""

from typing import Any

from django.http import HttpRequest

from cases.organisation import organisation as current


def organisation(_request: HttpRequest) -> dict[str, Any]:
    """Give the organisation to all templates."""
    return {"organisation": current()}
