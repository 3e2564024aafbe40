"""HTML of a mail as readable text: inscriptis for what is sane, a plain removal of tags for what is too large or broken."""

import html
import re

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

LARGEST = 500_000  # characters that the converter gets; beyond it only the tags are removed
_MOST_TAGS = 20_000

_CONFIG = ParserConfig(css=CSS_PROFILES["relaxed"])
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")  # lxml refuses text that declares an encoding
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNSEEN = re.compile(r"(?is)<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)")
_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|/h[1-6]|/table|/blockquote)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"[ \t\xa0]+")
_BLANK_LINES = re.compile(r"\n{3,}")
# Where mail programs begin the mail that is answered: Gmail, Apple Mail and Thunderbird, Outlook on the web, Yahoo, ProtonMail.
_QUOTE = re.compile(
    r"<(?:div|blockquote|hr)\b[^<>]{0,300}?(?:class=[\"']?(?:gmail_quote|moz-cite-prefix|yahoo_quoted|protonmail_quote)"
    r"|type=[\"']?cite|id=[\"']?(?:appendonsend|divRplyFwdMsg|stopSpelling))",
    re.IGNORECASE,
)


def html_to_text(markup: str) -> str:
    """Return the text that a reader of the HTML would see; never raises."""
    if len(markup) > LARGEST or markup.count("<") > _MOST_TAGS:
        return without_tags(markup)
    try:
        text = _tidy(get_text(_DECLARATION.sub("", markup), _CONFIG))
    except Exception:  # whatever the converter makes of hostile markup, the plain removal reads it
        text = ""
    return text or without_tags(markup)


def before_quote(markup: str) -> str | None:
    """Return the markup above the mail that is answered, None when no mail program marked one."""
    found = _QUOTE.search(markup)
    return markup[: found.start()] if found else None


def without_tags(markup: str) -> str:
    """Return the text between the tags, in linear time."""
    text = _UNSEEN.sub(" ", _COMMENT.sub(" ", markup))
    text = _TAG.sub(" ", _BREAK.sub("\n", text))
    return _tidy(html.unescape(text))


def _tidy(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
