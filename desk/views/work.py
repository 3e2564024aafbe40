"""Open work items and unseen notices: what the numbers on Today count."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.selectors import notices_for, work_items_for
from cases.services.notices import see_notices
from cases.services.work import finish_work_item
from desk.door import WORK, page, show, staff_of
from desk.home import NOT_ARRIVED

MOST = 200


@require_safe
@page(WORK)
def work(request: HttpRequest) -> HttpResponse:
    """List the officer's open work items and those of nobody, by date."""
    items = work_items_for(staff_of(request)).select_related("case", "owner")
    lost = request.GET.get("kind") == NOT_ARRIVED
    if lost:
        items = items.filter(kind=NOT_ARRIVED)
    title = "Letters that did not arrive" if lost else "Open work items"
    return show(request, "work.html", title=title, items=list(items[:MOST]), most=MOST, today=timezone.localdate())


@require_POST
@page(WORK)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish a work item that belongs to no case; one of a case is finished on its case. Raises Http404."""
    item = work_items_for(staff_of(request)).filter(pk=pk, case=None).first()
    if item is None:
        raise Http404
    finish_work_item(item=item, by=staff_of(request).actor, now=timezone.now())
    messages.success(request, f"Done: {item.title}.")
    return redirect("admin:work")


@require_safe
@page(WORK)
def notices(request: HttpRequest) -> HttpResponse:
    """List the unseen notices of the officer, newest first."""
    found = list(notices_for(staff_of(request), now=timezone.now()).prefetch_related("case")[:MOST])
    return show(request, "notices.html", title="Unseen notices", notices=found, most=MOST)


@require_POST
@page(WORK)
def seen(request: HttpRequest) -> HttpResponse:
    """Mark the notices that were on the page as seen."""
    ids = [int(pk) for pk in request.POST.getlist("notice") if pk.isdecimal()][:MOST]
    count = see_notices(ids=ids, officer=staff_of(request), now=timezone.now())
    messages.success(request, f"{count} notice{'' if count == 1 else 's'} marked as seen.")
    return redirect("admin:notices" if request.POST.get("next") == "notices" else "admin:index")
