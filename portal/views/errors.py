"""Pages that say in plain words what went wrong and what to do; each names the mail address as another way."""

from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from cases.organisation import organisation
from portal.language import NAMES, language_of, speak
from portal.uploads import MEGABYTES, MOST_FILES


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be read."""
    context = {"too_many_files": isinstance(exception, TooManyFilesSent), "most_files": MOST_FILES}
    return _page(request, "400.html", 400, **context)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a page is not for this visitor."""
    return _page(request, "403.html", 403)


def forged(request: HttpRequest) -> HttpResponse:
    """Say that a form could not be checked, where its text cannot be shown again."""
    return _page(request, "403_csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page: the same words for a wrong, an ended and a malformed link."""
    return _page(request, "404.html", 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that more was sent than we take."""
    return _page(request, "413.html", 413, megabytes=MEGABYTES)


def unsupported(request: HttpRequest) -> HttpResponse:
    """Say that a form page takes forms only."""
    return _page(request, "400.html", 415)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something failed on our side, without asking the database or the request for anything."""
    languages = [(code, NAMES[code]) for code in organisation().languages]
    text = render_to_string("500.html", {"organisation": organisation(), "page_languages": languages})
    return HttpResponse(text, status=500)


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    speak(language_of(request))
    return render(request, template, context, status=status)
