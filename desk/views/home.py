"""Today, the home of the desk: by role, what needs this member of staff."""

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from cases.selectors import notices_for
from desk.door import REPORTS, WORK, show, staff_of
from desk.home import numbers
from desk.menu import reports_address
from desk.queue import VIEWS, cases_in, page_of

SHOWN = 8


def home(request: HttpRequest) -> TemplateResponse:
    """Show the numbers, the newest notices and the next of the officer's own cases."""
    user, now = staff_of(request), timezone.now()
    works = user.has_perm(WORK)
    mine = cases_in(view=VIEWS["mine"], user=user, now=now)
    return show(
        request,
        "home.html",
        title="Today",
        numbers=numbers(user=user, now=now),
        notices=list(notices_for(user, now=now).select_related("case")[:SHOWN]) if works else [],
        next_cases=page_of(mine, by_receipt=False, after="", now=now).rows[:SHOWN] if works else [],
        works=works,
        reports=reports_address() if user.has_perm(REPORTS) else "",
    )
