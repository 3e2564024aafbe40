"""What a session notes of its beginning."""

import time
from typing import Any

from django.http import HttpRequest

SIGNED_IN, SEEN, FACTOR = "signed_in_at", "seen_at", "second_factor"


def mark_signed_in(sender: Any, request: HttpRequest, user: Any, **facts: Any) -> None:
    """Note in the session when it began; Django calls this at every way of signing in."""
    request.session[SIGNED_IN] = request.session[SEEN] = int(time.time())
