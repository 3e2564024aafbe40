"""What a public form's view is wrapped in: method, kind of content and size are looked at before the form is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from portal.uploads import READ_AT_MOST, announced_size, drain, watch_uploads
from portal.views.errors import bad_request, too_large, unsupported

View = Callable[..., HttpResponse]
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def public_form(view: View) -> View:
    """Guard a form whose posts are checked against forgery; the view gets `uploads`."""
    return _guarded(csrf_protect(view))


def secret_form(view: View) -> View:
    """Guard a form on a page whose address is a secret: who cannot know the address cannot forge a post to it."""
    return _guarded(csrf_exempt(view))


def _guarded(view: View) -> View:
    # The middleware's own check of forgery would read the form before its size is watched, hence exempt and inside.
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _refused_unread(request) or _read(view, request, *args, **kwargs)

    return guarded


def _refused_unread(request: HttpRequest) -> HttpResponse | None:
    if request.method != "POST":
        return None
    if request.content_type not in FORM_TYPES:
        return unsupported(request)
    if announced_size(request) > READ_AT_MOST:
        return too_large(request)
    return None


def _read(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, uploads=watch_uploads(request), **kwargs)
    except RequestDataTooBig:
        drain(request)
        return too_large(request)
    except (TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, BadRequest) as error:
        drain(request)
        return bad_request(request, error)
