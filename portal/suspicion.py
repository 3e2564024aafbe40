"""Signs that a form was sent by a machine. Such a form is kept for a person to decide on, and answered like any other."""

import re
from datetime import timedelta

# A person needs longer than this to read a form; alone it says nothing, since browsers and helpers fill forms too.
QUICK = timedelta(seconds=3)
LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)


def reason_to_set_aside(*, trap: str, after: timedelta, text: str) -> str:
    """Give why the form waits for an officer, or nothing. `trap` is what the hidden field holds."""
    if trap:
        return "A field that people do not see was filled in, as programs do. Please look whether a person wrote it."
    if after < QUICK and LINK.search(text):
        return f"A link was sent within {QUICK.seconds} seconds, as programs do. Please look whether a person wrote it."
    return ""
