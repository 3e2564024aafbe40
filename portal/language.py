"""The language of a public page: what the visitor chose, else what the browser asks for, else the organisation's first."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cases.organisation import organisation
from correspondence.letters import LOCALES

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

NAMES = {"en": "English", "de": "Deutsch"}
YEAR_SECONDS = 365 * 24 * 3600


def chosen(request: HttpRequest) -> str:
    """Give the language asked for by `?lang=`, where the organisation has it, or nothing."""
    wanted = request.GET.get("lang", "")
    return wanted if wanted in organisation().languages else ""


def language_of(request: HttpRequest) -> str:
    """Give the language to show a page in: "en" or "de"."""
    asked = translation.get_language_from_request(request).partition("-")[0]
    return chosen(request) or organisation().language_for(asked)


def speak(language: str) -> None:
    """Let templates and forms speak this language for the rest of the request."""
    translation.activate(LOCALES[language])


def in_visitors_language(view: View[P]) -> View[P]:
    """Show a page in the visitor's language, and remember a choice in a cookie."""

    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        speak(language_of(request))
        response = view(request, *args, **kwargs)
        if chosen(request):
            remember(response, chosen(request))
        return response

    return shown


def remember(response: HttpResponse, language: str) -> None:
    """Keep the chosen language in the cookie that Django's own middleware reads."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        LOCALES[language],
        max_age=YEAR_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
