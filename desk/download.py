"""Downloads of what strangers sent: always a file to save, never a page to open, under a name that is safe in a header."""

import unicodedata

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from cases import vault
from cases.errors import BlobUnreadable
from cases.models import Blob, Case
from cases.words import Channel
from intake.errors import PostUnreadable
from intake.hooks.mails import mails_in, provider_of
from intake.models import Arrival

NEVER_A_PAGE = "sandbox; default-src 'none'; frame-ancestors 'none'"
GONE = "These bytes can no longer be read: their key or file is gone. The text on the case is what is left."


def download(request: HttpRequest, *, blob: Blob, name: str, back: Case | None, provider: str = "") -> HttpResponse:
    """Give the bytes as an attachment (RFC 6266); where they are destroyed, say so where the officer came from."""
    try:
        content = _mail_of(vault.load(blob), provider)
    except BlobUnreadable:
        messages.error(request, GONE)
        return redirect("admin:case", back.reference) if back else redirect("admin:quarantine")
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, safe_name(name)) or "attachment",
            "Content-Security-Policy": NEVER_A_PAGE,
        },
    )


def download_raw(
    request: HttpRequest, *, blob: Blob, arrival: Arrival | None, stem: str, back: Case | None
) -> HttpResponse:
    """Give what came as a file: a mail as .eml, also where a provider posted it; with ?post the provider's post as it is."""
    provider = provider_of(arrival.source) if arrival else ""
    if arrival is not None and arrival.channel != Channel.MAIL:
        return download(request, blob=blob, name=f"{stem}.json", back=back)
    if provider and "post" in request.GET:
        return download(request, blob=blob, name=f"{stem}.post", back=back)
    return download(request, blob=blob, name=f"{stem}.eml", back=back, provider=provider)


def _mail_of(content: bytes, provider: str) -> bytes:
    """Give the mail inside a provider's post; a post that cannot be read is given as it is."""
    try:
        return mails_in(content, provider=provider)[0].raw if provider else content
    except (PostUnreadable, ConnectionError):
        return content


def safe_name(name: str) -> str:
    """Give a file name without path, control or direction-changing characters; never empty."""
    kept = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    return kept.replace("\\", "/").rpartition("/")[2].strip(". ")[:150] or "file"
