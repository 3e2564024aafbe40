"""Authentication-Results (RFC 8601) of our own mail server; what any other host wrote is the sender's claim and not read."""

import re

from intake.parse.headers import header_text
from intake.parse.message import AuthResults

_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]{2,12})\b", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]{0,1000}\)")


def auth_results(values: list[str], authserv_id: str) -> AuthResults:
    """Return the results of the topmost header by `authserv_id`; empty when none is configured or none is there.

    Only the topmost counts: our server adds its own above what came with the mail.
    """
    for value in values:
        stamp, _, results = _COMMENT.sub(" ", header_text(value)[0]).partition(";")
        words = stamp.split()
        if authserv_id and words and words[0].lower() == authserv_id.lower():
            return _read(results)
    return AuthResults()


def _read(results: str) -> AuthResults:
    found: dict[str, list[str]] = {}
    for clause in results.split(";"):
        if one := _RESULT.match(clause.strip()):
            found.setdefault(one.group(1).lower(), []).append(one.group(2).lower())
    best = {method: "pass" if "pass" in said else said[0] for method, said in found.items()}
    return AuthResults(**best)
