"""The case file: who, what, which dates and why, the thread, the history, and what may be done now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.places import today_for
from cases.services.history import record_access
from desk.acts import acts_for
from desk.door import WORK, page, show, staff_of
from desk.file import load_file


@require_safe
@page(WORK)
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the file of one case; opening it leaves one access record."""
    user, now = staff_of(request), timezone.now()
    file = load_file(user=user, reference=reference, now=now)
    if file is None:
        raise Http404
    record_access(by=user.actor, what="case", now=now, case=file.case)
    today = today_for(file.case, now)
    acts = acts_for(file=file)
    return show(
        request,
        "case.html",
        title=reference,
        file=file,
        case=file.case,
        leading=[act for act in acts if act.leads],
        others=[act for act in acts if not act.leads],
        today=today,
        mine=file.case.officer == user,
        can_take=file.case.is_open and file.case.officer_id != user.pk,
        now=now,
        complaint=getattr(file.case, "complaint", None),
        by_agent=hasattr(file.case, "rights_request") and file.case.rights_request.by_agent,
    )
