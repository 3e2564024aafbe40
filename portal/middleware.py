"""What every answer carries beside the policies that Django and django-csp set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ResponsePolicyMiddleware:
    """Nothing is stored by browsers or proxies, no device feature is asked for; static files excepted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
