"""Takes a daily anchor: the heads of the chains that grew, exported outside the database and chained to the day before."""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cases.models import Anchor, Case, Event

# A transaction that began before the last anchor may have committed after it.
OVERLAP = timedelta(hours=1)


@transaction.atomic
def anchor_histories(*, now: datetime) -> Anchor | None:
    """Anchor the histories, once a day (UTC); a second call on the same day changes nothing. Missed days are caught up."""
    on = now.date()
    last = Anchor.objects.order_by("-on").first()
    if last is not None and last.on >= on:
        return None
    changed = Case.objects.filter(event_seq__gt=0)
    if last is not None:
        grown = Event.objects.filter(recorded_at__gte=last.taken_at - OVERLAP).values("case_id")
        changed = changed.filter(pk__in=grown)
    lines = [json.dumps(head) for head in changed.order_by("pk").values_list("pk", "event_seq", "event_head")]
    content = "".join(line + "\n" for line in lines)
    heads = hashlib.sha256(content.encode()).hexdigest()
    previous = last.digest if last else ""
    anchor = Anchor.objects.create(
        on=on,
        heads=heads,
        cases=len(lines),
        taken_at=now,
        previous=previous,
        digest=anchor_digest(on=on.isoformat(), heads=heads, cases=len(lines), previous=previous),
    )
    # After the row, which is unique by its day: of two workers only the one whose list was anchored writes it.
    _export(anchor_path(on.isoformat()), content)
    return anchor


def anchor_digest(*, on: str, heads: str, cases: int, previous: str) -> str:
    """Give the SHA-256 that chains an anchor to the one before."""
    return hashlib.sha256(json.dumps([previous, on, heads, cases]).encode()).hexdigest()


def anchor_path(on: str) -> Path:
    """Give the file that a day's list of heads is exported to."""
    return Path(settings.ANCHOR_DIR) / f"{on}.jsonl"


def _export(path: Path, content: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(content, encoding="ascii")
