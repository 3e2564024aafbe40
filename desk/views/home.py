"""Today, the home of the desk: by role, what needs this member of staff, and the switch of their daily digest."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.selectors import notices_for
from cases.services.people import switch_digest
from desk.configuration import places_of_configuration
from desk.door import REPORTS, WORK, page, show, staff_of
from desk.home import DESK, YOURS, numbers
from desk.menu import reports_address
from desk.queue import VIEWS, cases_in, page_of

SHOWN = 8
GROUPS = ((YOURS, "Yours"), (DESK, "The desk"))


def home(request: HttpRequest) -> TemplateResponse:
    """Show the numbers, the newest notices and the next of the officer's own cases; reports or configuration by role."""
    user, now = staff_of(request), timezone.now()
    works = user.has_perm(WORK)
    counted = numbers(user=user, now=now)
    mine = cases_in(view=VIEWS["mine"], user=user, now=now)
    return show(
        request,
        "home.html",
        title="Today",
        numbers=counted,
        groups=[(name, [number for number in counted if number.group == group]) for group, name in GROUPS],
        notices=list(notices_for(user, now=now).prefetch_related("case")[:SHOWN]) if works else [],
        next_cases=page_of(mine, by_receipt=False, after="", now=now).rows[:SHOWN] if works else [],
        works=works,
        reports=reports_address() if user.has_perm(REPORTS) else "",
        configuration=places_of_configuration() if user.is_superuser else [],
        member=user,
    )


@require_POST
@page(WORK)
def digest(request: HttpRequest) -> HttpResponse:
    """Switch the daily digest of who asks on or off."""
    user, wanted = staff_of(request), request.POST.get("digest") == "on"
    switch_digest(user=user, wanted=wanted)
    said = "You get the daily digest from the next working day on." if wanted else "You get no daily digest any more."
    messages.success(request, said)
    return redirect("admin:index")
