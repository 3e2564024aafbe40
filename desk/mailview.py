"""A mail's HTML made harmless: our own list of plain tags, no attribute that could fetch, run, follow or cover anything."""

import base64
import hashlib
import html
import re
from collections import Counter

import nh3

from intake.parse.htmltext import without_tags

TAGS = set(
    "p br hr div span b strong i em u s del ins small sub sup blockquote pre code ul ol li dl dt dd "
    "table caption thead tbody tfoot tr th td h1 h2 h3 h4 h5 h6".split()
)
ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
DROPPED_WHOLE = {
    "script",
    "style",
    "title",
    "head",
    "noscript",
    "template",
    "textarea",
    "select",
    "svg",
    "math",
    "iframe",
}
LARGEST = 1_000_000  # characters
MOST_TAGS = 20_000
DEEPEST = 1_000
_TAG = re.compile(r"<(/?)(?!(?:br|hr|img|meta|link|input|col|wbr)\b)([a-z][^\s/>]{0,40})", re.IGNORECASE)
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;color:#222;background:#fff;margin:1rem;overflow-wrap:anywhere}"
    "table{border-collapse:collapse}td,th{padding:.2rem .4rem;vertical-align:top}"
    "blockquote{border-left:3px solid #bbb;margin-left:0;padding-left:.8rem;color:#555}pre{white-space:pre-wrap}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# Nothing is fetched, nothing runs, no form is sent, and only our own page may frame it.
POLICY = f"sandbox; default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'self'"


def harmless(markup: str) -> str:
    """Give the markup with the text and plain structure alone; pictures, links and styles are dropped, their words stay.

    Markup that would keep the cleaner busy for seconds is shown as its words alone.
    """
    if _is_boundless(markup):
        return f"<pre>{html.escape(without_tags(markup))}</pre>"
    return nh3.clean(
        markup, tags=TAGS, attributes=ATTRIBUTES, clean_content_tags=DROPPED_WHOLE, url_schemes=set(), link_rel=None
    )


def _is_boundless(markup: str) -> bool:
    """Tell whether markup is too large, or too deeply nested: the cleaner's time grows with the square of the depth."""
    if len(markup) > LARGEST or markup.count("<") > MOST_TAGS:
        return True
    return _depth(markup) > DEEPEST


def _depth(markup: str) -> int:
    """Give how many tags stand open at most; a closing tag closes only one of its own name, so stray ones hide no depth."""
    open_tags: Counter[str] = Counter()
    depth = deepest = 0
    for closing, name in _TAG.findall(markup.lower()):
        if not closing:
            open_tags[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif open_tags[name]:
            open_tags[name] -= 1
            depth -= 1
    return deepest


def document(markup: str) -> str:
    """Give a whole document around the harmless markup, with our style and no other."""
    return (
        '<!doctype html><html lang="und"><head><meta charset="utf-8"><title>Mail</title>'
        f"<style>{STYLE}</style></head><body>{harmless(markup)}</body></html>"
    )


def text_of(markup: str) -> str:
    """Give the words of the markup without a tag between them, to look for what is secret in them."""
    if _is_boundless(markup):
        return without_tags(markup)
    return html.unescape(nh3.clean(markup, tags=set(), clean_content_tags=DROPPED_WHOLE)) if markup else ""
