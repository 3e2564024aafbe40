"""Pages that are not about one case."""

from django.http import HttpRequest, HttpResponse


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that the form could not be checked, and what to do."""
    return HttpResponse(
        "Please go back, reload the page and send the form again.", status=403, content_type="text/plain"
    )
