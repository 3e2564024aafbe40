"""What our mail server or provider said of advertising: a mail that it took for spam waits for a person, and is never dropped.

A word that a mail is clean counts for nothing, since anybody can write it; a privacy request among spam counts from when it came.
"""

import re

from intake.parse.message import ParsedMessage

_SAYS_SPAM = ("x-spam-flag", "x-spam", "x-spam-status", "x-mailgun-sflag")
_SCORES = ("x-spam-score", "x-mailgun-sscore")
_NUMBER = re.compile(r"^\s*(-?\d{1,4}(?:\.\d{1,6})?)")
_STATUS_SCORE = re.compile(r"\bscore=(-?\d{1,4}(?:\.\d{1,6})?)")
# Exchange's spam confidence level goes from -1 to 9; from 5 on it is what Outlook puts into the junk folder.
_EXCHANGE = "x-ms-exchange-organization-scl"
_EXCHANGE_SPAM = 5.0
HEADERS = (*_SAYS_SPAM, *_SCORES, _EXCHANGE)


def spam_verdict(parsed: ParsedMessage, *, least_score: float = 0.0) -> str:
    """Say which header calls the mail spam, '' where none does; a score counts from `least_score` on, unless that is 0."""
    for name in _SAYS_SPAM:
        if (parsed.header(name) or "").strip().lower().startswith("yes"):
            return f"The mail server took it for advertising ({name.title()}: yes)."
    if _number(parsed.header(_EXCHANGE)) >= _EXCHANGE_SPAM:
        return f"The mail server took it for advertising ({_EXCHANGE.title()})."
    if least_score and max(map(_number, _scores(parsed))) >= least_score:
        return f"The mail server gave it a spam score of {least_score:g} or more."
    return ""


def _scores(parsed: ParsedMessage) -> list[str | None]:
    told = _STATUS_SCORE.search(parsed.header("x-spam-status") or "")
    return [*(parsed.header(name) for name in _SCORES), told.group(1) if told else None]


def _number(text: str | None) -> float:
    found = _NUMBER.match(text or "")
    return float(found.group(1)) if found else float("-inf")
