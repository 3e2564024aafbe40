"""What every answer carries beside the policy that django-csp sets."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = {
    # Pages hold a person's case: no browser, proxy or archive keeps them. Static files say for themselves how long they are kept.
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
        for name, value in _of_django().items():
            response.headers.setdefault(name, value)
        if not getattr(response, "xframe_options_exempt", False):
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if request.path != "/" or response.status_code != 200:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


def _of_django() -> dict[str, str]:
    """Give what Django's own middlewares set: they lie further in and do not see an answer that is given before them."""
    return {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
