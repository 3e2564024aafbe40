"""The pages of files of long lists: ask for one, see how far it is, fetch it, delete it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.errors import Refused
from cases.places import local_day
from reports.cuts import CUTS, words_of
from reports.definitions import BY_NAME
from reports.door import for_readers, for_subscribers, reader, show
from reports.lists import cases_shown
from reports.models import CaseListFile
from reports.request import NoSuchList, list_in
from reports.services.files import ask_for_file, content, delete_file

State = CaseListFile.State


@dataclass(frozen=True)
class FileShown:
    """A file as its pages show it: what it lists in words, and where the list itself is."""

    file: CaseListFile
    title: str
    chosen: str
    address: str

    @property
    def is_coming(self) -> bool:
        """Tell whether it is still to be made."""
        return self.file.state in (State.WAITING, State.MAKING)

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be fetched."""
        return self.file.state == State.DONE

    @property
    def per_cent(self) -> int:
        """Give how much of it is written."""
        return 100 * self.file.written // max(self.file.rows, 1)


@require_http_methods(["GET", "HEAD", "POST"])
@for_subscribers
def files(request: HttpRequest) -> HttpResponse:
    """Show the reader's files; let one more be made, or delete one."""
    user = reader(request)
    if request.method != "POST":
        mine = CaseListFile.objects.filter(user=user).exclude(state=State.GONE)
        return show(request, "files.html", title="Files of long lists", files=[_shown(file) for file in mine])
    if dropped := request.POST.get("drop", ""):
        file_id = int(dropped) if dropped.isdecimal() and len(dropped) < 18 else 0
        delete_file(user=user, file_id=file_id, now=timezone.now())
        messages.success(request, "The file is deleted.")
        return redirect("reports:files")
    return _asked_for(request)


@for_readers
def file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a file is; only to who asked for it."""
    file = get_object_or_404(CaseListFile, pk=pk, user=reader(request))
    return show(request, "file.html", title="File of a long list", shown=_shown(file))


@for_readers
def file_content(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the file to who asked for it; before it is ready and after its day there is only its page."""
    file = get_object_or_404(CaseListFile, pk=pk, user=reader(request))
    if file.state != State.DONE:
        return redirect("reports:file_page", pk=pk)
    return StreamingHttpResponse(
        content(file=file, user=reader(request)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{file.figure}-{file.as_of.isoformat()}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def _asked_for(request: HttpRequest) -> HttpResponse:
    """Take the wish for a file of the list that was shown."""
    now = timezone.now()
    try:
        figure, asked = list_in(request.POST.dict(), as_of=local_day(place="", moment=now))
    except NoSuchList as error:
        raise Http404 from error
    user = reader(request)
    rows = cases_shown(figure, asked, user).count
    try:
        file = ask_for_file(user=user, figure=figure, asked=asked, rows=rows, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:files")
    return redirect("reports:file_page", pk=file.pk)


def _shown(file: CaseListFile) -> FileShown:
    named = dict(parse_qsl(file.query))
    sides = [f"{word} {named[name]}" for word, name in (("from", "from"), ("to", "to")) if name in named]
    period = [f"received {' '.join(sides)}"] if sides else []
    filters = [f"{cut.heading.lower()}: {words_of(name, named[name])}" for name, cut in CUTS.items() if name in named]
    heading = BY_NAME[file.figure].heading if file.figure in BY_NAME else file.figure
    address = f"{reverse('reports:cases')}?figure={file.figure}" + (f"&{file.query}" if file.query else "")
    return FileShown(file, heading, "; ".join([*period, *filters]), address)
