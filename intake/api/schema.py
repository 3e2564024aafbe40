"""How the OpenAPI document describes the API's key; drf-spectacular finds it once this module is imported."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes the key."""

    target_class = "intake.api.auth.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Give the security scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "cdk_<prefix>_<secret>"}
