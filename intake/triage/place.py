"""Where a person seems to be, with what in the mail says so; weak signs are named as such."""

import re

from intake.triage.phrases import Hit
from intake.triage.rules import place_index, places

_PHONE = re.compile(r"(?<![\w+])(?:\+|00)([1-9]\d{1,2})[\d\s()./-]{6,18}")
_CLOSE = 3  # characters between "I live in" and the name


def place_of(text: str, from_email: str) -> tuple[str, str]:
    """Return the code ('' when nothing points anywhere) and the reason; `text` must be squeezed."""
    hits = list(place_index().hits(text))
    named = [hit for hit in hits if hit.rule.startswith("name:")]
    lived = [name for name in named if any(_right_before(hit, name) for hit in hits if hit.rule == "residence")]
    for found, how in (
        (lived, "lives there"),
        ([hit for hit in hits if hit.rule.startswith("law:")], "law or authority"),
        (named, "named"),
    ):
        if found:
            return found[0].rule.partition(":")[2], f"{how}: '{found[0].words}'"
    return _by_phone(text) or _by_ending(from_email) or ("", "")


def _right_before(residence: Hit, name: Hit) -> bool:
    return 0 <= name.start - residence.end <= _CLOSE


def _by_phone(text: str) -> tuple[str, str] | None:
    for found in _PHONE.finditer(text):
        for place in places():
            if place.phone and found.group(1).startswith(place.phone):
                return place.code, f"telephone prefix +{place.phone}"
    return None


def _by_ending(from_email: str) -> tuple[str, str] | None:
    domain = from_email.rpartition("@")[2].lower()
    for place in places():
        for ending in place.endings:
            if domain.endswith(f".{ending}"):
                return place.code, f"weak sign: address ends in .{ending}"
    return None
