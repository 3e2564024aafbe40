"""The mails inside a provider's post: the raw MIME where the provider sends it, else what Anymail builds of its fields."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from anymail.exceptions import AnymailError

from intake.errors import PostUnreadable
from intake.hooks.post import Post
from intake.hooks.providers import BY_NAME, request_for

PREFIX = "webhook:"
# The further mails of one post become arrivals of their own, as MIME.
ITEM = ":item"


@dataclass(frozen=True)
class Posted:
    """One mail of a post, with its envelope as far as the provider tells it."""

    raw: bytes = field(repr=False)
    envelope_to: tuple[str, ...] = ()
    null_return_path: bool = False


def provider_of(source: str) -> str:
    """Give the provider whose post an arrival's bytes are, or nothing for a mail as it is."""
    return source.removeprefix(PREFIX) if source.startswith(PREFIX) and not source.endswith(ITEM) else ""


def mails_in(raw: bytes, *, provider: str) -> list[Posted]:
    """Give the mails of a post that was kept. Raises PostUnreadable; for Brevo's attachments it asks Brevo."""
    post = Post.from_bytes(raw)
    try:
        found = RAW[provider](post) if provider in RAW else None
        mails = [found] if found is not None else _built(post, provider)
    except (AnymailError, KeyError, IndexError, TypeError, AttributeError, ValueError, binascii.Error) as error:
        raise PostUnreadable(
            f"The provider's post is not of the shape that a mail has ({type(error).__name__})."
        ) from error
    if not mails:
        raise PostUnreadable("There is no mail in the provider's post.")
    return mails


def _built(post: Post, provider: str) -> list[Posted]:
    """Let Anymail build the mails; a network failure is not the post's fault and is raised as it is."""
    view = BY_NAME[provider].inbound()
    try:
        events = view.parse_events(request_for(post))
    except OSError as error:
        raise ConnectionError("the provider did not give an attachment") from error
    return [_posted(event.message.as_bytes(), event.message) for event in events]


def _posted(raw: bytes, message: Any) -> Posted:
    to = message.envelope_recipient
    return Posted(raw=raw, envelope_to=(to,) if to else (), null_return_path=message.envelope_sender in ("", "<>"))


def _mailgun(post: Post) -> Posted | None:
    fields = post.fields()
    if "body-mime" not in fields:
        return None
    sender = fields.get("sender")
    return Posted(fields["body-mime"], _addresses([_text(fields.get("recipient"))]), sender in (b"", b"<>"))


def _sendgrid(post: Post) -> Posted | None:
    fields = post.fields()
    if "email" not in fields:
        return None
    envelope = json.loads(fields.get("envelope", b"{}"))
    return Posted(fields["email"], _addresses(envelope.get("to", [])), envelope.get("from") in ("", "<>"))


def _postmark(post: Post) -> Posted | None:
    said = post.json()
    if "RawEmail" not in said:
        return None
    first: dict[str, object] = next(iter(said.get("Headers") or []), {})
    sender = first.get("Value") if str(first.get("Name")).lower() == "return-path" else None
    raw = said["RawEmail"].encode("utf-8", "surrogatepass")
    return Posted(raw, _addresses([said.get("OriginalRecipient")]), sender == "<>")


def _amazon_ses(post: Post) -> Posted:
    """Take the mail out of the notification (receipt rule with the SNS action)."""
    notice = post.json()
    if notice.get("Type") != "Notification":
        raise PostUnreadable(
            "Amazon asks to confirm a subscription or says that one ended. If it is yours, confirm it in the console of "
            "Amazon SNS; then discard this."
        )
    told = json.loads(notice["Message"])
    if told.get("content") is None:
        raise PostUnreadable(
            "Amazon's notice holds no mail: a receipt rule put it into S3, from where we do not fetch. Let the rule use the SNS "
            "action; this mail is still in the bucket, and larger ones can come by IMAP or SMTP."
        )
    content: str = told["content"]
    encoded = told["receipt"]["action"].get("encoding") == "BASE64"
    raw = base64.b64decode(content) if encoded else content.encode("utf-8", "surrogatepass")
    return Posted(raw, _addresses(told["receipt"].get("recipients", [])), told["mail"].get("source") in ("", "<>"))


RAW: dict[str, Callable[[Post], Posted | None]] = {
    "mailgun": _mailgun,
    "sendgrid": _sendgrid,
    "postmark": _postmark,
    "amazon_ses": _amazon_ses,
}


def _addresses(given: Iterable[object]) -> tuple[str, ...]:
    return tuple(address for address in given if isinstance(address, str) and address)


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
