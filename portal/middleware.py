"""What every answer carries beside the policies that Django and django-csp set."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = {
    # Pages hold a person's case: no browser, proxy or archive keeps them. Static files are served before this.
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class ResponsePolicyMiddleware:
    """Sets those headers on every answer, errors included; only the start page may be found by search engines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in POLICY.items():
            response.headers.setdefault(name, value)
        if not getattr(response, "xframe_options_exempt", False):
            # Django's own middleware for this lies further in and does not see answers that are given before it.
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if request.path != "/" or response.status_code != 200:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response
