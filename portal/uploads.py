"""Keeps what a form sends within its limits while it is read, so that the typed text survives a file that is too large."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

MOST_FILES = 10
# Above this a body is not read at all: nobody attaches so much by mistake.
READ_AT_MOST = 3 * settings.UPLOAD_LIMIT_BYTES
MEGABYTES = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
CHUNK = 64 * 1024


class UploadLimit(FileUploadHandler):
    """Counts the bytes of all files together; beyond the limit it drops them and leaves the text fields to be read."""

    taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass the bytes on, or nothing once there are too many."""
        self.taken += len(raw_data)
        return None if self.exceeded else raw_data

    def file_complete(self, file_size: int) -> Any:
        """Leave the file to the handlers that keep it."""
        return None

    @property
    def exceeded(self) -> bool:
        """Tell whether the files together are larger than the limit."""
        return self.taken > settings.UPLOAD_LIMIT_BYTES


def watch_uploads(request: HttpRequest) -> UploadLimit:
    """Put the limit before the handlers that keep files; to be called before the form is read."""
    limit = UploadLimit(request)
    request.upload_handlers = [limit, *request.upload_handlers]
    return limit


def announced_size(request: HttpRequest) -> int:
    """Give the size that the request says it has."""
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isdigit() else 0


def drain(request: HttpRequest) -> None:
    """Read the rest of a body that was refused: a browser that cannot send it all never shows our answer."""
    left = READ_AT_MOST
    while left > 0:
        chunk = request.read(CHUNK)
        if not chunk:
            return
        left -= len(chunk)
