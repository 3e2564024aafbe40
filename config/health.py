"""Whether the desk lives and is ready: `/healthz` for a supervisor, `/readyz` with a reason for each part.

Reasons name no hosts, paths or people: anyone who reaches the web server may read them. Every part is asked with a
time-out, so that a broker or mail server that hangs does not make the answer hang.
"""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from cases.models import Heartbeat
from correspondence.models import Letter, OutboxState, OutboxSwitch
from intake.models import WAITING, Arrival, MailboxState

log = structlog.get_logger(__name__)

BROKER_TIMEOUT_S = 1.0
# The heartbeat comes every 10 seconds through beat, broker and worker.
HEARTBEAT_AT_MOST = timedelta(seconds=90)
ARRIVAL_WAITS_AT_MOST = timedelta(minutes=5)
LETTER_WAITS_AT_MOST = timedelta(minutes=5)
MAILBOX_REST_AT_LEAST = timedelta(minutes=3)


@dataclass(frozen=True)
class Part:
    """Whether one part works, and the sentence that says why it does not."""

    ok: bool
    reason: str = "works"


NOT_KNOWN = Part(False, "Not known while the database does not answer.")


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers, and nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part works and 503 when one does not, with {"ready", "parts": {name: {"ok", "reason"}}}."""
    parts = check_parts(now=timezone.now())
    ready = all(part.ok for part in parts.values())
    document = {"ready": ready, "parts": {name: asdict(part) for name, part in parts.items()}}
    return JsonResponse(document, status=200 if ready else 503)


def check_parts(*, now: datetime) -> dict[str, Part]:
    """Ask every part. Where the database does not answer, what is kept in it is not asked, so that nobody waits twice."""
    parts = {"database": _asked("database", _database, now)}
    for name, check in IN_DATABASE.items():
        if name != "mailbox" or settings.IMAP_MAILBOXES:
            parts[name] = _asked(name, check, now) if parts["database"].ok else NOT_KNOWN
    return parts | {"broker": _broker(now), "blob_store": _blob_store(now)}


def _asked(name: str, check: Callable[[datetime], Part], now: datetime) -> Part:
    try:
        return check(now)
    except DatabaseError as error:
        log.warning("readyz.not_asked", part=name, error=type(error).__name__)
        return Part(False, "The database does not answer, or its tables are not those of this version.")


def _database(_now: datetime) -> Part:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Part(True)


def _migrations(_now: datetime) -> Part:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return Part(True)
    return Part(False, f"{_counted(len(missing), 'migration')} not applied: run manage.py migrate.")


def _broker(_now: datetime) -> Part:
    url = str(settings.REDIS_URL).replace("redis+socket://", "unix://", 1)
    try:
        with Redis.from_url(
            url, socket_timeout=BROKER_TIMEOUT_S, socket_connect_timeout=BROKER_TIMEOUT_S, retry=None
        ) as broker:
            broker.ping()
    except (RedisError, OSError) as error:
        log.warning("readyz.broker_away", error=type(error).__name__)
        return Part(False, "The broker does not answer. Nothing is lost, but work waits for the next sweep.")
    return Part(True)


def _worker_and_beat(now: datetime) -> Part:
    seen = Heartbeat.objects.filter(name="worker").first()
    if seen is None:
        return Part(False, "Worker and beat have not shown life yet.")
    if now - seen.at > HEARTBEAT_AT_MOST:
        return Part(False, f"Worker or beat: last sign of life {_ago(now - seen.at)} ago.")
    return Part(True)


def _arrivals(now: datetime) -> Part:
    oldest = Arrival.objects.filter(state__in=WAITING).order_by("received_at").first()
    if oldest is None or now - oldest.received_at <= ARRIVAL_WAITS_AT_MOST:
        return Part(True)
    return Part(False, f"The oldest waiting arrival came {_ago(now - oldest.received_at)} ago.")


def _mailbox(now: datetime) -> Part:
    """Ask about every mailbox; the one that is worst off is told of."""
    states = {state.name: state for state in MailboxState.objects.all()}
    found = [states.get(mailbox.name) for mailbox in settings.IMAP_MAILBOXES]
    if any(state is not None and state.problem for state in found):
        return Part(False, "A mailbox cannot be fetched; the log says why. Mail waits there and is caught up.")
    fetched = [state.fetched_at if state is not None else None for state in found]
    if None in fetched:
        return Part(False, "A mailbox has not been fetched yet.")
    oldest = min(moment for moment in fetched if moment is not None)
    if now - oldest > max(MAILBOX_REST_AT_LEAST, timedelta(seconds=5 * settings.IMAP_POLL_SECONDS)):
        return Part(False, f"A mailbox was last fetched {_ago(now - oldest)} ago.")
    return Part(True)


def _outbox(now: datetime) -> Part:
    switch = OutboxSwitch.objects.filter(pk=1).first()
    if switch is not None and switch.paused:
        return Part(False, "Sending is paused by a person; letters are kept and leave when it goes on.")
    if switch is not None and switch.failures:
        return Part(False, f"The mail server did not take {_counted(switch.failures, 'letter')} in a row.")
    waiting = Letter.objects.filter(state__in=[OutboxState.QUEUED, OutboxState.SENDING], by_post=False)
    late = waiting.filter(send_after__lt=now - LETTER_WAITS_AT_MOST).count()
    return Part(False, f"{_counted(late, 'letter')} should have left by now.") if late else Part(True)


def _blob_store(_now: datetime) -> Part:
    """Write and remove a file where blobs and their keys lie; what comes in is refused when that is not possible."""
    try:
        for folder in (Path(settings.BLOB_DIR), Path(settings.KEY_DIR)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = folder / f".probe-{secrets.token_hex(8)}"
            probe.write_bytes(b"ready")
            probe.unlink()
    except OSError as error:
        log.error("readyz.blob_store", error=type(error).__name__, number=error.errno)
        return Part(False, "The store for mail and files cannot be written, so nothing can be received.")
    return Part(True)


IN_DATABASE: dict[str, Callable[[datetime], Part]] = {
    "migrations": _migrations,
    "worker_and_beat": _worker_and_beat,
    "arrivals": _arrivals,
    "mailbox": _mailbox,
    "outbox": _outbox,
}


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _ago(passed: timedelta) -> str:
    seconds = int(passed.total_seconds())
    return _counted(seconds // 60, "minute") if seconds >= 120 else _counted(seconds, "second")
