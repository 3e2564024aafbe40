"""Where mail providers post: mail that came (inbound), and what became of our letters (tracking).

Who posts is checked before the body is read, as far as headers tell, and wholly before anything is kept; a body is
limited before it is read; and "yes" is said only once the post is committed. What fails on our side is answered with
503, so that the provider posts it again.
"""

from datetime import UTC, datetime
from typing import Any

import structlog
from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.webhooks.base import AnymailBasicAuthMixin
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cases.vault import fingerprint
from cases.words import Channel
from correspondence.services.returns import TooEarly
from intake.doors.receive import Delivery, receive
from intake.errors import PostRefused, PostUnreadable
from intake.hooks.guard import is_open
from intake.hooks.mails import PREFIX
from intake.hooks.post import Post
from intake.hooks.providers import BY_NAME, request_for
from intake.hooks.tracking import take_event
from intake.services.alarms import tell_subscription

log = structlog.get_logger(__name__)


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def inbound(request: HttpRequest, provider: str) -> HttpResponse:
    """Keep a post with mail, and say so once it is committed; the same one again changes nothing."""
    view = _view(provider, "inbound")
    if request.method == "HEAD":  # some providers try the address so
        return HttpResponse()
    try:
        post = _admitted(request, view)
        now = timezone.now()
        receive(_delivery(post, provider, now=now), now=now)
    except PostRefused as refusal:
        return _refused(refusal)
    except (DatabaseError, OSError) as error:
        return _later(error)
    return HttpResponse()


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def tracking(request: HttpRequest, provider: str) -> HttpResponse:
    """Take in what became of letters that we sent through this provider; what names none of them is passed over."""
    view = _view(provider, "tracking")
    if request.method == "HEAD":
        return HttpResponse()
    try:
        post = _admitted(request, view)
        now = timezone.now()
        if provider == "amazon_ses" and post.json().get("Type") == "SubscriptionConfirmation":
            tell_subscription(now=now)
            return HttpResponse()
        for event in view.parse_events(request_for(post)):
            take_event(event, provider=provider, now=now)
    except PostRefused as refusal:
        return _refused(refusal)
    except (DatabaseError, OSError, TooEarly) as error:
        return _later(error)
    except (AnymailError, PostUnreadable, KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        log.warning("webhook.unreadable", provider=provider, error=type(error).__name__)
        return HttpResponse("Not of the shape that the provider's tracking posts have.\n", status=400)
    return HttpResponse()


def _view(provider: str, kind: str) -> Any:
    if not is_open(provider):
        raise Http404
    return getattr(BY_NAME[provider], kind)()


def _admitted(request: HttpRequest, view: Any) -> Post:
    """Give the post of a caller who may post. Raises PostRefused; OSError when the body breaks off."""
    if view.basic_auth and "HTTP_AUTHORIZATION" not in request.META:
        raise PostRefused(401, "Say who you are.")  # Amazon sends its password only after this answer
    try:
        AnymailBasicAuthMixin.validate_request(view, request)
        post = Post(content_type=request.META.get("CONTENT_TYPE", ""), body=_body(request))
        view.run_validators(request_for(post, _headers(request)))
    except (AnymailError, AnymailWebhookValidationFailure, PostUnreadable, UnicodeError) as error:
        log.warning("webhook.refused", error=type(error).__name__)
        raise PostRefused(400, "The post does not prove that it comes from the provider.") from error
    return post


def _body(request: HttpRequest) -> bytes:
    declared = request.META.get("CONTENT_LENGTH", "")
    if not declared.isdecimal() or int(declared) == 0:
        raise PostRefused(411, "Say how long the body is.")
    length = int(declared)
    if length > settings.MAX_WEBHOOK_BYTES:
        raise PostRefused(413, "The body is larger than we take.")
    body: bytes = request.read(length)
    if len(body) != length:
        raise PostRefused(400, "The body broke off.")
    return body


def _headers(request: HttpRequest) -> dict[str, str]:
    return {name: value for name, value in request.META.items() if name.startswith("HTTP_")}


def _delivery(post: Post, provider: str, *, now: datetime) -> Delivery:
    return Delivery(
        raw=post.to_bytes(),
        channel=Channel.MAIL,
        source=PREFIX + provider,
        received_at=_received_at(post, provider, now=now),
        event_id=f"{provider}:{fingerprint(_event(post, provider))}",
    )


def _event(post: Post, provider: str) -> bytes:
    """Give what makes this delivery the same when it comes again: the provider's id, else all of its bytes."""
    try:
        said = BY_NAME[provider].delivery_id(post)
    except (PostUnreadable, KeyError, IndexError, TypeError, ValueError):
        said = None
    return str(said).encode("utf-8", "replace") if said else post.body


def _received_at(post: Post, provider: str, *, now: datetime) -> datetime:
    """Give when the provider took the mail from the sender, where it says so; never later than now."""
    try:
        if provider == "mailgun":
            said = datetime.fromtimestamp(int(post.fields()["timestamp"]), tz=UTC)
        elif provider == "amazon_ses":
            said = parse_datetime(str(post.json()["Timestamp"])) or now
        else:
            return now
    except (PostUnreadable, KeyError, TypeError, ValueError, OverflowError, OSError):
        return now
    return min(said, now) if said.tzinfo else now


def _refused(refusal: PostRefused) -> HttpResponse:
    answer = HttpResponse(f"{refusal}\n", status=refusal.status, content_type="text/plain")
    if refusal.status == 401:
        answer["WWW-Authenticate"] = 'Basic realm="webhooks"'
    return answer


def _later(error: Exception) -> HttpResponse:
    log.error("webhook.not_stored", error=type(error).__name__)
    return HttpResponse("Please post it again later.\n", status=503, headers={"Retry-After": "60"})
