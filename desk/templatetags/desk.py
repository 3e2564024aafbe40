"""How templates of the desk write dates, places and languages."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from cases.words import Threshold
from correspondence.masking import hidden
from desk.words import duty_name, language_name, law_name, place_name, spoken

register = template.Library()
register.filter("place", place_name)
register.filter("language", language_name)
register.filter("law", law_name)
register.filter("duty", duty_name)
register.filter("without_secrets", hidden)


@register.filter
def day(value: date | None) -> str:
    """Write a date as `3 Sep 2026`, nothing as a dash."""
    return f"{value:%-d %b %Y}" if value else "–"


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment in the office's time as `3 Sep 2026, 14:05`."""
    return f"{timezone.localtime(value):%-d %b %Y, %H:%M}" if value else "–"


@register.filter
def choice_words(choice: Mapping[str, Any]) -> str:
    """Write what a rule fills a form in with."""
    rights = ", ".join(spoken(right) for right in choice.get("rights", []))
    said = [spoken(choice.get("procedure", "")), rights, place_name(choice["place"]) if choice.get("place") else ""]
    said.append("no acknowledgement yet" if choice.get("withhold") else "")
    return "; ".join(words for words in said if words)


@register.filter
def clock(value: datetime | None) -> str:
    """Write the time of day of a moment, with seconds: `14:05:30`."""
    return f"{timezone.localtime(value):%H:%M:%S}" if value else "–"


@register.filter
def tone(threshold: str) -> str:
    """Give the tone of what the watch of the dates noticed."""
    soon = dict.fromkeys((Threshold.DUE_SOON, Threshold.DUE_IN_TWO), "soon")
    tones = soon | {Threshold.DUE_TODAY: "today", Threshold.DATE_MOVED: "waiting"}
    return tones.get(Threshold(threshold), "overdue")
