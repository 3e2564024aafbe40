"""A page as PDF, tagged for screen readers; nothing is fetched from anywhere."""

from typing import Any

from django.template.loader import render_to_string


class PdfUnavailable(Exception):
    """The system's text library is missing; the text says what to install."""


def as_pdf(template: str, context: dict[str, Any]) -> bytes:
    """Render a template of ours as PDF. Raises PdfUnavailable."""
    try:
        from weasyprint import HTML  # noqa: PLC0415 - needs Debian's Pango, which an office without PDFs does without
        from weasyprint.urls import URLFetcher  # noqa: PLC0415 - the same: importing it loads Pango
    except OSError as error:
        raise PdfUnavailable("PDFs need Pango. Install libpango-1.0-0 and libpangoft2-1.0-0.") from error
    nothing_from_outside = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    document = HTML(string=render_to_string(template, context), url_fetcher=nothing_from_outside)
    made = document.write_pdf(pdf_variant="pdf/ua-1")
    return bytes(made or b"")
