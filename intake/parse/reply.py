"""The new text of a reply."""


def reply_text(text: str) -> str:
    """Return the new text."""
    return text
