"""Downloads of what strangers sent: always a file to save, never a page to open, under a name that is safe in a header."""

import unicodedata

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from cases import vault
from cases.errors import BlobUnreadable
from cases.models import Blob, Case

NEVER_A_PAGE = "sandbox; default-src 'none'; frame-ancestors 'none'"
GONE = "These bytes can no longer be read: their key or file is gone. The text on the case is what is left."


def download(request: HttpRequest, *, blob: Blob, name: str, back: Case | None) -> HttpResponse:
    """Give the bytes as an attachment (RFC 6266); where they are destroyed, say so where the officer came from."""
    try:
        content = vault.load(blob)
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


def safe_name(name: str) -> str:
    """Give a file name without path, control or direction-changing characters; never empty."""
    kept = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    return kept.replace("\\", "/").rpartition("/")[2].strip(". ")[:150] or "file"


def raw_name(stem: str, *, mail: bool = True) -> str:
    """Give the name of a raw arrival's download: a mail, or the JSON that a form or the API left."""
    return f"{stem}.eml" if mail else f"{stem}.json"
