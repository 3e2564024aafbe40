"""Has attachments scanned for viruses where a scanner is configured; a file stays "not scanned" until the scanner has spoken."""

from datetime import datetime

import structlog
from django.conf import settings

from cases import vault
from cases.errors import BlobUnreadable
from correspondence.models import Attachment, ScanState
from correspondence.scan import ScannerUnreachable, Verdict, scan

log = structlog.get_logger(__name__)


def scan_waiting(*, now: datetime, limit: int = 100) -> int:
    """Scan the oldest files that wait, until the scanner does not answer; give how many it judged.

    Run twice or at the same time it judges a file twice and leaves the same verdict.
    """
    if not settings.CLAMD_SOCKET:
        return 0
    judged = 0
    for attachment in (
        Attachment.objects.filter(scan=ScanState.NOT_SCANNED).select_related("blob").order_by("pk")[:limit]
    ):
        try:
            verdict = _verdict(attachment)
        except ScannerUnreachable as unreachable:
            log.warning("scan.unreachable", problem=str(unreachable))
            break
        _note(attachment, verdict, now=now)
        judged += 1
    return judged


def _verdict(attachment: Attachment) -> Verdict:
    try:
        content = vault.load(attachment.blob)
    except BlobUnreadable:
        return Verdict(unscannable="Its bytes can no longer be read.")
    return scan(content, address=settings.CLAMD_SOCKET)


def _note(attachment: Attachment, verdict: Verdict, *, now: datetime) -> None:
    state = ScanState.CLEAN
    if verdict.infected or verdict.unscannable:
        state = ScanState.INFECTED if verdict.infected else ScanState.UNSCANNABLE
    Attachment.objects.filter(pk=attachment.pk, scan=ScanState.NOT_SCANNED).update(
        scan=state, scan_detail=(verdict.infected or verdict.unscannable)[:200], scanned_at=now
    )
    log.info("scan.done", attachment=attachment.pk, state=str(state))
