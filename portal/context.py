"""What every page knows: whose desk it is, and the languages that it speaks."""

from typing import Any

from django.http import HttpRequest

from cases.organisation import organisation as current
from portal.language import NAMES


def organisation(_request: HttpRequest) -> dict[str, Any]:
    """Give the organisation, and its languages with their own names, to all templates."""
    return {"organisation": current(), "page_languages": [(code, NAMES[code]) for code in current().languages]}
