"""The queue, by saved view, and the search; what is searched for stays out of the address."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.selectors import cases_for_staff
from cases.services.history import record_access
from cases.services.register import ALPHABET
from cases.words import LABELS, Procedure
from desk.door import WORK, page, show, staff_of
from desk.paging import capped_count, count_words
from desk.queue import VIEWS, Rows, cases_in, found_by, page_of

SOUGHT = "desk_sought"
REFERENCE = re.compile(f"\\ACD-?([{ALPHABET}]{{4}})-?([{ALPHABET}]{{4}})\\Z")
PROCEDURES = [(procedure.value, LABELS[procedure]) for procedure in Procedure]


@require_safe
@page(WORK)
def queue(request: HttpRequest) -> HttpResponse:
    """Show one page of a saved view, next date first."""
    view = VIEWS.get(request.GET.get("view", ""), VIEWS["open"])
    procedure = request.GET.get("procedure", "")
    procedure = procedure if procedure in dict(PROCEDURES) else ""
    now = timezone.now()
    cases = cases_in(view=view, user=staff_of(request), now=now, procedure=procedure)
    rows = page_of(cases, by_receipt=view.by_receipt, after=request.GET.get("after", ""), now=now)
    return show(
        request,
        "queue.html",
        title="Queue",
        page=rows,
        count=count_words(capped_count(cases), "case", "cases"),
        views=VIEWS.values(),
        current=view,
        procedures=PROCEDURES,
        procedure=procedure,
        keep=urlencode({"view": view.key, **({"procedure": procedure} if procedure else {})}),
        first_page="after" not in request.GET,
    )


@require_POST
@page(WORK)
def search(request: HttpRequest) -> HttpResponse:
    """Take what is searched for; a reference leads straight to its case."""
    text = request.POST.get("text", "").strip()[:200]
    written = REFERENCE.match(text.upper().replace(" ", ""))
    if written:
        reference = f"CD-{written[1]}-{written[2]}"
        if cases_for_staff(staff_of(request)).filter(reference=reference).exists():
            return redirect("admin:case", reference)
    request.session[SOUGHT] = text
    return redirect("admin:found")


@require_safe
@page(WORK)
def found(request: HttpRequest) -> HttpResponse:
    """Show the cases of the last search; names are read here, so the reading is recorded."""
    text, now, user = request.session.get(SOUGHT, ""), timezone.now(), staff_of(request)
    cases = found_by(text=text, user=user)
    rows = page_of(cases, by_receipt=True, after=request.GET.get("after", ""), now=now)
    if text:
        record_access(by=user.actor, what="search of names and addresses", now=now)
    return show(
        request,
        "queue.html",
        title="Search",
        page=rows,
        count=found_words(rows),
        views=VIEWS.values(),
        sought=text,
        searching=True,
        first_page="after" not in request.GET,
    )


def found_words(page: Rows) -> str:
    """Say how many were found, without reading every name a second time."""
    count = len(page.rows)
    return f"the newest {count}" if page.following else count_words(count, "case", "cases")
