"""Long lists of cases as files: asked for, made in the background part by part, kept encrypted for a day, then deleted.

Which cases it lists is settled when its making begins. Each part is a blob of its own, so that making and reading need little
memory whatever the length. The clock is read along the way, since making takes a while. A worker that dies leaves a lease that
runs out; the file is then made again from its beginning.
"""

from array import array
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cases import vault
from cases.bell import ring_on_commit
from cases.errors import Refused
from cases.models import Case, User
from cases.sight import countable_by
from reports.asked import Asked
from reports.cells import csv_lines
from reports.lists import HEADING, cases_shown, in_cells, lines_of
from reports.models import CaseListFile, FilePart
from reports.request import NoSuchList, list_in
from reports.services.refresh import how_far
from reports.services.schedules import SEE_REPORTS
from reports.tables import in_address

log = structlog.get_logger(__name__)

MAKE_TASK = "reports.make_file"
# A longer list is not sent while its reader waits.
MOST_STREAMED = 20_000
ROWS = 10_000  # of a part: about a megabyte
LEASE = timedelta(minutes=5)
KEPT = timedelta(hours=24)
FORGOTTEN = timedelta(days=30)  # that there was one
ATTEMPTS = 3
MOST = 5
State = CaseListFile.State
ALIVE = (State.WAITING, State.MAKING, State.DONE)


@transaction.atomic
def ask_for_file(*, user: User, figure: str, asked: Asked, rows: int, now: datetime) -> CaseListFile:
    """Let a list be made as a file; one that is in the making already is given again. Raises Refused."""
    wanted = {"user": user, "figure": figure, "query": urlencode(in_address(asked)), "as_of": asked.as_of}
    if making := CaseListFile.objects.filter(**wanted, state__in=(State.WAITING, State.MAKING)).first():
        return making
    if CaseListFile.objects.filter(user=user, state__in=ALIVE).count() >= MOST:
        raise Refused(f"You have {MOST} files already. Delete one of them first, or wait: each goes after a day.")
    file = CaseListFile.objects.create(**wanted, rows=rows, asked_at=now)
    ring_on_commit(MAKE_TASK, file.pk, queue="packages")
    return file


def due_files(*, now: datetime) -> list[int]:
    """Give the ids of files that wait, and of those whose maker died with the lease."""
    return list(CaseListFile.objects.filter(_waiting(now)).order_by("asked_at").values_list("pk", flat=True)[:20])


def make_file(*, file_id: int, now: datetime) -> None:
    """Make a file, if nobody else does; what fails three times is given up and says so.

    While a large part of the history is still being counted it goes on waiting: nothing in it would say what is missing.
    """
    if how_far().is_much_left:
        return
    file = _claimed(file_id, now)
    if file is None:
        return
    try:
        _delete_parts(file, now=now)
        _write(file)
    except NoSuchList:
        _give_up(file, "There is no such list any more.")
    except Exception as error:  # whatever it was, the row waits and says why
        log.error("file.failed", file=file.pk, attempts=file.attempts, error=type(error).__name__)
        if file.attempts >= ATTEMPTS:
            _give_up(file, "Something went wrong three times; the log says what.")
        else:
            _end(file, State.WAITING)


def content(*, file: CaseListFile, user: User) -> Iterator[bytes]:
    """Give the file part by part, without the lines of cases that have been closed to the reader since it was made."""
    closed = frozenset(Case.objects.exclude(countable_by(user)).values_list("reference", flat=True))
    yield b"\xef\xbb\xbf"  # tells Excel that it is UTF-8
    for part in file.parts.select_related("blob"):
        lines = vault.load(part.blob).splitlines(keepends=True)
        yield b"".join(line for line in lines if line.split(b",", 1)[0].decode() not in closed)


def delete_file(*, user: User, file_id: int, now: datetime) -> None:
    """Delete one of the reader's own files before its time; one that is gone stays gone."""
    for file in CaseListFile.objects.filter(pk=file_id, user=user).exclude(state=State.GONE):
        _end_for_good(file, now=now)


def tidy_files(*, now: datetime) -> None:
    """Delete the files whose day is over; forget after a month that there were any."""
    over = Q(state__in=(State.DONE, State.FAILED), kept_until__lte=now) | Q(state=State.GONE, parts__isnull=False)
    for file in CaseListFile.objects.filter(over).distinct():
        _end_for_good(file, now=now)
    CaseListFile.objects.filter(state=State.GONE, asked_at__lt=now - FORGOTTEN).delete()


def _waiting(now: datetime) -> Q:
    return Q(state=State.WAITING) | Q(state=State.MAKING, lease_until__lt=now)


def _claimed(file_id: int, now: datetime) -> CaseListFile | None:
    rows = CaseListFile.objects.filter(_waiting(now), pk=file_id)
    if rows.update(state=State.MAKING, lease_until=now + LEASE, attempts=F("attempts") + 1, written=0) != 1:
        return None
    file = CaseListFile.objects.select_related("user").get(pk=file_id)
    if file.attempts > ATTEMPTS:  # its makers died without a word
        _give_up(file, "It was begun three times and never ended.")
        return None
    return file


def _write(file: CaseListFile) -> None:
    """Write part after part for as long as the file is ours."""
    user = file.user
    if user is None or not (user.is_active and user.has_perm(SEE_REPORTS)):
        _give_up(file, "Who asked for it may not read reports any more.")
        return
    figure, asked = list_in(dict(parse_qsl(file.query)) | {"figure": file.figure}, as_of=file.as_of)
    keys = array("q", cases_shown(figure, asked, user).cases.values_list("pk", flat=True).iterator())
    CaseListFile.objects.filter(pk=file.pk).update(rows=len(keys))
    for number, at in enumerate(range(0, max(len(keys), 1), ROWS)):
        part = list(keys[at : at + ROWS])
        lines = csv_lines(HEADING, in_cells(lines_of(part, figure=figure, as_of=file.as_of)))
        if number:
            next(lines)  # the heading stands in the first part
        if not _keep(file, number, "".join(lines).encode(), written=at + len(part)):
            return
    _end(file, State.DONE, kept_until=timezone.now() + KEPT, last_error="")


@transaction.atomic
def _keep(file: CaseListFile, number: int, data: bytes, *, written: int) -> bool:
    """Keep a part and the lease; tell whether the file is still ours to make."""
    now = timezone.now()
    if _mine(file).update(written=written, lease_until=now + LEASE) != 1:
        return False
    FilePart.objects.create(file=file, number=number, blob=vault.store(data, now=now))
    return True


def _mine(file: CaseListFile) -> QuerySet[CaseListFile]:
    return CaseListFile.objects.filter(pk=file.pk, state=State.MAKING, attempts=file.attempts)


def _end(file: CaseListFile, state: State, **columns: object) -> None:
    """Leave the making, unless another has taken it over or the reader deleted the file."""
    _mine(file).update(state=state, lease_until=None, **columns)


def _give_up(file: CaseListFile, why: str) -> None:
    _end(file, State.FAILED, last_error=why, kept_until=timezone.now() + KEPT)


def _end_for_good(file: CaseListFile, *, now: datetime) -> None:
    CaseListFile.objects.filter(pk=file.pk).update(state=State.GONE, lease_until=None)
    _delete_parts(file, now=now)


def _delete_parts(file: CaseListFile, *, now: datetime) -> None:
    """Destroy the bytes first: a crash leaves rows by which the rest is found again."""
    for part in file.parts.select_related("blob"):
        vault.destroy(part.blob, now=now)
        part.delete()
