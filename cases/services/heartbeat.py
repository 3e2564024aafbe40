"""Signs of life of the background processes, for `/readyz`."""

from datetime import datetime

from cases.models import Heartbeat


def beat(*, name: str, now: datetime, problem: str = "") -> None:
    """Note that the named part lives, and what went wrong with it last; `problem` holds no personal data."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "problem": problem[:200]})
