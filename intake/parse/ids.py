"""Message-IDs out of Message-ID, In-Reply-To and References, always written with their angle brackets."""

import re
from collections.abc import Iterable

from intake.parse.headers import header_text
from intake.parse.limits import REFERENCES

_ID = re.compile(r"<([^<>\s]{1,900})>")
_BARE = re.compile(r"[^<>\s@]{1,400}@[^<>\s@]{1,400}")


def message_ids(values: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of these fields in order and once each, at most 200."""
    found: dict[str, None] = {}
    for value in values:
        text = header_text(value)[0]
        ids = _ID.findall(text) or ([text.strip()] if _BARE.fullmatch(text.strip()) else [])
        found |= dict.fromkeys(f"<{one}>" for one in ids)
    return tuple(found)[:REFERENCES]


def own_id(values: list[str]) -> tuple[str, list[str]]:
    """Return the id of the mail itself, and what is wrong with it."""
    if not values:
        return "", ["message_id_missing"]
    ids = message_ids(values[:1])
    if not ids:
        return "", ["message_id_unreadable"]
    return ids[0], ["message_id_repeated"] if len(values) > 1 else []
