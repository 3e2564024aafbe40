"""The mail providers that may post to us: Anymail's views check and read what they send, in one table.

Amazon's views need boto3 to confirm subscriptions and to fetch from S3; ours go without: a subscription is confirmed by
a person, and mail comes inside the notification (receipt rules with the SNS action, up to 150 KB).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from anymail.inbound import AnymailInboundMessage
from anymail.webhooks.amazon_ses import AmazonSESInboundWebhookView, AmazonSESTrackingWebhookView
from anymail.webhooks.base import AnymailBaseWebhookView, AnymailBasicAuthMixin
from anymail.webhooks.brevo import BrevoInboundWebhookView, BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView, MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView, MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridInboundWebhookView, SendGridTrackingWebhookView
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict

from intake.hooks.post import Post

# A worker has a minute for an arrival.
ATTACHMENT_TIMEOUT_S = 15


class SesInbound(AmazonSESInboundWebhookView):
    """Amazon's inbound view without boto3."""

    def __init__(self, **kwargs: Any) -> None:
        _without_boto(self, kwargs)


class SesTracking(AmazonSESTrackingWebhookView):
    """Amazon's tracking view without boto3."""

    def __init__(self, **kwargs: Any) -> None:
        _without_boto(self, kwargs)


class BrevoInbound(BrevoInboundWebhookView):
    """Brevo's inbound view, which does not wait for ever for an attachment."""

    def _fetch_attachment(self, attachment: dict[str, Any]) -> AnymailInboundMessage:
        """Get an attachment from Brevo. Raises OSError."""
        address = f"{self.api_url}inbound/attachments/{quote(attachment['DownloadToken'], safe='')}"
        request = Request(address, headers={"api-key": self.api_key})  # noqa: S310 (Anymail's setting, not the post's)
        with urlopen(request, timeout=ATTACHMENT_TIMEOUT_S) as answer:  # noqa: S310 (the same address)
            content = answer.read(settings.MAX_MESSAGE_BYTES)
            content_type = answer.headers.get("Content-Type") or attachment["ContentType"]
        return AnymailInboundMessage.construct_attachment(
            content_type=content_type,
            content=content,
            filename=attachment.get("Name"),
            content_id=attachment.get("ContentID"),
        )


@dataclass(frozen=True)
class Provider:
    """A provider's two views, and where its post says which delivery it is; nothing where it does not say."""

    inbound: type[AnymailBaseWebhookView]
    tracking: type[AnymailBaseWebhookView]
    delivery_id: Callable[[Post], object]


BY_NAME = {
    "mailgun": Provider(
        MailgunInboundWebhookView, MailgunTrackingWebhookView, lambda post: post.fields()["token"].decode()
    ),
    "postmark": Provider(
        PostmarkInboundWebhookView, PostmarkTrackingWebhookView, lambda post: _of_postmark(post.json())
    ),
    "sendgrid": Provider(SendGridInboundWebhookView, SendGridTrackingWebhookView, lambda _post: None),
    "amazon_ses": Provider(SesInbound, SesTracking, lambda post: post.json()["MessageId"]),
    "brevo": Provider(BrevoInbound, BrevoTrackingWebhookView, lambda post: post.json()["items"][0]["Uuid"][0]),
    "mailjet": Provider(MailjetInboundWebhookView, MailjetTrackingWebhookView, lambda _post: None),
}


def request_for(post: Post, meta: dict[str, str] | None = None) -> HttpRequest:
    """Give a post as the request that Anymail's views read; `meta` are headers as WSGI names them."""
    request = HttpRequest()
    request.method = "POST"
    request.META = {**(meta or {}), "CONTENT_TYPE": post.content_type}
    request.content_type = post.content_type.partition(";")[0].strip().lower()
    request._body = post.body  # what `body` gives where it was read before
    fields: Any = QueryDict(mutable=True)
    for part in post.parts():
        if part.filename is None:
            fields.appendlist(part.name, part.content.decode("utf-8", "replace"))
        else:
            file = SimpleUploadedFile(part.filename or "file", part.content, part.content_type)
            request.FILES.appendlist(part.name, file)
    request.POST = fields
    return request


def _of_postmark(said: dict[str, Any]) -> object:
    """Give the id of the mail with the address of ours that it came to, since the id may be that of several deliveries."""
    return said["MessageID"] and f"{said['MessageID']} {said.get('OriginalRecipient', '')}"


def _without_boto(view: AnymailBaseWebhookView, kwargs: dict[str, Any]) -> None:
    view.auto_confirm_enabled, view.session_params, view.client_params = False, {}, {}
    AnymailBasicAuthMixin.__init__(view, **kwargs)
