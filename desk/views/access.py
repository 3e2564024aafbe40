"""Who read what, for the data protection officer: a list with filters, and the same as CSV. Looking is recorded too."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.services.history import record_access
from desk.access import AccessForm, as_csv, readings, records_for
from desk.door import ACCESS, page, show, staff_of
from desk.paging import capped_count, count_words, newest_first

ASKED = "desk_access_asked"


@require_safe
@page(ACCESS)
def access(request: HttpRequest) -> HttpResponse:
    """List the readings that were asked for, newest first."""
    user, asked = staff_of(request), request.session.get(ASKED, {})
    found = records_for(user, asked)
    rows = newest_first(found, "at", after=request.GET.get("after", ""))
    record_access(by=user.actor, what="access records", now=timezone.now())
    return show(
        request,
        "access.html",
        title="Who read what",
        form=AccessForm(initial=asked),
        asked=any(asked.values()),
        rows=readings(rows.rows),
        following=rows.following,
        first_page="after" not in request.GET,
        count=count_words(capped_count(found), "reading", "readings"),
    )


@require_POST
@page(ACCESS)
def ask(request: HttpRequest) -> HttpResponse:
    """Keep which readings are asked for."""
    form = AccessForm(request.POST)
    if not form.is_valid():
        return show(request, "access.html", title="Who read what", form=form, rows=[], first_page=True)
    request.session[ASKED] = form.kept()
    return redirect("admin:access")


@require_safe
@page(ACCESS)
def access_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give all readings that were asked for as a file for a spreadsheet."""
    user = staff_of(request)
    record_access(by=user.actor, what="access records as CSV", now=timezone.now())
    lines = as_csv(records_for(user, request.session.get(ASKED, {})))

    def encoded() -> Iterator[bytes]:
        yield b"\xef\xbb\xbf"  # by this mark Excel knows UTF-8
        for line in lines:
            yield line.encode()

    named = f'attachment; filename="who-read-what-{timezone.localdate().isoformat()}.csv"'
    headers = {"Content-Disposition": named}
    return StreamingHttpResponse(encoded(), content_type="text/csv; charset=utf-8", headers=headers)
