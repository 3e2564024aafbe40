"""The queue, by saved view and filters, and the search; what is searched for stays out of the address."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.selectors import LEAD, cases_for_staff
from cases.services.history import record_accesses
from cases.services.register import ALPHABET
from desk.door import WORK, page, show, staff_of
from desk.filters import FilterForm
from desk.paging import count_words, few_or_many
from desk.queue import VIEWS, Rows, cases_in, page_of, views_for
from desk.search import SHORTEST, found_by

SOUGHT = "desk_sought"
REFERENCE = re.compile(f"\\ACD-?([{ALPHABET}]{{4}})-?([{ALPHABET}]{{4}})\\Z")


@require_safe
@page(WORK)
def queue(request: HttpRequest) -> HttpResponse:
    """Show one page of a saved view, next date first."""
    user, now = staff_of(request), timezone.now()
    views = {view.key: view for view in views_for(user)}
    view = views.get(request.GET.get("view", ""), VIEWS["open"])
    form = FilterForm(request.GET)
    filters = form.filters()
    cases = cases_in(view=view, user=user, now=now, filters=filters)
    by_receipt = view.by_receipt or filters.of_a_span
    count, cases = few_or_many(cases)
    rows = page_of(cases, by_receipt=by_receipt, after=request.GET.get("after", ""), now=now)
    return show(
        request,
        "queue.html",
        title="Queue",
        page=rows,
        by_receipt=by_receipt,
        count=count_words(count, "case", "cases"),
        views=views.values(),
        current=view,
        form=form,
        filtering=filters.in_address(),
        keep=urlencode({"view": view.key, **filters.in_address()}),
        narrowed=urlencode(filters.in_address()),
        first_page="after" not in request.GET,
        leads=user.has_perm(LEAD),
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
        found_cases = [row.case for row in rows.rows]
        record_accesses(by=user.actor, what="search of names and addresses", now=now, cases=[None, *found_cases])
    return show(
        request,
        "queue.html",
        title="Search",
        page=rows,
        count=found_words(rows),
        views=views_for(user),
        sought=text,
        too_short=len(text) < SHORTEST,
        searching=True,
        first_page="after" not in request.GET,
        leads=user.has_perm(LEAD),
    )


def found_words(page: Rows) -> str:
    """Say how many were found, without reading every name a second time."""
    count = len(page.rows)
    return f"the newest {count}" if page.following else count_words(count, "case", "cases")
