"""Turns a letter's final text into the paragraphs of its HTML part."""

import re

from django import template
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

PARAGRAPHS = re.compile(r"\n\s*\n")
# A short line of its own that ends with a colon: plain text says so what a heading says.
HEADING = re.compile(r"[^\n]{1,70}:\Z")


@register.filter
def paragraphs(text: str) -> SafeString:
    """Give the text as HTML: escaped, in headings and paragraphs; only addresses at PUBLIC_URL become links."""
    found = (part.strip("\n") for part in PARAGRAPHS.split(text.strip()))
    return mark_safe("\n".join(_element(part) for part in found))  # noqa: S308 - escaped part by part


def _element(part: str) -> str:
    if HEADING.match(part):
        return f"<h2>{escape(part.removesuffix(':'))}</h2>"
    return f"<p>{_with_links(part)}</p>"


def _with_links(paragraph: str) -> str:
    ours = re.compile(re.escape(escape(settings.PUBLIC_URL)) + r"/[\w/-]*")
    linked = ours.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(paragraph))
    return linked.replace("\n", "<br>\n")
